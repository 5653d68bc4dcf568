"""What granian serves: Django as WSGI, one blocking thread a worker (see docs/decisions)."""

import os

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "linli.project.settings")

from django.core.wsgi import get_wsgi_application

application = get_wsgi_application()
