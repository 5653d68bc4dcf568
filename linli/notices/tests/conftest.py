"""Neighbours behind the doors, leaders in office, and a gateway that listens on the loopback."""

import threading
from contextlib import suppress
from datetime import date
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import pytest

from linli.access.models import PostKind
from linli.corps.models import Appointment, Charge, Member
from linli.kernel.sealing import crypto
from linli.kernel.time import clock
from linli.notices import gateway as out
from linli.people.tests.conftest import Homes
from linli.testing_kept import laid
from linli.testing_waiting import CEILING

SINCE = date(2022, 3, 1)
PACE = 0.1  # seconds from byte to byte of an answer that trickles


def neighbours(street):
    """101: 李小明 (phone), 王秀英 (deaf, no call), 102: a lodger who speaks Uyghur; next community: 李外邻."""
    made = Homes(street)
    made.add("door101", "李小明", relation="head", phone="13812340001")
    made.add("door101", "王秀英", relation="spouse", phone="13812340002", needs=("hearing", "chronic"), reach="door")
    made.add("door102", "买买提·艾力", relation="head", residence="lodger", needs=("language",))
    made.add("outdoor", "李外邻", relation="head", phone="13900000009")
    return made


@pytest.fixture
def homes(street):
    return laid(neighbours, street)


def make_member(street, key: str, place: str, post: str, *, phone: str = "", resident=None) -> Member:
    """The corps member behind the account `key`, in office at `place`."""
    person = street.people[key].account
    member = Member(id=person.person, name=person.name, path=street.places[place].path, since=SINCE, resident=resident)
    if phone:
        member.phone_sealed = crypto.seal(phone, row=member.pk, column="corps.member.phone")
    member.save(force_insert=True)
    kind, _ = PostKind.objects.get_or_create(code=post, path="", defaults={"title": post, "bundle": "leader"})
    held = Appointment.objects.create(
        member=member, post=kind, starts_on=SINCE, path=street.places[place].path, recorded_at=clock.now()
    )
    Charge.objects.create(appointment=held, place=street.places[place], path=street.places[place].path)
    return member


@pytest.fixture
def leaders(street):
    return {
        "grid": make_member(street, "grid", "grid3", "grid_worker"),
        "building": make_member(street, "building", "building7", "building_leader", phone="13700000001"),
        "outsider": make_member(street, "outsider", "grid9", "grid_worker"),
    }


class Gateway:
    """A real HTTP server: `answers` are the statuses it returns next (the last one repeats), `says` the body, `asked`
    the requests received. With `silent` it answers nothing before it is stopped, with `trickling` it sends `says` in
    bytes, `trickled` of them so far."""

    def __init__(self):
        self.answers, self.says, self.asked = [200], b'{"errcode": 0, "errmsg": "ok"}', []
        self.silent = self.trickling = False
        self.trickled, self.stopped = 0, threading.Event()
        outer = self

        class Handler(BaseHTTPRequestHandler):
            def do_POST(self):
                size = int(self.headers.get("Content-Length", 0))
                outer.asked.append((self.path, self.rfile.read(size).decode()))
                if outer.silent:
                    outer.stopped.wait(CEILING)
                status = outer.answers[0] if len(outer.answers) == 1 else outer.answers.pop(0)
                self.send_response(status)
                if status in {301, 302}:
                    self.send_header("Location", "/elsewhere")
                self.end_headers()
                if outer.trickling:
                    self.trickle()
                else:
                    self.wfile.write(outer.says)

            def trickle(self):
                with suppress(OSError):  # whoever asked has gone
                    for byte in outer.says:
                        self.wfile.write(bytes([byte]))
                        outer.trickled += 1
                        outer.stopped.wait(PACE)

            do_GET = do_POST  # noqa: N815 (the name the server looks for)

            def log_message(self, *args):
                pass

        self.server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        # 0.02: seconds until it notices the end
        self.thread = threading.Thread(target=self.server.serve_forever, args=(0.02,), daemon=True)
        self.thread.start()

    @property
    def host(self) -> str:
        return f"127.0.0.1:{self.server.server_port}"

    def stop(self):
        self.stopped.set()
        self.server.shutdown()
        self.server.server_close()
        self.thread.join()


@pytest.fixture
def gateway(settings):
    made = Gateway()
    settings.LINLI_GATEWAYS = made.host
    yield made
    made.stop()


@pytest.fixture
def quick(monkeypatch):
    """A gateway that never answers is given up soon."""
    monkeypatch.setattr(out, "SECONDS", 0.3)


@pytest.fixture
def robots(gateway, monkeypatch):
    """The addresses of the three chat programs, redirected to the loopback; their paths stay."""
    here = {schema: url.replace("https://", f"http://{gateway.host}/") for schema, url in out.ROBOTS.items()}
    monkeypatch.setattr(out, "ROBOTS", here)
    return gateway
