"""What is no longer needed is deleted, and nothing else."""

from datetime import timedelta

import pytest

from linli.kernel.ids import new_id
from linli.kernel.time import clock
from linli.notices import jobs
from linli.notices.actions import retaining, write_letter
from linli.notices.models import Letter, Notice, Preference, Sending
from linli.notices.queries import to_person
from linli.notices.tests.test_outside import sms
from linli.notices.tests.test_publishing import draft, publish


def test_letters_log_drafts_and_wishes_end(street, homes, leaders, gateway, settings, tmp_path):
    settings.LINLI_DATA = tmp_path
    sms(street, gateway.host)
    notice = publish(street, audience="leaders")
    person = leaders["building"]
    for when in (clock.now(), clock.now() - timedelta(days=179), clock.now() - timedelta(days=181)):
        write_letter(
            recipient=person.pk, topic="t", code="flows.caller_claim", path=person.path, about=new_id(), now=when
        )
    draft(street)
    Notice.objects.filter(published_at=None).update(made_at=clock.now() - timedelta(days=31))
    Preference.objects.create(person=person.pk)
    person.until = clock.today() - timedelta(days=31)
    person.save(update_fields=["until"])
    jobs.forget(clock.now())
    assert Letter.objects.filter(recipient=person.pk, notice=None).count() == 2
    assert Letter.objects.filter(notice=notice).count() == 2
    assert list(Notice.objects.all()) == [notice]
    assert not Preference.objects.exists()
    assert not Sending.objects.filter(made_at__lt=clock.now() - retaining.LOG).exists()


@pytest.mark.one_database
def test_the_badge_never_reads_the_table(street):
    """One index look-up for the member and one for the resident they are, in the index of unread letters."""
    plan = to_person(new_id()).filter(read_at=None, told_at=None)[:100].explain()
    assert "USING INDEX letter_unread (recipient=?" in plan
    assert "SCAN" not in plan
