"""`linli divisions`: make the search index of the official divisions now, rather than at the first use."""

from typing import Any

from django.core.management.base import BaseCommand

from linli.places import divisions


class Command(BaseCommand):
    requires_system_checks = ()  # it needs no database
    help = "准备行政区划索引（约 15 秒，只需一次）"

    def handle(self, *_args: Any, **_options: Any) -> None:
        if divisions.ready():
            self.stdout.write("行政区划索引已经就绪。")
            return
        divisions.build(lambda percent: self.stdout.write(f"\r正在准备行政区划索引 {percent}%", ending=""))
        self.stdout.write("\n行政区划索引已经就绪。")
