"""Functions of `corps` that lower rooms call by name."""

PERSON_BOOK = "linli.corps.queries.persons"
