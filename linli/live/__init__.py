"""Live updates: a small process without Django that tells open pages when to refresh (docs/decisions/013)."""
