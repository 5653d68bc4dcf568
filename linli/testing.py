"""The fixed cast of the tests: one small street, who holds which post, and an outsider from the next community.

崇文路街道 0001
  学院社区 00010001              高社区 (community), 台账 (registrar of the whole street)
    03 网格 …0001                马网格 (grid worker)
      7 号楼 …0001  apartment    罗楼栋 (building leader)
        1 单元, 1–2 层, doors 101 102 201 202    赵楼层 (floor leader of floor 1)
      槐树巷 …0002  bungalow
  聚财社区 00010002              钱外人 (the outsider: grid worker there), 李外社 (community there)
"""

from dataclasses import dataclass
from datetime import date
from functools import cached_property
from http.cookies import SimpleCookie
from uuid import UUID

from django.test import Client

from linli.access.models import Account, Grant
from linli.kernel.ids import new_id
from linli.kernel.time import clock
from linli.places.models import Place
from linli.testing_refusals import refusals, refused

__all__ = ["CAST_PASSWORD", "START", "Person", "Street", "refusals", "refused"]

START = date(2022, 3, 1)
CAST_PASSWORD = "linli-cast-2022"


@dataclass(frozen=True)
class Person:
    account: Account
    cookies: SimpleCookie  # of their session

    @cached_property
    def client(self) -> Client:
        """A browser, signed in. Made when first used, because most tests need one or two of the cast."""
        client = Client()
        client.cookies = SimpleCookie(self.cookies.output(header="", sep=";"))
        return client

    def __getstate__(self) -> dict[str, object]:
        """Without the browser: where a world is restored, everybody gets a new one."""
        return {"account": self.account, "cookies": self.cookies}


class Street:
    """Made directly through the models, so that a broken action cannot be hidden by the set-up."""

    def __init__(self) -> None:
        self.places: dict[str, Place] = {}
        self.people: dict[str, Person] = {}
        self._territory()
        self._posts()

    def place(self, key: str, kind: str, name: str, parent: str | None = None) -> Place:
        """Add a place under the place called `parent` and remember it as `key`."""
        from linli.access.rules import segment

        above = self.places[parent] if parent else None
        number = Place.objects.filter(parent=above).count() + 1
        made = Place.objects.create(
            path=(above.path if above else "") + segment(number), parent=above, kind=kind, name=name, opened_on=START
        )
        if above:
            Place.objects.filter(pk=above.pk).update(children_made=number)
        self.places[key] = made
        return made

    def _territory(self) -> None:
        self.place("street", "subdistrict", "崇文路街道")
        self.place("xueyuan", "community", "学院社区", "street")
        self.place("jucai", "community", "聚财社区", "street")
        self.place("grid3", "grid", "03网格", "xueyuan")
        self.place("building7", "building", "7号楼", "grid3")
        self.place("stair1", "stairwell", "1单元", "building7")
        for floor in (1, 2):
            self.place(f"floor{floor}", "floor", f"{floor}层", "stair1")
            for door in (1, 2):
                self.place(f"door{floor}0{door}", "door", f"{floor}0{door}", f"floor{floor}")
        self.place("alley", "alley", "槐树巷", "grid3")
        self.place("yard1", "courtyard", "1号院", "alley")
        self.place("yard1door", "door", "东屋", "yard1")
        self.place("grid9", "grid", "09网格", "jucai")
        self.place("building1", "building", "1号楼", "grid9")
        self.place("outdoor", "door", "101", "building1")

    def _posts(self) -> None:
        for key, name, bundle, place, title in [
            ("street", "陈街道", "street", "street", "街道办"),
            ("registrar", "台账员", "registrar", "street", "台账专员"),
            ("commander", "周片长", "commander", "xueyuan", "片长"),
            ("community", "高社区", "community", "xueyuan", "社区长"),
            ("grid", "马网格", "grid", "grid3", "网格员"),
            ("building", "罗楼栋", "leader", "building7", "楼栋长"),
            ("floor", "赵楼层", "leader", "floor1", "楼层长"),
            ("partner", "孙物业", "partner", "grid3", "物业"),
            ("auditor", "吴审计", "auditor", "street", "审计员"),
            ("administrator", "郑管理", "administrator", "street", "系统管理员"),
            ("outsider", "钱外人", "grid", "grid9", "网格员"),
            ("outside_community", "李外社", "community", "jucai", "社区长"),
        ]:
            self.person(key, name, bundle, place, title)
        self.person("nobody", "王无岗", "none", "street", "志愿者")

    def person(self, key: str, name: str, bundle: str, place: str, title: str) -> Person:
        """An account signed in as the holder of `bundle` at `place`."""
        account = Account.objects.create(
            username=key,
            name=name,
            path=self.places["jucai" if key.startswith("outside") else "street"].path,
            person=new_id(),
            created_at=clock.now(),
            password="!",
        )
        Grant.objects.create(
            person=account.person,
            bundle=bundle,
            path=self.places[place].path,
            title=title,
            source=new_id(),
            starts_on=START,
        )
        client = Client()
        client.force_login(account)
        self.people[key] = Person(account, client.cookies)
        return self.people[key]

    def client(self, key: str) -> Client:
        """The browser of the one called `key`; "anonymous" is not signed in."""
        return Client() if key == "anonymous" else self.people[key].client

    def id(self, key: str) -> UUID:
        return self.places[key].pk
