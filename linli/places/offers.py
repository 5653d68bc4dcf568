"""Functions of `places` that lower rooms call by name."""

ADDRESS_BOOK = "linli.places.queries.addresses"
