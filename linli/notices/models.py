"""Telling people: notices and articles, each person's inbox, the ways out of the house, who must be told in person.

A notice is drafted, looked at, and published to an audience at a place; then it becomes one `Letter` a recipient,
written by the worker door by door. A letter is read on screen, by the link of its own, or told at the door. Outside go
fixed sentences and a link, never what a letter says: one `Sending` each, tried again with growing pauses, set aside
when dead.
"""

from django.db import models
from django.db.models import Q

from linli.access.models import PlaceScoped
from linli.kernel.ids import new_id
from linli.kernel.messages import known_codes, sentence
from linli.kernel.sealing.fields import SealedField
from linli.notices.words import audience_choices, channel_choices, column_choices, urgency_choices


class Channel(PlaceScoped):
    """A way out of the house for a place and what lies below: a group of WeCom, DingTalk, Feishu, a mailbox, or SMS.

    `address_sealed` holds the webhook or mailbox with its password; of an SMS gateway {"url", "method", "body"}.
    """

    id = models.UUIDField(primary_key=True, default=new_id)
    name = models.CharField(max_length=40)
    kind = models.CharField(max_length=10, choices=channel_choices)
    address_sealed = SealedField(column="notices.channel.address")
    active = models.BooleanField(default=True)
    failures = models.PositiveIntegerField(default=0)  # in a row
    revision = models.PositiveIntegerField(default=1)


class Notice(PlaceScoped):
    """`path` is the place it goes to. With a `column` it is also an article on the public page of that place."""

    id = models.UUIDField(primary_key=True, default=new_id)
    title = models.CharField(max_length=80)
    body = models.TextField()
    column = models.CharField(max_length=8, choices=column_choices, blank=True, db_column="page_column")
    cover = models.UUIDField(null=True)  # the picture's file
    urgency = models.CharField(max_length=8, choices=urgency_choices, default="normal")
    audience = models.CharField(max_length=10, choices=audience_choices)
    post = models.ForeignKey("access.PostKind", null=True, on_delete=models.PROTECT, related_name="+")
    channels = models.ManyToManyField(Channel, related_name="notices")  # also by these
    by = models.UUIDField(null=True)
    by_name = models.CharField(max_length=80)
    made_at = models.DateTimeField()
    published_at = models.DateTimeField(null=True)  # None: a draft, seen by its writers alone
    wanted = models.PositiveIntegerField(default=0)  # recipients counted when it was published
    letters = models.PositiveIntegerField(default=0)  # written so far
    spread_after = models.CharField(max_length=80, blank=True)  # every door up to this path has its letters
    spread_at = models.DateTimeField(null=True)  # when the last letter was written
    withdrawn_at = models.DateTimeField(null=True)
    revision = models.PositiveIntegerField(default=1)

    class Meta:
        indexes = [
            models.Index(fields=["path", "made_at"], name="notice_path"),
            models.Index(
                fields=["published_at"],
                condition=Q(spread_at=None, withdrawn_at=None, published_at__isnull=False),
                name="notice_spreading",
            ),
        ]


class Letter(PlaceScoped):
    """One thing for one person. `recipient` is a corps member or a resident; `path` is where they can be found."""

    id = models.UUIDField(primary_key=True, default=new_id)
    recipient = models.UUIDField()
    notice = models.ForeignKey(Notice, null=True, on_delete=models.CASCADE, related_name="sent", db_index=False)
    topic = models.CharField(max_length=40)
    title = models.CharField(max_length=100, blank=True)  # of a notice: as somebody wrote it
    code = models.CharField(max_length=40, blank=True)  # of anything else: the sentence, said to each in their language
    data = models.JSONField(default=dict)  # what is put into that sentence
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
            models.Index(
                fields=["recipient", "read_at", "told_at"],
                condition=Q(read_at=None, told_at=None),
                name="letter_unread",
            ),
            models.Index(
                fields=["notice", "path", "read_at", "told_at"],
                condition=Q(read_at=None, told_at=None),
                name="letter_untold",
            ),
            models.Index(fields=["at"], name="letter_at"),
        ]

    @property
    def said(self) -> str:
        """What the letter says, in the active language."""
        if not self.code:
            return self.title
        return sentence(self.code if self.code in known_codes() else "notices.of_another_version", self.data)


class Preference(models.Model):
    """How a member wants to be told outside. Quiet hours hold back everything but life and property."""

    person = models.UUIDField(primary_key=True)
    outside = models.BooleanField(default=True)
    quiet_from = models.TimeField(null=True)
    quiet_until = models.TimeField(null=True)
    digest = models.BooleanField(default=False)


class Sending(models.Model):
    """One message through one channel: the queue and the delivery log. `sentence` names what is said (`rules`)."""

    id = models.UUIDField(primary_key=True, default=new_id)
    channel = models.ForeignKey(Channel, on_delete=models.CASCADE, related_name="sendings")
    letter = models.ForeignKey(Letter, null=True, on_delete=models.CASCADE, related_name="sendings")
    notice = models.ForeignKey(Notice, null=True, on_delete=models.CASCADE, related_name="sendings", db_index=False)
    sentence = models.CharField(max_length=12)
    digest = models.BooleanField(default=False)  # goes together with the others of the same person
    made_at = models.DateTimeField()
    due_at = models.DateTimeField()
    attempts = models.PositiveSmallIntegerField(default=0)
    last_error = models.CharField(max_length=60, blank=True)
    sent_at = models.DateTimeField(null=True)
    dead_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["channel", "letter"], condition=Q(letter__isnull=False), name="sending_letter"
            ),
            models.UniqueConstraint(
                fields=["notice", "channel"], condition=Q(letter=None, notice__isnull=False), name="sending_notice"
            ),
        ]
        indexes = [
            models.Index(fields=["due_at"], condition=Q(sent_at=None, dead_at=None), name="sending_due"),
            models.Index(fields=["channel", "made_at"], name="sending_log"),
        ]


class PhoneCode(models.Model):
    """A one-time code sent to a phone. Neither is kept: the phone as a keyed digest, the code too.

    Five minutes are too short for a change of keys to matter, so the mark is no blind index that rotation keeps.
    """

    id = models.UUIDField(primary_key=True, default=new_id)
    phone_mark = models.BinaryField()
    digest = models.BinaryField()
    network = models.CharField(max_length=40)  # the neighbourhood of the address that asked
    made_at = models.DateTimeField()
    tries = models.PositiveSmallIntegerField(default=0)
    used_at = models.DateTimeField(null=True)

    class Meta:
        indexes = [
            models.Index(fields=["phone_mark", "made_at"], name="phone_code_phone"),
            models.Index(fields=["network", "made_at"], name="phone_code_network"),
        ]
