"""Two desks do the same at the same moment: one row, and a refusal in words for who came second."""

import pytest

from linli.access.actor import system
from linli.access.models import Grant, PostKind
from linli.corps.actions import appointments, kinds, members, units
from linli.corps.awaited_writing import ask_many, wanted_of
from linli.corps.models import Alliance, Appointment, AwaitedTerm, Member, PartnerUnit
from linli.corps.tests.town import PHONE, START
from linli.kernel.time import clock
from linli.testing_meanwhile import meanwhile

pytestmark = pytest.mark.django_db(transaction=True)


def by():
    return {"actor": system(), "key": None, "now": clock.now()}


def term(corps, key="floor1"):
    return Appointment.objects.select_related("member", "post").get(pk=corps.terms[key].pk)


def relieved(corps):
    appointments.relieve(appointment=term(corps), on=clock.today(), **by())
    return corps.terms["floor1"].member_id


def appoint_again(corps, person):
    appointments.appoint(
        member=Member.objects.get(pk=person), post=corps.post("floor_leader"), places=[corps.street.places["floor1"]],
        starts_on=clock.today(), ends_on=None, **by(),
    )  # fmt: skip


@pytest.mark.parametrize("undone_first", [True, False])
def test_nobody_holds_a_post_twice_by_an_undone_relief(corps, undone_first):
    person = relieved(corps)
    deeds = [lambda: appointments.undo_relief(appointment=term(corps), **by()), lambda: appoint_again(corps, person)]
    first, second = deeds if undone_first else deeds[::-1]
    assert meanwhile(first, second) in {"corps.changed_meanwhile", "corps.already_in_post"}
    assert Grant.objects.valid_on(clock.today()).filter(person=person).count() == 1


def test_who_leaves_meanwhile_is_not_extended(corps):
    person = corps.terms["floor1"].member_id
    end = clock.today().replace(year=clock.today().year + 1, day=1)
    Appointment.objects.filter(pk=corps.terms["floor1"].pk).update(ends_on=end)
    Grant.objects.filter(person=person).update(ends_on=end)

    def leave():
        members.remove_member(member=Member.objects.get(pk=person), on=clock.today(), **by())

    def extend():
        appointments.extend(appointment=term(corps), ends_on=None, **by())

    refusal = meanwhile(leave, extend)
    assert refusal in {"corps.changed_meanwhile", "corps.member_gone", "corps.already_ended"}
    assert not Grant.objects.valid_on(clock.today()).filter(person=person).exists()


def test_two_lists_at_once_ask_for_a_term_once(corps):
    place, member = corps.street.places["grid3"], corps.member("新网格")
    wanted = wanted_of("appoint", member, corps.post("grid_leader"), [place], clock.today(), None)
    ask = lambda: ask_many([wanted], actor=system(), now=clock.now())  # noqa: E731 (said twice below)
    assert meanwhile(ask, ask) == ""
    assert AwaitedTerm.objects.count() == 1


def add_unit(corps):
    units.add_unit(
        place=corps.street.places["xueyuan"], name="惠民物业", kind="property_company", credit_code="", phone="", **by()
    )


def found_alliance(corps):
    units.found_alliance(place=corps.street.places["xueyuan"], name="邻里联盟", kind="three_one_x", **by())


def add_member(corps):
    members.add_member(place=corps.street.places["xueyuan"], name="新队员", phone=PHONE.format(99), **by())


def add_kind(corps):
    kinds.add_kind(
        street=corps.street.places["street"], title="热心大姐", bundle="leader", deputy_of=None, note="", **by()
    )


@pytest.mark.parametrize(
    ("add", "rows", "code"),
    [
        (add_unit, PartnerUnit.objects.filter(name="惠民物业"), "corps.unit_known"),
        (found_alliance, Alliance.objects.filter(name="邻里联盟"), "corps.alliance_known"),
        (add_member, Member.objects.filter(name="新队员"), "corps.member_known"),
        (add_kind, PostKind.objects.filter(title="热心大姐"), "corps.code_taken"),
    ],
)
def test_what_is_added_twice_at_once_is_there_once(corps, add, rows, code):
    assert meanwhile(lambda: add(corps), lambda: add(corps)) == code
    assert rows.all().count() == 1


def test_a_unit_is_not_renamed_to_what_another_is_called_meanwhile(corps):
    add_unit(corps)
    made = PartnerUnit.objects.get()
    PartnerUnit.objects.filter(pk=made.pk).update(name="旧名", joined_on=START)

    def rename():
        units.change_unit(
            unit=made, revision=1, name="惠民物业", kind="property_company", credit_code="", phone="", **by()
        )

    assert meanwhile(lambda: add_unit(corps), rename) == "corps.unit_known"
