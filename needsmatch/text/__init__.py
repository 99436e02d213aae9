"""One normaliser for every text that is compared. The person's own wording is kept elsewhere, for display."""
