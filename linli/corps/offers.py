"""What corps offers to rooms below, by name."""

PERSON_BOOK = "linli.corps.queries.persons"
