"""Every column that can hold something about a person has a class, a purpose and an end, or a reason why it has none."""

import importlib
from importlib.util import find_spec

from django.db import models

from linli.kernel.sealing.fields import BlindIndexField, SealedField
from linli.kernel.sealing.retention import DataClass, Retention
from tests.architecture.source import own_models

ROOMS = ("access", "places", "people", "corps", "notices", "calls")
# Types that say nothing about anybody by themselves. Dates and free ids may, so they are not here.
TECHNICAL_TYPES = (models.ForeignKey, models.BooleanField, models.IntegerField, models.AutoField, models.DateTimeField)
# Columns of the same name and meaning everywhere.
TECHNICAL_NAMES = {
    "id": "the row's own id",
    "path": "where the row lies, not who",
    "state": "a step of the work",
    "since": "ends with the row that carries it",
    "until": "ends with the row that carries it",
    "starts_on": "a term of office is public while it runs",
    "ends_on": "a term of office is public while it runs",
    "by": "who did it, as an id: kept as long as the row, like the trail",
    "by_name": "who did it, in office: kept as long as the row, like the trail",
    "recorded_by": "who recorded it, as an id",
    "recorded_by_name": "who recorded it, in office",
    "decided_by": "who decided it, as an id",
    "decided_by_name": "who decided it, in office",
    "taken_back_by_name": "who took it back, in office",
    "made_by": "who made it, as an id",
    "made_by_name": "who made it, in office",
}
WHOLE_MODELS = {
    "Place": "a place is nobody's data; its telephones are those of the office and hang on the wall",
    "PlaceEvent": "what happened to a place, and who in office did it",
    "Mode": "a way of governing",
    "Level": "a link of a way of governing",
    "PostKind": "a kind of post",
    "Alliance": "a union of units",
    "CardRun": "what was printed for the wall",
    "ColumnMemory": "how a header row was read; holds no row of the file",
    "CallKind": "a kind of call, as data",
    "Sitting": "when a community settled, and how much in all",
    "SittingTime": "a clock time",
    "Taker": "which seat or post takes a kind on",
    "CalendarDay": "a day that works or does not",
    "NumberDay": "how many calls a street numbered on a day",
    "Ground": "where a call is shown: a place",
    "Clock": "a deadline; ends with its call",
    "Fact": "the trail: kept, and holds no personal content",
    "Seal": "the trail's chain",
    "Message": "the outbox: ids only, gone after delivery",
    "Beat": "the clock of the jobs",
    "Consequence": "what followed from what: ids and a sentence, gone a month after it was done",
    "ApiKey": "a key of another system: its name in office, what it may do, when it was used",
}
NOT_PERSONAL = {
    "Account.password": "a hash; gone with the account",
    "Account.username": "what the holder of an account calls themselves; gone with the account",
    "Account.name": "the name in office that the trail shows; gone with the account",
    "Account.email": "the work address of the account's holder; gone with the account",
    "Account.person": "an id",
    "Account.language": "a choice of the interface",
    "Grant.person": "an id",
    "Grant.bundle": "what a post may do",
    "Grant.title": "what a post is called",
    "Grant.source": "an id",
    "Appointment.term_before": "dates of a public term",
    "Household.root": "the street's segment of the path",
    "RevealDay.account": "how many an account looked up on a day: an id and a number",
    "RevealDay.day": "how many an account looked up on a day: an id and a number",
    "Household.door": "a door's label",
    "Household.size": "a number",
    "Resident.root": "the street's segment of the path",
    "Resident.left": "how the record ended; ends with it",
    "Move.what": "the kind of change; ends with the move",
    "Move.on": "ends with the move",
    "Move.deed": "an id",
    "RegisterImport.mapping": "which column means what; the rows lie sealed in a file that ends with the import",
    "RegisterImport.counts": "counts",
    "LeaderImport.columns": "which column means what",
    "LeaderImport.counts": "counts",
    "Channel.name": "a group or a gateway, no person",
    "Channel.kind": "a group or a gateway, no person",
    "Notice.column": "where an article stands",
    "Notice.cover": "the id of a picture made for the public page",
    "Notice.urgency": "a choice about a notice",
    "Notice.audience": "a choice about a notice",
    "Notice.spread_after": "how far the letters are written: a path",
    "Letter.urgency": "a choice about a letter; ends with it",
    "Preference.quiet_from": "hours; end with the row",
    "Preference.quiet_until": "hours; end with the row",
    "Sending.sentence": "which of the fixed sentences",
    "Sending.last_error": "a code of what the gateway answered",
    "Appointment.ended_how": "the kind of end; a term of office is public",
    "PartnerUnit.name": "a unit, no person",
    "PartnerUnit.kind": "a unit, no person",
    "PartnerUnit.credit_code": "a unit's public code",
    "PartnerUnit.joined_on": "a unit, no person",
    "PartnerUnit.left_on": "a unit, no person",
    "Call.root": "the street's segment of the path",
    "Call.number": "a number read aloud; new every day",
    "Call.day": "when it was opened; the caller's columns end before it",
    "Call.channel": "the way it came in",
    "Call.classification": "how fast it must go",
    "Call.circle": "how far it is shown",
    "Call.opened_by": "who opened it in office, as an id",
    "Call.receiver": "who answers for it, as an id",
    "Call.holder": "who holds it, as an id",
    "Call.estimate": "an amount",
    "Call.amount": "an amount, for the books of the sitting",
    "CallEvent.deed": "the kind of step",
    "CallEvent.before": "a step of the work",
    "CallEvent.after": "a step of the work",
    "CallEvent.to": "whom or what it went to, as an id",
    "Helper.person": "an id",
    "Helper.name": "the name in office, like the trail",
    "Item.amount": "an amount",
    "Photo.purpose": "what kind of proof; ends with the photo",
    "Away.person": "an id",
    "Seat.role": "what a member of an alliance does there",
}


def registered():
    """ "Model.field" -> its retention, of every room."""
    found = {}
    for room in ROOMS:
        if find_spec(f"linli.{room}.retention"):
            found.update(importlib.import_module(f"linli.{room}.retention").RETENTION)
    return found


def columns():
    """("Model.field", field) of every column that could tell of a person."""
    for model in own_models():
        for field in model._meta.concrete_fields:
            if model.__name__ not in WHOLE_MODELS and not isinstance(field, TECHNICAL_TYPES):
                if field.name not in TECHNICAL_NAMES:
                    yield f"{model.__name__}.{field.name}", field


def test_every_column_is_registered_or_excused():
    known = registered()
    assert sorted(name for name, _ in columns() if name not in known and name not in NOT_PERSONAL) == []


def test_sealed_columns_are_never_excused():
    sealed = {name for name, field in columns() if isinstance(field, SealedField | BlindIndexField)}
    assert len(sealed) >= 6
    assert sorted(sealed - set(registered())) == []


def test_nothing_registered_or_excused_is_gone():
    there = {f"{m.__name__}.{f.name}" for m in own_models() for f in m._meta.concrete_fields}
    assert sorted((set(registered()) | set(NOT_PERSONAL)) - there) == []
    assert sorted(set(WHOLE_MODELS) - {m.__name__ for m in own_models()}) == []


def test_every_entry_says_something():
    for name, entry in registered().items():
        assert isinstance(entry, Retention), name
        assert entry.purpose and entry.until, name
        personal = entry.data_class is not DataClass.INTERNAL
        assert entry.days >= 0 and (entry.days <= 3 * 365 or not personal), name


def test_sealed_values_end_before_the_record_that_carries_them():
    known = registered()
    for name, field in columns():
        if isinstance(field, SealedField | BlindIndexField) and known[name].data_class is not DataClass.INTERNAL:
            assert known[name].days <= 90, name


def test_seals_are_bound_to_their_own_column():
    for name, field in columns():
        if isinstance(field, SealedField):
            room = field.model._meta.app_label
            assert field.bound_to.startswith(f"{room}.{field.model._meta.model_name}."), name
