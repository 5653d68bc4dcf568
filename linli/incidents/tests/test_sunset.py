"""What is left of an incident: nothing that anybody can read, and a certificate that everybody can check."""

import json
import subprocess

import pytest
from cryptography.exceptions import InvalidTag

from linli.incidents import jobs
from linli.incidents.actions import appeals, declaring
from linli.incidents.models import Appeal, Certificate, Incident
from linli.incidents.tests.conftest import fresh, later
from linli.kernel.errors import Conflict, Invalid
from linli.kernel.ids import new_id
from linli.kernel.models import Fact
from linli.kernel.sealing import ending, signing
from linli.kernel.sealing.crypto import KeyMissing
from linli.kernel.time import clock
from linli.testing import refused

WHO, WHAT = "标记人甲七七", "标记事乙七七：我那天不在家"


def take(desk, row, who="community", at="xueyuan", **said):
    return appeals.take(
        row=row, place=desk.street.places[at], actor=desk.actor(who), key=new_id(), now=clock.now(),
        **{"who": WHO, "what": WHAT, **said},
    )  # fmt: skip


def ended(desk):
    row = desk.in_force()
    made = [take(desk, row) for _ in range(6)]
    return desk.do(row, declaring.end, "street", reason="水退了"), made


def open_one(desk, made):
    return appeals.opened(appeal=made, actor=desk.actor("community"), now=clock.now())


def test_an_objection_is_sealed_and_read_on_the_trail(desk):
    made = take(desk, desk.in_force())
    assert WHO.encode() not in bytes(made.who_sealed)
    assert open_one(desk, made) == (WHO, WHAT, "")
    assert Fact.objects.filter(kind="incidents.appeal_seen", about=made.pk).count() == 1
    assert made.path == desk.street.places["xueyuan"].path


def test_an_objection_is_answered_once(desk):
    made = take(desk, desk.in_force())
    said = {"appeal": made, "verdict": "upheld", "actor": desk.actor("community"), "now": clock.now()}
    with pytest.raises(Invalid):
        appeals.decide(answer="", key=new_id(), **said)
    appeals.decide(answer="已更正", key=new_id(), **said)
    made.refresh_from_db()
    assert (made.verdict, open_one(desk, made)[2]) == ("upheld", "已更正")
    with pytest.raises(Conflict) as refused_again:
        appeals.decide(answer="再答", key=new_id(), **{**said, "appeal": Appeal.objects.get(pk=made.pk)})
    assert refused_again.value.code == "incidents.appeal_is_decided"


def test_for_fourteen_days_after_the_end_people_may_object(desk):
    row, _made = ended(desk)
    assert take(desk, row).verdict == "open"
    jobs.destroy_due(later(days=14))
    assert fresh(row).state == "closing"
    jobs.destroy_due(later(days=15))
    row = fresh(row)
    assert row.state == "destroyed"
    with pytest.raises(Conflict) as late:
        take(desk, row)
    assert late.value.code == "incidents.appeals_over"


def test_afterwards_nothing_can_be_read(desk):
    row, made = ended(desk)
    kept = bytes(made[0].what_sealed)
    jobs.destroy_due(later(days=15))
    assert not Appeal.objects.filter(incident=row).exists()
    assert not ending.is_there(row.pk)
    with pytest.raises(KeyMissing):
        ending.unseal(kept, key_id=row.pk, row=made[0].pk, column="incidents.appeal.what")
    assert WHO not in json.dumps(list(Fact.objects.values_list("data", flat=True)), ensure_ascii=False, default=str)


def test_the_certificate_says_what_is_so_and_counts_are_frozen(desk):
    row, _made = ended(desk)
    jobs.destroy_due(later(days=15))
    told = json.loads(Certificate.objects.get(incident=row).text)
    assert (told["incident"], told["rows_left"]) == (str(row.pk), 0)
    assert told["key_destroyed"]
    assert told["counts_kept"] == fresh(row).frozen
    # six objections of one community, all open: the others are none, and hidden
    shown = {(name, verdict): count for name, verdict, count in told["counts_kept"]}
    assert all(count is None or count >= 5 for count in shown.values())
    jobs.destroy_due(later(days=16))
    assert Certificate.objects.filter(incident=row).count() == 1


def test_everybody_can_check_the_certificate(desk, tmp_path):
    row, _made = ended(desk)
    jobs.destroy_due(later(days=15))
    made = Certificate.objects.get(incident=row)
    anybody = desk.street.client("anonymous")
    page = anybody.get(f"/incidents/certificates/{made.pk}/")
    assert 'data-genuine="1"' in page.content.decode()
    for name, address in [("text", "text"), ("sig", "signature")]:
        answer = anybody.get(f"/incidents/certificates/{made.pk}/{address}/")
        (tmp_path / name).write_bytes(answer.content)
    (tmp_path / "pem").write_text(signing.public_key())

    def check():
        return subprocess.run(
            ["openssl", "pkeyutl", "-verify", "-pubin", "-inkey", "pem", "-rawin", "-in", "text", "-sigfile", "sig"],
            cwd=tmp_path, capture_output=True, check=False,
        ).returncode  # fmt: skip

    assert check() == 0
    (tmp_path / "text").write_bytes((tmp_path / "text").read_bytes().replace(b'"rows_left": 0', b'"rows_left": 1'))
    assert check() != 0


def test_an_altered_certificate_is_shown_as_one(desk):
    row, _made = ended(desk)
    jobs.destroy_due(later(days=15))
    made = Certificate.objects.get(incident=row)
    Certificate.objects.filter(pk=made.pk).update(text=made.text.replace('"rows_left": 0', '"rows_left": 3'))
    page = desk.street.client("anonymous").get(f"/incidents/certificates/{made.pk}/")
    assert 'data-genuine="0"' in page.content.decode()


def test_a_restored_database_revives_nobody(desk):
    """Rows as they were in a backup from before: written back, unreadable, and removed by the first look."""
    row, made = ended(desk)
    backup = {"incident": Incident.objects.filter(pk=row.pk).values().get(), "appeals": list(Appeal.objects.values())}
    jobs.destroy_due(later(days=15))
    Certificate.objects.filter(incident=row).delete()
    Incident.objects.filter(pk=row.pk).update(**{**backup["incident"], "state": "in_force"})
    Appeal.objects.bulk_create(Appeal(**one) for one in backup["appeals"])
    with pytest.raises(KeyMissing):
        open_one(desk, Appeal.objects.get(pk=made[0].pk))
    jobs.destroy_due(clock.now())  # `linli restore` runs it at once: it erases
    assert fresh(row).state == "destroyed"
    assert not Appeal.objects.exists()


def test_a_draft_restored_from_before_comes_never_into_force_again(desk):
    row = desk.draft()
    ending.destroy(row.pk, clock.now())
    desk.do(row, declaring.declare, "street")
    with pytest.raises(Conflict) as stopped:
        desk.do(row, declaring.confirm, "auditor")
    assert stopped.value.code == "incidents.was_destroyed"


def test_a_crash_between_the_steps_is_made_good(desk, monkeypatch):
    row, _made = ended(desk)

    class PowerCut(Exception):
        pass

    def cut(*_args, **_named):
        raise PowerCut

    with monkeypatch.context() as broken:
        broken.setattr(ending, "destroy", cut)
        with pytest.raises(PowerCut):
            jobs.destroy_due(later(days=15))
    assert (fresh(row).state, ending.is_there(row.pk)) == ("destroyed", True)
    assert sum(one.rows for one in jobs.undone(later(days=15))) == 1
    jobs.destroy_due(later(days=15))
    assert not ending.is_there(row.pk)
    assert Certificate.objects.filter(incident=row).exists()
    assert sum(one.rows for one in jobs.undone(later(days=15))) == 0


def test_left_alone_every_incident_comes_to_its_certificate(desk):
    row = desk.in_force()
    for number in range(20 + 1 + 15 + 15 + 1):
        jobs.look_after(later(days=number))
        jobs.destroy_due(later(days=number))
    assert Certificate.objects.filter(incident=row).exists()


def test_a_value_moved_to_another_row_does_not_open(desk):
    row = desk.in_force()
    one, other = take(desk, row), take(desk, row)
    with pytest.raises(InvalidTag):
        ending.unseal(one.what_sealed, key_id=row.pk, row=other.pk, column="incidents.appeal.what")
    with pytest.raises(InvalidTag):
        ending.unseal(one.what_sealed, key_id=row.pk, row=one.pk, column="incidents.appeal.who")


def test_another_community_reads_no_objection(desk):
    made = take(desk, desk.in_force())
    answer = desk.street.client("outside_community").get(f"/incidents/appeals/{made.pk}/")
    assert (answer.status_code, refused(answer)) == (404, "access.not_found")
    listed = desk.street.client("outside_community").get(f"/incidents/{made.incident_id}/appeals/")
    assert str(made.pk) not in listed.content.decode()
