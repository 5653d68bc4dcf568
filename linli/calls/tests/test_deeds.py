"""The table of deeds, the actions and the forms agree on the arguments of each action."""

import inspect

import pytest

from linli.calls.actions.deeds import DOINGS
from linli.calls.forms.deeds import FORMS
from linli.calls.rules import Deed

OF_THE_CLOCK = {Deed.WIDEN, Deed.RELEASE}
ALWAYS = {"call", "actor", "key", "now"}
PAGE_ALONE = {"photos"}  # a picture comes with a form


def told(doing):
    return {*doing.takes, *filter(None, [doing.words])}


def test_every_deed_of_somebody_is_in_the_table():
    assert set(DOINGS) == set(Deed) - OF_THE_CLOCK


@pytest.mark.parametrize("deed", list(DOINGS))
def test_an_action_takes_what_it_is_told(deed):
    doing = DOINGS[deed]
    parameters = inspect.signature(doing.action).parameters
    required = {name for name, one in parameters.items() if one.default is inspect.Parameter.empty}
    assert ALWAYS | told(doing) <= set(parameters)
    assert required <= ALWAYS | told(doing)
    assert {doing.needs} - {""} <= required & set(doing.takes)


@pytest.mark.parametrize("deed", list(FORMS))
def test_a_form_asks_for_nothing_else(deed):
    assert set(FORMS[deed].base_fields) - {"key"} - PAGE_ALONE <= told(DOINGS[deed])
