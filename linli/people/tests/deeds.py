"""Every deed of the register as a browser sends it: address, form values, who may, its kind of fact."""

from dataclasses import dataclass
from typing import Any

from linli.kernel.ids import new_id
from linli.kernel.time import clock
from linli.people.models import Household, Resident
from linli.people.tests.conftest import identity


@dataclass(frozen=True)
class Deed:
    """`fact`: its kind in the trail."""

    address: str
    typed: dict[str, Any]
    fact: str


NEW = {
    "name": "周新来", "relation": "kin", "residence": "lodger", "phone": "13700000011", "reach": "call",
    "identity_kind": "id_card", "identity": identity(345, "19900202"), "sex": "0", "born_on": "", "note": "怕吵",
    "need_dialysis": "on", "how_dialysis": "周三透析", "reason": "打工",
}  # fmt: skip
DEEDS = ("add", "add_resident", "correct", "relations", "leave", "move", "death", "merge", "link", "reveal")


def deed(homes, name: str) -> Deed:
    """The deed called `name`, ready to send, without a key."""
    today = clock.today().isoformat()
    one = Resident.objects.get(pk=homes.people["李小明"].pk)
    home = Household.objects.get(pk=homes.households["door101"].pk)
    wife, child = homes.people["王秀英"], homes.people["李一诺"]
    record, house = f"/people/resident/{one.pk}", f"/people/household/{home.pk}"
    person = {
        "revision": one.revision, "name": "李晓明", "relation": one.relation, "residence": one.residence,
        "phone": "13700000022", "reach": "door", "identity_kind": one.identity_kind, "identity": "", "sex": one.sex,
        "born_on": "", "note": "腿脚不便", "need_mobility": "on", "how_mobility": "轮椅",
    }  # fmt: skip
    related = {"revision": home.revision}
    for row, relation in ((one, "spouse"), (wife, "head"), (child, "grandchild")):
        related |= {f"relation_{row.pk}": relation, f"residence_{row.pk}": "owner"}
    return {
        "add": Deed(f"/people/add/?door={homes.street.id('door202')}", {**NEW, "relation": "unknown", "on": today}, "people.household_added"),
        "add_resident": Deed(f"{house}/add/", {**NEW, "on": today}, "people.moved_in"),
        "correct": Deed(f"{record}/correct/", person, "people.corrected"),
        "relations": Deed(f"{house}/relations/", related, "people.relations_set"),
        "leave": Deed(f"{house}/leave/", {"who": [wife.pk], "on": today, "reason": "回老家"}, "people.moved_out"),
        "move": Deed(
            f"{house}/move/",
            {"door": homes.street.id("door202"), "who": [wife.pk], "into": "", "on": today, "reason": "换房"},
            "people.moved_within",
        ),
        "death": Deed(f"{record}/death/", {"on": today, "reason": "病故"}, "people.died"),
        "merge": Deed(
            f"{record}/merge/?with={wife.pk}",
            {f"pick_{field}": "one" for field in (
                "name", "sex", "born_on", "relation", "residence", "reach", "identity", "phone", "note", "household")},
            "people.merged",
        ),
        "link": Deed(f"{record}/link/", {}, "people.link_made"),
        "reveal": Deed(f"{record}/reveal/phone/", {"reason": "通知停水"}, "people.revealed"),
    }[name]  # fmt: skip


def send(homes, which: str, by: str = "grid", key: Any = None, **changes: Any) -> Any:
    one = deed(homes, which)
    return homes.street.client(by).post(one.address, one.typed | {"key": key or new_id()} | changes)


def register() -> dict[str, list[tuple[Any, ...]]]:
    """The whole content of the register, to compare before and after."""
    from linli.people import models

    tables = (models.Household, models.Resident, models.Need, models.Move, models.Proposal, models.SelfLink)
    return {table.__name__: list(table._default_manager.order_by("pk").values_list()) for table in tables}
