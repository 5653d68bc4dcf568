"""A kind as a row. A room's model inherits `Kind` and adds what its kinds say (docs/decisions/023)."""

from typing import ClassVar, Self, TypeVar

from django.db import models
from django.db.models import Exists, OuterRef, Q
from django.utils.translation import gettext

from linli.kernel.ids import new_id

M = TypeVar("M", bound=models.Model)


class KindQuerySet(models.QuerySet[M]):
    def shipped(self) -> Self:
        return self.filter(path="")

    def for_street(self, street: str) -> Self:
        """Those that ship and those of the street at the path `street`, retired or not.

        A street's own stands for the shipped one of its code.
        """
        own = self.model._default_manager.filter(path=street, code=OuterRef("code"))  # noqa: SLF001 (public in practice)
        return self.filter(Q(path=street) | (Q(path="") & ~Exists(own)))


class Kind(models.Model):
    """`path` is "" for the kinds that ship, else the path of the street that made it; (`path`, `code`) is unique.

    `retired`: nothing new is made of this kind; what there is of it goes on.
    """

    CALLED: ClassVar[str] = "name"  # the column that names it

    id = models.UUIDField(primary_key=True, default=new_id)
    path = models.CharField(max_length=80, blank=True)
    code = models.CharField(max_length=40)
    retired = models.BooleanField(default=False)
    revision = models.PositiveIntegerField(default=1)

    objects = KindQuerySet.as_manager()

    class Meta:
        abstract = True

    @property
    def said(self) -> str:
        """Its name for who reads now: those that ship have one in each language, a street's own as it was typed."""
        return gettext(getattr(self, self.CALLED))
