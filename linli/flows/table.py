"""What follows from what: topic of the outbox -> the flows that listen to it, in order.

A flow is a function of one `Happened`: it calls actions of another room, with the ids it was given. A topic that is
not listed has no consequences. Each flow runs exactly once a fact (`actions.run_due`).
"""

from linli.flows import letters, returns
from linli.flows.happened import Flow

FLOWS: dict[str, list[Flow]] = {
    "calls.open": [letters.tell_receiver, letters.tell_units],
    "calls.correct": [letters.tell_caller, letters.tell_receiver, letters.tell_holder],
    "calls.claim": [letters.tell_caller, letters.tell_receiver],
    "calls.assign": [letters.tell_caller, letters.tell_holder],
    "calls.transfer": [letters.tell_caller, letters.tell_holder],
    "calls.give_back": [letters.tell_receiver],
    "calls.pause": [letters.tell_caller],
    "calls.finish": [letters.tell_caller, letters.tell_receiver],
    "calls.settle": [letters.tell_caller, letters.tell_holder],
    "calls.reopen": [letters.tell_caller, letters.tell_receiver],
    "calls.reject": [letters.tell_caller],
    "calls.reminded": [letters.tell_of_clock],
    "calls.escalated": [letters.tell_of_clock],
    "calls.release": [letters.tell_receiver],
    "corps.relieved": [returns.give_calls_back],
    "corps.relief_undone": [returns.give_calls_again],
}
