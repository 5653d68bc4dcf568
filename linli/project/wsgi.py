"""What granian serves: Django as WSGI, one blocking thread for each worker (see docs/decisions)."""

import gc
import os

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "linli.project.settings")

from django.conf import settings
from django.core.wsgi import get_wsgi_application

from linli.kernel.work.processes import begin

application = get_wsgi_application()
begin(settings.LINLI_DATA)

# Objects loaded until now stay for good, yet every full garbage collection would walk through them all; and a page that
# reads thousands of rows would start dozens of collections that find nothing. Measured on the coverage page: a third of
# its time, and nearly all of the difference between the median and the slowest of a hundred
# (benchmarks/bench_coverage.py).
gc.collect()
gc.freeze()
gc.set_threshold(50_000, 20, 50)
