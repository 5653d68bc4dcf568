"""Each test here fails when the one guard that it names is removed from the code."""

from django.urls import reverse

from linli.corps.models import Alliance, Appointment
from linli.corps.tests.town import START
from linli.kernel.ids import new_id
from linli.kernel.time import clock


def at(name, *args):
    return reverse(f"corps:{name}", args=args)


def foreign(corps):
    """A member of the next community, with a phone."""
    return corps.member("外人", "13800003001", at="jucai")


def test_a_member_out_of_reach_is_put_into_no_post(corps):
    typed = {
        "key": new_id(), "member": foreign(corps).pk, "post": corps.post("building_leader").pk,
        "places": [corps.street.id("building7")], "starts_on": clock.today().isoformat(),
    }  # fmt: skip
    answer = corps.street.client("community").post(at("appoint") + f"?at={corps.street.id('building7')}", typed)
    assert answer.status_code == 404
    assert not Appointment.objects.filter(member__name="外人").exists()


def test_a_post_is_handed_over_to_nobody_out_of_reach(corps):
    typed = {"key": new_id(), "to": foreign(corps).pk, "on": clock.today().isoformat()}
    answer = corps.street.client("community").post(at("hand_over", corps.terms["building"].pk), typed)
    assert answer.status_code == 404
    assert not Appointment.objects.filter(member__name="外人").exists()


def test_a_phone_out_of_reach_is_not_revealed(corps):
    member = foreign(corps)
    answer = corps.street.client("community").post(at("reveal", member.pk), {"key": new_id(), "reason": "要找他核实"})
    assert answer.status_code == 404
    assert "13800003001" not in answer.content.decode()


def test_who_keeps_a_grid_seats_nobody_of_the_community(corps):
    """An alliance takes in members of its community, as far as its keeper reaches."""
    corps.street.person("keeper", "管网格", "community", "grid3", "社区长")
    corps.member("社区里的人", "13800003002", at="xueyuan")
    corps.member("网格里的人", "13800003003", at="grid3")
    grid = corps.street.places["grid3"]
    made = Alliance.objects.create(path=grid.path, place=grid, kind="three_carriages", name="三驾车", since=START)
    page = corps.street.client("keeper").get(at("alliance", made.pk)).content.decode()
    assert ("网格里的人" in page, "社区里的人" in page) == (True, False)
