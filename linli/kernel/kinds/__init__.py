"""Kinds as data: the rows that ship, which are the same everywhere, and a street's own beside them."""
