"""Support plans as values: pure functions from rankings and plans to plans."""
