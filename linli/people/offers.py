"""The outbox topics that the register handles."""

OUTBOX = {"places.names_changed": "linli.people.actions.labels.relabel"}
