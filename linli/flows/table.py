"""What follows from what: topic of the outbox -> the flows that listen to it, in order.

A flow is a function of one `Happened`: it calls actions of another room, with the ids it was given. A topic that is
not listed has no consequences. Each flow runs exactly once a fact (`actions.run_due`). Whom a letter about a call goes
to stands in `told`.
"""

from linli.flows import letters, returns, second
from linli.flows.happened import Flow
from linli.flows.told import TOLD

FLOWS: dict[str, list[Flow]] = {
    **{topic: [letters.tell] for topic, listeners in TOLD.items() if listeners},
    "access.receipt_due": [second.tell_receipt],
    "incidents.declared": [second.tell_incident],
    "incidents.lapsed": [second.tell_incident],
    "corps.asked": [second.tell_second],
    "corps.given_alone": [second.tell_auditors],
    "people.export_asked": [second.tell_export_asked],
    "people.export_decided": [second.tell_export_decided],
    "people.looks_refused": [second.tell_looks_refused],
    "people.export_fetched": [second.tell_export_fetched],
    "corps.relieved": [returns.give_calls_back, returns.find_receivers],
    "corps.relief_undone": [returns.give_calls_again, returns.give_receivers_again],
}
