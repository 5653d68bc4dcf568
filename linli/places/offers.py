"""What places offer to rooms below, by name."""

ADDRESS_BOOK = "linli.places.queries.addresses"
