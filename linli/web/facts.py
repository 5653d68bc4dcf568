"""The kinds of facts about how somebody reads pages."""

from linli.kernel.facts.declared import FactKind
from linli.kernel.facts.declared import word as _

ROOM = _("界面")
FACTS = (
    FactKind("web.reading_changed", _("改语言或字号")),
    FactKind("web.guide_put_away", _("收起引导")),
)
