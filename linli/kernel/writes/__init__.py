"""How a write happens: once for each client key, under a condition, by a table of moves."""
