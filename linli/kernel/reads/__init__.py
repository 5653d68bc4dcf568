"""How the few reads that every request runs are done: compiled once."""
