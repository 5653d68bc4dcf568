"""Live updates: a small process without Django that tells open pages when to ask again (docs/decisions/013)."""
