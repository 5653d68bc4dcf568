"""Notices and articles, each person's inbox, the channels to the outside, who must be told in person.

A notice is drafted, previewed, and published to an audience at a place; then the worker writes one `Letter` for each
recipient, door by door. A letter is read on screen, by its own link, or told at the door. Outside only fixed sentences
and a link are sent, never a letter's content: one `Sending` for each, tried again after growing pauses, set aside when
it keeps failing.
"""

from django.db import models
from django.db.models import Q

from linli.access.models import PlaceScoped
from linli.kernel.ids import new_id
from linli.kernel.messages import known_codes, sentence
from linli.kernel.sealing.fields import SealedField
from linli.notices.words import audience_choices, channel_choices, column_choices, urgency_choices


class Channel(PlaceScoped):
    """A channel for a place and what lies below: a group of WeCom, DingTalk or Feishu, a mailbox, or an SMS gateway.

    `address_sealed` holds the webhook or mailbox with its password; for an SMS gateway its
    template (`rules.SmsTemplate`).
    """

    id = models.UUIDField(primary_key=True, default=new_id)
    name = models.CharField(max_length=40)
    kind = models.CharField(max_length=10, choices=channel_choices)
    address_sealed = SealedField(column="notices.channel.address")
    active = models.BooleanField(default=True)
    failures = models.PositiveIntegerField(default=0)  # in a row
    revision = models.PositiveIntegerField(default=1)


class Notice(PlaceScoped):
    """`path` is the place it is for. With a `column` it is also an article on the public page of that place."""

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
    published_at = models.DateTimeField(null=True)  # None: a draft, visible to its writers only
    wanted = models.PositiveIntegerField(default=0)  # recipients counted when it was published
    letters = models.PositiveIntegerField(default=0)  # written so far
    spread_after = models.CharField(max_length=80, blank=True)  # letters are written for every door up to this path
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
    """One message for one person. `recipient` is a corps member or a resident; `path` is where they can be found."""

    id = models.UUIDField(primary_key=True, default=new_id)
    recipient = models.UUIDField()
    notice = models.ForeignKey(Notice, null=True, on_delete=models.CASCADE, related_name="sent", db_index=False)
    topic = models.CharField(max_length=40)
    title = models.CharField(max_length=100, blank=True)  # of a notice: the title as it was written
    # of anything else: the code of the sentence, shown to each reader in their language
    code = models.CharField(max_length=40, blank=True)
    data = models.JSONField(default=dict)  # the data that fills that sentence
    link = models.CharField(max_length=120, blank=True)
    urgency = models.CharField(max_length=8, choices=urgency_choices, default="normal")
    about = models.UUIDField(null=True)  # e.g. the call; unique together with recipient and topic
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
        """The letter's text in the active language."""
        if not self.code:
            return self.title
        return sentence(self.code if self.code in known_codes() else "notices.of_another_version", self.data)


class Preference(models.Model):
    """How a member wants to be reached outside. Quiet hours hold back everything but danger to life and property."""

    person = models.UUIDField(primary_key=True)
    outside = models.BooleanField(default=True)
    quiet_from = models.TimeField(null=True)
    quiet_until = models.TimeField(null=True)
    digest = models.BooleanField(default=False)


class Sending(models.Model):
    """One message through one channel: the queue and the delivery log. `sentence` names the text (`rules`)."""

    id = models.UUIDField(primary_key=True, default=new_id)
    channel = models.ForeignKey(Channel, on_delete=models.CASCADE, related_name="sendings")
    letter = models.ForeignKey(Letter, null=True, on_delete=models.CASCADE, related_name="sendings")
    notice = models.ForeignKey(Notice, null=True, on_delete=models.CASCADE, related_name="sendings", db_index=False)
    sentence = models.CharField(max_length=12)
    digest = models.BooleanField(default=False)  # sent together with the others of the same person
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
    """A one-time code sent to a phone. Phone and code are stored as keyed digests only.

    A code is valid for five minutes, so key rotation need not handle it: the digest is no blind index.
    """

    id = models.UUIDField(primary_key=True, default=new_id)
    phone_mark = models.BinaryField()
    digest = models.BinaryField()
    network = models.CharField(max_length=40)  # the network part of the requesting address
    made_at = models.DateTimeField()
    tries = models.PositiveSmallIntegerField(default=0)
    used_at = models.DateTimeField(null=True)

    class Meta:
        indexes = [
            models.Index(fields=["phone_mark", "made_at"], name="phone_code_phone"),
            models.Index(fields=["network", "made_at"], name="phone_code_network"),
        ]
