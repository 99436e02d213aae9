"""What a score from 0 to 100 means; measured by benchmarks/calibration.py, see the table in the README."""

THRESHOLD = 40
"""Below this score there is no match."""

RELIABLE = 70
"""From here on eight matches in ten and more serve the need; below, people should read both texts."""
