"""Accounts, grants (which post a person holds at which place, from when until when), and keys of other systems.

A grant holds a place's path as text, because this room stands below `places`. Appointing someone writes the grants of
that post kind; relieving ends them in the same transaction (`corps.actions`). Nobody is a superuser: an account without
a valid grant sees its own profile and nothing else.
"""

from datetime import date
from typing import Any, Self, TypeVar

from django.contrib.auth.base_user import AbstractBaseUser, BaseUserManager
from django.db import models
from django.db.models import Q
from django.utils.crypto import salted_hmac

from linli.access.actor import Actor, Held
from linli.access.permissions import Permission, bundle_choices
from linli.access.rules import ALONE, conflicts, upper_end
from linli.kernel.ids import new_id
from linli.kernel.kinds.rows import Kind, KindQuerySet
from linli.kernel.reads.compiled import Select, given

M = TypeVar("M", bound=models.Model)


def under(paths: list[str], field: str = "path") -> Q:
    """The rows in the subtree of any of `paths`; none when `paths` is empty."""
    condition = Q(pk__in=[])
    for number, path in enumerate(paths):
        subtree = Q(**{f"{field}__gte": path, f"{field}__lt": upper_end(path)})
        condition = subtree if number == 0 else condition | subtree
    return condition


class PlaceQuerySet(models.QuerySet[M]):
    """The queryset of everything that lies at a place."""

    def reachable(self, actor: Actor, permission: Permission) -> Self:
        """The rows over which `actor` holds `permission`: the one rule for lists and for single objects."""
        return self.filter(under(actor.paths(permission)))

    def under(self, path: str) -> Self:
        return self.filter(under([path]))


class PlaceScoped(models.Model):
    """A row that lies at a place. When a place moves, `places.actions` rewrites `path` in every model of this class."""

    path = models.CharField(max_length=80)

    objects = PlaceQuerySet.as_manager()

    class Meta:
        abstract = True


class AccountManager(BaseUserManager.from_queryset(PlaceQuerySet["Account"])):  # type: ignore[misc] # made by Django
    def create_user(self, username: str, password: str | None = None, **extra: Any) -> "Account":
        account: Account = self.model(username=username, **extra)
        account.set_password(password)
        account.save(force_insert=True)
        return account


class Account(PlaceScoped, AbstractBaseUser):
    """A way to sign in. `person` is the corps member it belongs to; grants belong to the person, not to the account.

    `path` is where the account is kept: administrators there and above look after it. It gives no permission. Raising
    `epoch` ends every session of the account at once, wherever the session is stored.
    """

    id = models.UUIDField(primary_key=True, default=new_id)
    username = models.CharField(max_length=60, unique=True)
    name = models.CharField(max_length=80)
    email = models.EmailField(blank=True)
    person = models.UUIDField(null=True, unique=True)
    is_active = models.BooleanField(default=True)
    deactivated_on = models.DateField(null=True)  # what is left of it is erased some time later (retention.py)
    must_change_password = models.BooleanField(default=False)
    # until when a one-time password is taken; null: its owner has changed it, or it is older than this rule
    once_until = models.DateTimeField(null=True)
    # "": not chosen yet; then Chinese, or the language of the cookie
    language = models.CharField(max_length=10, blank=True)
    large_print = models.BooleanField(default=False)
    # which guide the home page opens with until its owner puts it away (`web.guides`); "" for none
    guide = models.CharField(max_length=20, blank=True)
    # its posts do not count until somebody confirms that their holder has it (docs/decisions/029)
    receipt_due = models.BooleanField(default=False)
    opened_by = models.UUIDField(null=True)  # the account that last knew a password of it
    created_at = models.DateTimeField()
    epoch = models.PositiveIntegerField(default=1)
    revision = models.PositiveIntegerField(default=1)

    USERNAME_FIELD = "username"
    REQUIRED_FIELDS = ["name"]

    objects = AccountManager()  # type: ignore[misc] # a narrower manager is the point

    class Meta:
        indexes = [
            models.Index(fields=["path", "username"], name="account_path"),
            models.Index(fields=["person"], condition=Q(receipt_due=True), name="account_receipt_due"),
        ]

    def _get_session_auth_hash(self, secret: Any = None) -> str:
        """Django compares this with the session on each request: it differs after a change of password or epoch."""
        salt = "linli.access.session"
        return salted_hmac(salt, f"{self.password}:{self.epoch}", secret=secret, algorithm="sha256").hexdigest()


class StreetKindQuerySet(KindQuerySet[M], PlaceQuerySet[M]):  # type: ignore[override] # each makes its manager
    """Kinds that are reached where their street is."""


class StreetKind(Kind, PlaceScoped):
    """What a room's kinds inherit: rows that ship, and a street's own that lie at the street."""

    objects = StreetKindQuerySet.as_manager()  # type: ignore[assignment,misc] # a narrower manager is the point

    class Meta:
        abstract = True


class PostKind(Kind):
    """A kind of post, as data: its title, the permissions it carries, whose deputy it is."""

    CALLED = "title"

    title = models.CharField(max_length=40)
    bundle = models.CharField(max_length=20, choices=bundle_choices)
    deputy_of = models.ForeignKey("self", null=True, blank=True, on_delete=models.PROTECT, related_name="deputies")
    note = models.CharField(max_length=200, blank=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["path", "code"], name="post_kind_code")]


class GrantQuerySet(PlaceQuerySet["Grant"]):
    def valid_on(self, day: date) -> Self:
        return self.not_over(day).filter(starts_on__lte=day)

    def not_over(self, day: date) -> Self:
        """Those in force, and those to come."""
        return self.filter(Q(ends_on=None) | Q(ends_on__gt=day))


class Grant(PlaceScoped):
    """The bundle of a post, held by a person at a path over the half-open days [starts_on, ends_on).

    `source` is the appointment that gave it: ending the appointment ends the grant.
    """

    id = models.UUIDField(primary_key=True, default=new_id)
    person = models.UUIDField()
    bundle = models.CharField(max_length=20, choices=bundle_choices)
    title = models.CharField(max_length=40)
    source = models.UUIDField()
    starts_on = models.DateField()
    ends_on = models.DateField(null=True)
    # its holder signs in by an account that another opened, who could not give this: it waits (docs/decisions/029)
    receipt_due = models.BooleanField(default=False)

    objects = GrantQuerySet.as_manager()  # type: ignore[misc] # a narrower manager is the point

    class Meta:
        indexes = [
            models.Index(fields=["person"], name="grant_person"),
            models.Index(fields=["source"], name="grant_source"),
            models.Index(fields=["path"], name="grant_path"),
            models.Index(fields=["person"], condition=Q(receipt_due=True), name="grant_receipt_due"),
        ]
        constraints = [
            models.CheckConstraint(
                condition=Q(ends_on=None) | Q(ends_on__gte=models.F("starts_on")), name="grant_ends_after_start"
            )
        ]


class ApiKey(PlaceScoped):
    """A key with which another system calls the interface: an actor over its own place (`api_keys.keyed`).

    Only the digest of the secret is kept. `permissions` are names of `access.permissions.Permission`, at `path`.

    `minute` is the minute (since 1970) of the last request, `used` how many requests were accepted in it; one
    conditional update counts, so all web processes share the count. `made_by` is the account responsible for the key:
    when it may no longer make such a key there, the key stops working.
    """

    id = models.UUIDField(primary_key=True, default=new_id)
    name = models.CharField(max_length=60)
    digest = models.BinaryField(unique=True)
    permissions = models.JSONField(default=list)
    per_minute = models.PositiveIntegerField()
    made_by = models.UUIDField(null=True)
    made_by_name = models.CharField(max_length=80, blank=True)
    made_at = models.DateTimeField()
    expires_on = models.DateField()
    minute = models.PositiveIntegerField(default=0)
    used = models.PositiveIntegerField(default=0)
    last_used_at = models.DateTimeField(null=True)
    revoked_at = models.DateTimeField(null=True)
    revision = models.PositiveIntegerField(default=1)

    class Meta:
        db_table = "api_apikey"  # the table keeps the name it had in its former room
        indexes = [models.Index(fields=["path"], name="api_key_path")]


_HELD = Select(
    lambda: (
        Grant.objects.filter(person=given("person"), receipt_due=False)
        .valid_on(given("day"))
        .values_list("bundle", "path", "title")
    )
)


def actor_of(account: Account, day: date) -> Actor:
    """The account's owner with every post valid on `day` that waits for nobody: one query.

    Somebody who holds an auditor's post together with another one gets the auditor's alone: appointing already refuses
    the pair, this is a second check.
    """
    held: list[Held] = []
    if account.person is not None:
        held = [Held(*row) for row in _HELD.rows(person=account.person, day=day)]
        if conflicts(h.bundle for h in held):
            held = [h for h in held if h.bundle == ALONE]
    return Actor(account=account.pk, name=account.name, person=account.person, held=tuple(held))
