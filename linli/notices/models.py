"""Telling people: notices and articles, each person's inbox, the channels outside, and who must still be told in person.

A notice goes to an audience (a place, a post, a bundle) and becomes one `Letter` a recipient, written by the worker in
batches. A letter is read on screen, or told at the door. Outside channels carry no personal detail, only "there is
something for you": one `Sending` each, retried with back-off, set aside when dead.
"""

from django.db import models
from django.db.models import Q

from linli.access.models import PlaceScoped
from linli.kernel.fields import SealedField
from linli.kernel.ids import new_id


def urgency_choices() -> list[tuple[str, str]]:
    return [("life", "生命财产"), ("normal", "一般"), ("digest", "可汇总")]


def audience_choices() -> list[tuple[str, str]]:
    return [("residents", "全体居民"), ("leaders", "全体责任人"), ("post", "某一职务"), ("members", "全体队员")]


class Notice(PlaceScoped):
    """`path` is the place it goes to: a building, a grid, a community. An article is a notice with a cover, for all to read."""

    id = models.UUIDField(primary_key=True, default=new_id)
    title = models.CharField(max_length=80)
    body = models.TextField()
    is_article = models.BooleanField(default=False)
    cover = models.UUIDField(null=True)  # the picture's id
    urgency = models.CharField(max_length=8, choices=urgency_choices, default="normal")
    audience = models.CharField(max_length=10, choices=audience_choices)
    post = models.ForeignKey("access.PostKind", null=True, on_delete=models.PROTECT, related_name="+")
    by = models.UUIDField(null=True)
    by_name = models.CharField(max_length=80)
    published_at = models.DateTimeField()
    spread_at = models.DateTimeField(null=True)  # when the worker had written every letter
    spread_after = models.UUIDField(null=True)  # the last recipient written, to go on from after a crash
    letters = models.PositiveIntegerField(default=0)
    withdrawn_at = models.DateTimeField(null=True)
    revision = models.PositiveIntegerField(default=1)

    class Meta:
        indexes = [models.Index(fields=["path", "published_at"], name="notice_path")]


class Letter(PlaceScoped):
    """One thing for one person. `recipient` is a corps member or a resident; `path` is where they can be found."""

    id = models.UUIDField(primary_key=True, default=new_id)
    recipient = models.UUIDField()
    notice = models.ForeignKey(Notice, null=True, on_delete=models.CASCADE, related_name="sent")
    topic = models.CharField(max_length=40)
    title = models.CharField(max_length=100)
    link = models.CharField(max_length=120, blank=True)
    urgency = models.CharField(max_length=8, choices=urgency_choices, default="normal")
    about = models.UUIDField(null=True)  # e.g. the call; with recipient and topic it makes the letter unique
    at = models.DateTimeField()
    read_at = models.DateTimeField(null=True)
    told_at = models.DateTimeField(null=True)  # in person
    told_by = models.UUIDField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["notice", "recipient"], condition=Q(notice__isnull=False), name="letter_once"
            ),
            models.UniqueConstraint(
                fields=["recipient", "topic", "about"], condition=Q(about__isnull=False), name="letter_about_once"
            ),
        ]
        indexes = [
            models.Index(fields=["recipient", "at"], name="letter_recipient"),
            models.Index(fields=["recipient"], condition=Q(read_at=None, told_at=None), name="letter_unread"),
            models.Index(fields=["notice", "path"], condition=Q(read_at=None, told_at=None), name="letter_untold"),
        ]


class Channel(PlaceScoped):
    """A way out of the house for a place: WeCom, DingTalk, Feishu, mail (apprise) or an SMS gateway."""

    id = models.UUIDField(primary_key=True, default=new_id)
    name = models.CharField(max_length=40)
    kind = models.CharField(max_length=10)  # wecom | dingtalk | feishu | mail | sms
    address_sealed = SealedField(column="notices.channel.address")
    active = models.BooleanField(default=True)
    failures = models.PositiveIntegerField(default=0)
    revision = models.PositiveIntegerField(default=1)


class Preference(models.Model):
    """How somebody wants to be told. Quiet hours hold back everything but life and property."""

    person = models.UUIDField(primary_key=True)
    outside = models.BooleanField(default=True)
    quiet_from = models.TimeField(null=True)
    quiet_until = models.TimeField(null=True)
    digest = models.BooleanField(default=False)


class Sending(models.Model):
    """One message through one channel: the delivery log, and the queue."""

    id = models.UUIDField(primary_key=True, default=new_id)
    channel = models.ForeignKey(Channel, on_delete=models.CASCADE, related_name="sendings")
    letter = models.ForeignKey(Letter, null=True, on_delete=models.CASCADE, related_name="sendings")
    notice = models.ForeignKey(Notice, null=True, on_delete=models.CASCADE, related_name="sendings")
    text = models.CharField(max_length=200)  # no personal detail
    due_at = models.DateTimeField()
    attempts = models.PositiveSmallIntegerField(default=0)
    last_error = models.CharField(max_length=200, blank=True)
    sent_at = models.DateTimeField(null=True)
    dead_at = models.DateTimeField(null=True)

    class Meta:
        indexes = [models.Index(fields=["due_at"], condition=Q(sent_at=None, dead_at=None), name="sending_due")]
