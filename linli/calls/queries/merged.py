"""Calls that were merged into another: which one goes on for them, and which follow a call."""

from linli.calls.models import Call


def surviving(call: Call) -> Call:
    """The call that goes on for this one: itself, unless it was merged, also through several."""
    seen = {call.pk}
    while call.state == "merged" and call.merged_into is not None and call.merged_into_id not in seen:
        call = call.merged_into
        seen.add(call.pk)
    return call


def merged_into(call: Call) -> list[Call]:
    """Every call that follows this one, also through several."""
    found = {}
    newest = [call.pk]
    while newest:
        rows = Call.objects.filter(merged_into__in=newest, state="merged").order_by("opened_at", "pk")
        fresh = {row.pk: row for row in rows if row.pk not in found}
        found.update(fresh)
        newest = list(fresh)
    return list(found.values())
