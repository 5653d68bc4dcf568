"""Nobody gives themselves a post, a longer term or a relief undone: not by the form, a hand-over, or a file."""

from datetime import timedelta

import pytest

from linli.access.models import Account, Grant
from linli.corps.models import Appointment
from linli.corps.tests.test_appointments import appoint
from linli.corps.tests.test_import import book, load
from linli.kernel.ids import new_id
from linli.kernel.time import clock
from linli.testing import refused

pytestmark = pytest.mark.django_db


@pytest.fixture
def own(corps):
    """The member behind the account of the community, who is also a floor leader until next week."""
    term = corps.appoint("高社区", "floor2", "floor_leader", "13700000077", ends_on=clock.today() + timedelta(days=7))
    account = corps.street.people["community"].account
    Grant.objects.filter(person=account.person).update(person=term.member_id)
    Account.objects.filter(pk=account.pk).update(person=term.member_id)
    return term


def grants(term):
    return sorted(Grant.objects.filter(person=term.member_id).values_list("bundle", "path", "ends_on"))


def press(corps, term, deed, who="community", **typed):
    typed = {"key": new_id(), "on": clock.today().isoformat(), **typed}
    return corps.street.client(who).post(f"/corps/appointments/{term.pk}/{deed}/", typed)


def test_not_by_the_form(corps, own):
    before = grants(own)
    typed = {"name": "", "phone": "", "member": own.member_id, "post": corps.post("grid_leader").pk}
    answer = appoint(corps, **typed)
    assert (answer.status_code, refused(answer)) == (403, "corps.not_oneself")
    assert grants(own) == before
    assert appoint(corps, "street", **typed).status_code == 302


def test_not_by_a_longer_term(corps, own):
    before, later = grants(own), (clock.today() + timedelta(days=365)).isoformat()
    answer = press(corps, own, "extend", ends_on=later)
    assert (answer.status_code, refused(answer)) == (403, "corps.not_oneself")
    assert grants(own) == before
    assert press(corps, own, "extend", "street", ends_on=later).status_code == 302


def test_not_by_a_hand_over(corps, own):
    term = corps.terms["floor1"]
    answer = press(corps, term, "hand-over", to=own.member_id)
    assert (answer.status_code, refused(answer)) == (403, "corps.not_oneself")
    assert Appointment.objects.get(pk=term.pk).ends_on is None
    assert press(corps, term, "hand-over", "street", to=own.member_id).status_code == 302


def test_not_by_taking_back_a_relief(corps, own):
    assert press(corps, own, "relieve").status_code == 302
    answer = press(corps, own, "undo")
    assert (answer.status_code, refused(answer)) == (403, "corps.not_oneself")
    assert press(corps, own, "undo", "street").status_code == 302


def test_not_by_a_file(corps, own):
    before = grants(own)
    run = load(
        corps, book(["高社区", "网格长", "13700000077", "03网格"], header=["姓名", "职务", "联系电话", "负责范围"])
    )
    assert [(line.kind, line.code) for line in run.seen] == [("rejected", "corps.row_oneself")]
    assert grants(own) == before
