"""Time: what time it is, and deadlines."""
