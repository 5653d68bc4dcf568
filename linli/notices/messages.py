"""What this room says when it refuses: code -> sentence that names the field and what to do."""

from django.utils.functional import Promise

MESSAGES: dict[str, str | Promise] = {}
