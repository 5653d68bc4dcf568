"""The kinds of facts about keys of other systems."""

from linli.kernel.facts.declared import FactKind
from linli.kernel.facts.declared import word as _

ROOM = _("接口")
FACTS = (
    FactKind("api.key_adopted", _("接管接口密钥")),
    FactKind("api.key_made", _("新建接口密钥")),
    FactKind("api.key_revoked", _("停用接口密钥")),
)
DETAILS = {"permissions": _("权限")}
