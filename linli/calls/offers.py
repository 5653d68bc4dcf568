"""What `calls` offers by name: how much somebody has in hand, to the room of posts below; and its pictures, to
backups, `linli doctor` and key rotation."""

OPEN_WORK = "linli.calls.queries.responders.open_work"
SHELVES = ("linli.calls.queries.photos.PHOTOS",)
