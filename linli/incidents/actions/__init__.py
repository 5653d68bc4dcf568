"""Everything that is written about incidents."""
