"""What is typed about kinds of posts, units and alliances: freed of what cannot be seen; refused, not cut, when too
long. The forms allow no more, so the actions are asked themselves."""

from types import SimpleNamespace

import pytest

from linli.access.models import PostKind, actor_of
from linli.corps.actions import kinds, units
from linli.corps.models import Alliance, Member, PartnerUnit, Seat
from linli.kernel.errors import Invalid
from linli.kernel.ids import new_id
from linli.kernel.time import clock

HIDDEN = " 热心\u200b  大姐\u202e\n"


@pytest.fixture
def office(corps):
    street = corps.street.places["street"]
    actor = actor_of(corps.street.people["street"].account, clock.today())

    def by():
        return {"actor": actor, "key": new_id(), "now": clock.now()}

    return SimpleNamespace(place=street, by=by)


def add_kind(office, title="热心邻居", note=""):
    kinds.add_kind(street=office.place, title=title, bundle="leader", deputy_of=None, note=note, **office.by())
    return PostKind.objects.get(path=office.place.path)


def change_kind(office, title="热心邻居", note=""):
    kind = PostKind.objects.filter(path=office.place.path).first() or add_kind(office)
    kinds.change_kind(kind=kind, title=title, note=note, revision=None, **office.by())


def add_unit(office, name="惠民物业"):
    return units.add_unit(
        place=office.place, name=name, kind="property_company", credit_code="", phone="", **office.by()
    )


def found_alliance(office, name="邻里联盟"):
    return units.found_alliance(place=office.place, name=name, kind="other", **office.by())


def take_seat(office, role="联系人"):
    alliance, member = found_alliance(office), Member.objects.first()
    units.take_seat(alliance=alliance, role=role, unit=None, member=member, **office.by())


@pytest.mark.parametrize(
    ("deed", "field", "most"),
    [
        (add_kind, "title", 40), (add_kind, "note", 200), (change_kind, "title", 40), (change_kind, "note", 200),
        (add_unit, "name", 80), (found_alliance, "name", 40), (take_seat, "role", 40),
    ],
)  # fmt: skip
def test_too_long_is_refused_at_its_field(office, deed, field, most):
    deed(office, **{field: "长" * most})
    for model in (Seat, Alliance, PartnerUnit):
        model.objects.all().delete()
    with pytest.raises(Invalid) as refused:
        deed(office, **{field: "长" * (most + 1)})
    assert (refused.value.code, refused.value.field) == ("kernel.text_too_long", field)


def test_what_cannot_be_seen_is_not_stored(office):
    kind = add_kind(office, HIDDEN, HIDDEN)
    assert (kind.title, kind.note) == ("热心 大姐", "热心 大姐")
    change_kind(office, "热心\u2067邻居", "一\u200b栋")
    kind.refresh_from_db()
    assert (kind.title, kind.note) == ("热心邻居", "一栋")
    take_seat(office, HIDDEN)
    assert Seat.objects.get().role == "热心 大姐"


@pytest.mark.parametrize("title", ["", " ", "\u200b"])
def test_a_kind_without_a_title_is_refused(office, title):
    with pytest.raises(Invalid, match=r"corps\.kind_title_empty"):
        add_kind(office, title)
