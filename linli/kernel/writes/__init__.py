"""How rows are written: once for each client key, conditionally, by a state table."""
