"""needsmatch: from what schools ask for and what schools do well to support plans."""

__version__ = "0.1.0"
