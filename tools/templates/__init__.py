"""Lays templates out: one element a line, no space that shows gained or lost."""
