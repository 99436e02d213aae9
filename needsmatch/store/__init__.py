"""The only room that touches files: reading with every problem named, saving without losing anything."""
