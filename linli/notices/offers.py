"""The pictures that `notices` keeps: backups, `linli doctor` and key rotation handle them."""

SHELVES = ("linli.notices.queries.covers.COVERS",)
