"""Keys by which another system speaks to us: each belongs to a place and carries named permissions."""

from django.db import models

from linli.access.models import PlaceScoped
from linli.kernel.ids import new_id


class ApiKey(PlaceScoped):
    """Only the digest of the secret is kept. `permissions` are names of `access.permissions.Permission`, at `path`.

    `minute` is the minute (since 1970) of the last request, `used` how many were let in during it: one conditional
    update counts, so that every web process counts the same. `made_by` is the account that vouches for the key: when
    it may no longer make such a key there, the key stops.
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
        indexes = [models.Index(fields=["path"], name="api_key_path")]
