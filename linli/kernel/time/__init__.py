"""Time: the one question what time it is."""
