"""The pictures that `calls` keeps: backups, `linli doctor` and key rotation handle them."""

SHELVES = ("linli.calls.queries.photos.PHOTOS",)
