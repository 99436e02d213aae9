"""Needs compared with strengths, and donors ranked for receivers. Pure; the only room with rapidfuzz."""
