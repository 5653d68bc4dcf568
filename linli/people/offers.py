"""What the register offers by name: its handlers of the outbox, and its list that is uploaded."""

LISTS = ("linli.people.imports.register_list.REGISTER",)
OUTBOX = {"places.names_changed": "linli.people.actions.labels.relabel"}
