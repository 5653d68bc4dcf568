"""A fact keeps what its kind touches. Its triggers guard the column too, and are lifted while it is added or dropped.

On PostgreSQL the trigger compares whole rows, so it stays the same.
"""

from django.db import migrations, models

LIFT = {
    "sqlite": ["DROP TRIGGER IF EXISTS fact_no_delete", "DROP TRIGGER IF EXISTS fact_no_update"],
    "postgresql": ["DROP TRIGGER IF EXISTS fact_append_only ON kernel_fact"],
}
_NO_DELETE = """CREATE TRIGGER fact_no_delete BEFORE DELETE ON kernel_fact
       BEGIN SELECT RAISE(ABORT, 'the trail is append-only'); END"""
_NO_UPDATE = """CREATE TRIGGER fact_no_update BEFORE UPDATE ON kernel_fact
       WHEN OLD.seal_id IS NOT NULL OR NEW.mac IS NOT OLD.mac OR NEW.kind IS NOT OLD.kind OR NEW.at IS NOT OLD.at
         OR NEW.actor IS NOT OLD.actor OR NEW.actor_name IS NOT OLD.actor_name OR NEW.path IS NOT OLD.path
         OR NEW.about IS NOT OLD.about OR NEW.key IS NOT OLD.key OR NEW.data IS NOT OLD.data OR NEW.seq IS NOT OLD.seq{}
       BEGIN SELECT RAISE(ABORT, 'the trail is append-only'); END"""
_APPEND_ONLY = """CREATE TRIGGER fact_append_only BEFORE UPDATE OR DELETE ON kernel_fact
       FOR EACH ROW EXECUTE FUNCTION linli_append_only()"""
BEFORE = {"sqlite": [_NO_DELETE, _NO_UPDATE.format("")], "postgresql": [_APPEND_ONLY]}
AFTER = {
    "sqlite": [_NO_DELETE, _NO_UPDATE.format("\n         OR NEW.touches IS NOT OLD.touches")],
    "postgresql": [_APPEND_ONLY],
}
# What the kinds of that day touched.
TOUCHES = {
    "calls": """
        calls.opened calls.routed calls.objected calls.adjudicated calls.offered calls.widened calls.claimed
        calls.assigned calls.transferred calls.given_back calls.released calls.paused calls.resumed calls.arrived
        calls.joined calls.corrected calls.code_waived calls.phone_checked calls.finished calls.called_back
        calls.settled calls.reopened calls.rejected calls.merged calls.withdrawn calls.photo_added calls.slot_received
        calls.slot_on_site calls.slot_done calls.slot_objected calls.slot_asked calls.slot_removed calls.slot_rated
        calls.clocks_told calls.sitting_times_set calls.sitting_opened calls.sitting_closed calls.kind_added
        calls.kind_edited calls.kind_retired calls.neighbours_set calls.taker_set calls.away_recorded calls.away_ended
        calls.erased calls.shipped_loaded
        """,
    "posts": """
        corps.member_added corps.member_changed corps.member_left corps.appointed corps.relieved corps.relief_undone
        corps.handed_over corps.extended corps.unit_added corps.unit_changed corps.unit_left corps.alliance_founded
        corps.alliance_ended corps.seat_taken corps.seat_left corps.kind_added corps.kind_retired corps.kind_restored
        corps.leaders_imported
        """,
    "people": """
        people.corrected people.self_corrected people.proposed people.proposal_accepted people.proposal_declined
        people.household_added people.moved_in people.moved_out people.moved_within people.died people.merged
        people.relations_set people.taken_back people.erased people.imported
        """,
    "paths": """
        places.street_started places.moved places.floored places.unfloored places.merged places.split
        """,
    "places": """
        places.opened places.ensured places.changed places.closed places.reopened places.mode_assigned
        places.mode_copied places.mode_saved places.mode_retired places.post_named places.day_set places.shipped_loaded
        """,
}


def _executing(statements):
    def run(apps, schema_editor):
        for statement in statements[schema_editor.connection.vendor]:
            schema_editor.execute(statement)

    return run


def say_what_waits(apps, schema_editor):
    """Those sealed are behind whatever a process looks at after it started; those that wait are counted once more."""
    waiting = apps.get_model("kernel", "Fact").objects.filter(seal=None)
    for touched, codes in TOUCHES.items():
        waiting.filter(kind__in=codes.split()).update(touches=touched)


class Migration(migrations.Migration):
    dependencies = [("kernel", "0002_append_only")]
    operations = [
        migrations.RunPython(_executing(LIFT), _executing(BEFORE)),
        migrations.AddField("fact", "touches", models.CharField(max_length=12, null=True)),
        migrations.AddIndex(
            "fact",
            models.Index(
                condition=models.Q(("touches__isnull", False)),
                fields=["touches", "seal", "path"],
                name="fact_touches",
            ),
        ),
        migrations.RunPython(say_what_waits, migrations.RunPython.noop),
        migrations.RunPython(_executing(AFTER), _executing(LIFT)),
    ]
