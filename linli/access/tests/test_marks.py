"""The marks of views and the lines of the navigation: whom they let in, and where they send the others."""

import pytest
from django.http import HttpResponse

from linli.access.actor import Actor, Held
from linli.access.entries import Entry, Group
from linli.access.marks import public, requires, signed_in
from linli.access.permissions import Permission as P
from linli.kernel.errors import NotAllowed
from linli.kernel.ids import new_id


def page(request):
    return HttpResponse("in")


def asked_by(rf, actor, **headers):
    request = rf.get("/somewhere/?page=2", **headers)
    request.actor = actor
    return request


def holder(*bundles):
    return Actor(new_id(), "某", held=tuple(Held(bundle, "0001") for bundle in bundles))


@pytest.mark.parametrize(
    ("bundles", "enters"),
    [(["grid"], True), (["auditor"], True), (["partner", "grid"], True), (["partner"], False), ([], False)],
)
def test_one_of_the_permissions_of_a_view_is_enough(rf, bundles, enters):
    view = requires(P.PEOPLE_READ, P.ACCESS_AUDIT)(page)
    if enters:
        assert view(asked_by(rf, holder(*bundles))).content == b"in"
    else:
        with pytest.raises(NotAllowed) as told:
            view(asked_by(rf, holder(*bundles)))
        assert told.value.data == {"permission": "people.read"}


def test_marks_say_what_they_are_and_where_to_sign_in(rf):
    assert requires(P.PEOPLE_READ)(page).access_mark == ("requires", (P.PEOPLE_READ,))
    assert signed_in(page).access_mark == ("signed_in", ())
    assert public("why")(page).access_mark == ("public", ("why",))
    assert public("why")(page)(asked_by(rf, None)).content == b"in"
    assert signed_in(page)(asked_by(rf, holder())).content == b"in"
    for mark in (requires(P.PEOPLE_READ), signed_in):
        answer = mark(page)(asked_by(rf, None))
        assert (answer.status_code, answer["Location"]) == (302, "/sign-in/?next=/somewhere/%3Fpage%3D2")
        part = mark(page)(asked_by(rf, None, HTTP_HX_REQUEST="true"))
        assert (part.status_code, part["HX-Redirect"]) == (401, "/sign-in/?next=/somewhere/%3Fpage%3D2")
        odd = mark(page)(asked_by(rf, None, HTTP_HX_CURRENT_URL="http://["))  # no address at all
        assert (odd.status_code, odd["Location"]) == (302, "/sign-in/?next=/somewhere/%3Fpage%3D2")


@pytest.mark.parametrize(
    ("needs", "also", "shown"),
    [(None, None, True), (P.PEOPLE_READ, None, True), (P.ACCESS_AUDIT, None, False), (None, lambda _: False, False),
     (P.PEOPLE_READ, lambda actor: actor.may(P.PEOPLE_EDIT), True), (P.ACCESS_AUDIT, lambda _: True, False)],
)  # fmt: skip
def test_whose_a_line_of_the_navigation_is(needs, also, shown):
    entry = Entry(Group.TODAY, 100, "某", "某", "access:profile", "icon", needs, also=also, beside=("access:password",))
    assert entry.is_for(holder("grid")) is shown
    assert entry.addresses() == ["/account/", "/account/password/"]
