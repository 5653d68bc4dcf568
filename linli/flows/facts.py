"""The kinds of facts about consequences."""

from linli.kernel.facts.declared import FactKind
from linli.kernel.facts.declared import word as _

ROOM = _("联动")
FACTS = (FactKind("flows.tried_again", _("重试没办成的联动")),)
DETAILS = {"flow": _("联动")}
