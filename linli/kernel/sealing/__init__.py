"""Personal data at rest: sealed columns, blind indexes, keys and their rotation, and how long a value is kept."""
