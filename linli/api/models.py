"""Keys by which another system speaks to us: each belongs to a place and carries named permissions."""

from django.db import models

from linli.access.models import PlaceScoped
from linli.kernel.ids import new_id


class ApiKey(PlaceScoped):
    """Only the digest of the secret is kept. `permissions` are names of `access.permissions.Permission`."""

    id = models.UUIDField(primary_key=True, default=new_id)
    name = models.CharField(max_length=60)
    digest = models.BinaryField(unique=True)
    permissions = models.JSONField(default=list)
    made_by = models.UUIDField(null=True)
    made_at = models.DateTimeField()
    expires_on = models.DateField()
    last_used_at = models.DateTimeField(null=True)
    revoked_at = models.DateTimeField(null=True)
