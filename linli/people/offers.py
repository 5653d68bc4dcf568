"""What the register handles of the outbox."""

OUTBOX = {"places.names_changed": "linli.people.actions.labels.relabel"}
