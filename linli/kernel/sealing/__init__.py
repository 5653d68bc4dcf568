"""Personal values at rest: sealed columns, blind indexes, keys and their rotation, and when a value ends."""
