"""Loads a case as its people would: wizard, modes, register file, leaders file, units, accounts.

Each step first checks whether its work is done, so an interrupted load continues where it stopped, and a second load
changes nothing.
"""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from tempfile import TemporaryDirectory

from linli.access.actor import Actor, system
from linli.access.models import Account
from linli.corps.actions.units import add_unit, found_alliance, take_seat
from linli.corps.models import Alliance, PartnerUnit
from linli.demo import accounts
from linli.demo.cases import CASES, Case
from linli.demo.files import actor_called, bring_leaders, bring_register
from linli.demo.ground import CasePlace, Street
from linli.demo.register import write_register
from linli.demo.roster import write_roster
from linli.kernel.time import clock
from linli.places import divisions
from linli.places.actions import NewCommunity, assign_mode, ensure_places, start_street
from linli.places.models import Mode, Place
from linli.places.queries import resolve
from linli.places.rules import PlaceKind, normal_name

Progress = Callable[[str], None]

# Places that a register has no column for are made first: shops without homes, and levels between compound and
# building.
LAID_OUT = frozenset({PlaceKind.SHOP, PlaceKind.MARKET, PlaceKind.BUILDING_GROUP})


class NotAloneError(Exception):
    """The deployment holds a street of another case: a demonstration is never mixed with somebody's own data."""


def load(name: str, progress: Progress = print) -> None:
    """Fill this deployment with the case `name`. Raises NotAloneError when it holds other streets."""
    case = CASES[name]
    if is_loaded(case):
        progress(f"演示数据「{case.title}」已经在了，不再重复装入。")
        return
    _check_alone(case)
    with TemporaryDirectory() as folder, ThreadPoolExecutor(1) as aside:
        index = aside.submit(divisions.build, _every_quarter(progress))
        progress(f"正在生成「{case.title}」的地点、居民和责任人（全部为虚构）……")
        streets = case.build()
        files = [_write(street, Path(folder), number, progress) for number, street in enumerate(streets)]
        progress("正在准备全国区划索引……")
        index.result()
        for number, (street, (register, roster)) in enumerate(zip(streets, files, strict=True)):
            place = _start(street, accounts.open_office(), progress)
            _lay_out(street, place, progress)
            communities = [normal_name(PlaceKind.COMMUNITY, inside.name) for inside in street.ground.children]
            accounts.seat_staff(place, communities, number, clock.now())
            bring_register(register, place, actor_called(accounts.username_of("registrar", number)), progress)
            _join_units(street, place, progress)
            bring_leaders(roster, place, system(), progress)
    _finish(case, progress)


def _every_quarter(progress: Progress) -> Callable[[int], None]:
    """Says 25, 50, 75 and 100 percent of the index of divisions, each once."""
    said = {0}

    def tell(percent: int) -> None:
        quarter = percent // 25 * 25
        if quarter not in said:
            said.add(quarter)
            progress(f"  全国区划索引…… {quarter}%")

    return tell


def is_loaded(case: Case) -> bool:
    """The leaders' accounts are made last, so if they exist, everything does."""
    streets = Place.objects.filter(parent=None, code__in=case.codes, closed_on=None).count()
    return streets == len(case.codes) and Account.objects.filter(username=case.eyes[-1][0]).exists()


def _check_alone(case: Case) -> None:
    others = Place.objects.filter(parent=None, closed_on=None).exclude(code__in=case.codes)
    if others.exists():
        raise NotAloneError(others[0].name)


def _write(street: Street, folder: Path, number: int, progress: Progress) -> tuple[Path, Path]:
    register, roster = folder / f"居民台账{number}.xlsx", folder / f"责任人名册{number}.xlsx"
    progress(f"正在写{street.ground.name}的居民台账：{street.residents:,} 人、{len(street.homes):,} 户……")
    write_register(street, register, lambda sheet: progress(f"  工作表：{sheet}"))
    progress(f"正在写{street.ground.name}的责任人名册：{len(street.leaders):,} 人……")
    write_roster(street, roster)
    return register, roster


def _start(street: Street, office: Actor, progress: Progress) -> Place:
    """The wizard: the street by its code, its communities with theirs."""
    known = Place.objects.filter(code=street.code, closed_on=None).first()
    if known:
        return known
    official = divisions.find(street.code)
    assert official is not None
    ours = {normal_name(PlaceKind.COMMUNITY, place.name) for place in street.ground.children}
    communities = [
        NewCommunity(divisions.short_name(community.name), community.code)
        for community in divisions.children(street.code)
        if street.whole or normal_name(PlaceKind.COMMUNITY, community.name) in ours
    ]
    progress(f"正在按区划代码 {street.code} 建立{official.name}和 {len(communities)} 个社区……")
    return start_street(
        name=official.name, code=street.code, communities=communities, mode_code=street.ground.mode, actor=office,
        key=None, now=clock.now(),
    )  # fmt: skip


def _lay_out(street: Street, root: Place, progress: Progress) -> None:
    """The places that run a mode of their own, with that mode, and those that the register does not name."""
    governed = [place for place in street.ground.walk() if place.mode and place.parent]
    unnamed = [place for place in street.ground.walk() if _is_laid_out(place)]
    progress(f"正在划分 {len(governed)} 处治理单元，布置 {len(unnamed):,} 处商区、门店和楼组……")
    now = clock.now()
    chains = [place.chain for place in (*governed, *unnamed)]
    found = ensure_places(root=root, chains=chains, actor=system(), now=now) if chains else {}
    modes = {mode.code: mode for mode in Mode.objects.filter(path="")}
    rows = Place.objects.in_bulk([found[place.chain].id for place in governed])
    for place in governed:
        row, mode = rows[found[place.chain].id], modes[place.mode]
        if row.mode_id != mode.pk:
            assign_mode(place=row, mode=mode, revision=row.revision, actor=system(), key=None, now=now)


def _is_laid_out(place: CasePlace) -> bool:
    above = place.parent
    return place.kind in LAID_OUT or (above is not None and above.kind is PlaceKind.BUILDING_GROUP)


def _join_units(street: Street, root: Place, progress: Progress) -> None:
    """Partner units and the alliances that they sit in."""
    if not street.partners:
        return
    progress(f"正在登记 {len(street.partners)} 家共建单位和 {len(street.unions)} 个联盟……")
    found = resolve(root, {partner.place.chain for partner in street.partners})
    places = Place.objects.in_bulk([there.id for there in found.values()])
    alliances = {}
    for union in street.unions:
        place = places[found[union.place.chain].id]
        alliances[union.place.chain] = _alliance(place, union.name, union.kind)
    for partner in street.partners:
        place = places[found[partner.place.chain].id]
        if PartnerUnit.objects.filter(path=place.path, name=partner.name, left_on=None).exists():
            continue
        unit = add_unit(
            place=place, name=partner.name, kind=partner.kind, credit_code="", phone="", actor=system(), key=None,
            now=clock.now(),
        )  # fmt: skip
        if partner.seat:
            alliance = alliances[partner.place.chain]
            alliance.refresh_from_db()
            take_seat(
                alliance=alliance, role=partner.seat, unit=unit, member=None, actor=system(), key=None, now=clock.now()
            )


def _alliance(place: Place, name: str, kind: str) -> Alliance:
    known = Alliance.objects.filter(place=place, name=name, until=None).first()
    return known or found_alliance(place=place, name=name, kind=kind, actor=system(), key=None, now=clock.now())


def _finish(case: Case, progress: Progress) -> None:
    first = Place.objects.get(parent=None, code=case.codes[0], closed_on=None)
    for username, post, _what in case.eyes:
        accounts.seat_leader(username, post, first)
    progress("演示数据装好了。")


def sign_ins(case: Case) -> list[str]:
    """Who can sign in, and with what: lines to print."""
    rows = [(accounts.OFFICE, "街道办：设置地点与模式、任命、看全街道覆盖")]
    rows += [(seat.username, seat.what) for seat in accounts.STAFF]
    rows += [(username, what) for username, _post, what in case.eyes]
    rows += [(accounts.UNIT, "共建单位：吹哨点到的那一家")]
    return [f"演示账号（口令都是 {accounts.PASSWORD}）：", *(f"  {username:<10}{what}" for username, what in rows)]
