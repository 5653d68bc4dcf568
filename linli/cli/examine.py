"""What `linli doctor` checks. Each examination yields findings, good ones too, so that one sees what was checked."""

import json
import shutil
import urllib.request
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from itertools import islice
from pathlib import Path

from cryptography.exceptions import InvalidTag
from django.apps import apps
from django.conf import settings
from django.db import connection
from django.db.models import Count, F, Max, OuterRef, Q, Subquery
from django.db.models.functions import Coalesce, Length, Substr

from linli.access.models import Account, Grant, PlaceScoped
from linli.access.rules import SEGMENT, conflicts, demands_second_factor
from linli.cli import backups
from linli.cli.checks import all_checks
from linli.cli.picture_copies import shelves
from linli.kernel.facts import trail
from linli.kernel.jobs import heads_file, noted_heads
from linli.kernel.models import Beat, Fact, Seal
from linli.kernel.sealing import crypto
from linli.kernel.sealing.rotation import blind_columns, blinds_of, sealed_columns
from linli.kernel.time import clock
from linli.kernel.work import reserve
from linli.kernel.work.backed_up import is_late, last_backup
from linli.kernel.work.beat import AHEAD
from linli.people.models import Household, Resident
from linli.places.calendar import years_wanted
from linli.places.models import Place
from linli.places.queries import holidays_known
from linli.project.options import backups_folder, live_port
from linli.project.rooms import every, modules
from linli.project.schedule import SCHEDULES

GIGABYTE = 1024**3
SAMPLE = 200  # sealed values opened in each column, as a sample


@dataclass(frozen=True)
class Finding:
    """`level`: "bad" makes the exit code 1, "warn" asks for attention, "ok" is good."""

    level: str
    text: str


def start_up(_now: datetime) -> Iterator[Finding]:
    for message in all_checks(None):
        yield Finding("bad", f"{message.msg} {message.hint or ''}")
    with connection.cursor() as cursor:
        cursor.execute("SHOW server_version" if connection.vendor == "postgresql" else "SELECT sqlite_version()")
        version = cursor.fetchone()[0]
    yield Finding("ok", f"数据库引擎 {connection.vendor} {version}")


def trail_is_whole(now: datetime, kept: Iterable[tuple[int, str]] = ()) -> Iterator[Finding]:
    """`kept`: heads kept outside the machine. They weigh more than the file beside the database, which whoever cuts the
    trail can cut too."""
    broken = list(islice(trail.verify([*noted_heads(), *kept]), 20))
    said = {
        "seal_missing": "少了第 {} 号封",
        "seal_broken": "第 {} 号封与它封的记录对不上",
        "fact_altered": "第 {} 号记录被改过",
        "head_differs": "第 {} 号封与当日记下的链头不同",
        "fact_copied": "第 {} 号记录是另一条的抄件",
        "cut_off": "末尾被截断：记下过第 {} 号封，现在没有了",
    }
    for found in broken:
        yield Finding("bad", "留痕：" + said[found.what].format(found.where))
    if not heads_file().exists() and Seal.objects.filter(at__lt=now - timedelta(days=2)).exists():
        broken.append(trail.Break("no_heads", 0))
        yield Finding("bad", f"留痕：{heads_file()} 不见了，它记着每天的链头。请用 --head 核对机器外保存的链头")
    waiting = Fact.objects.filter(seal=None, at__lt=now - timedelta(minutes=10)).count()
    if waiting:
        yield Finding("warn", f"留痕：{waiting} 条记录超过十分钟没有加封，定时任务可能没在运行")
    if not broken:
        number, digest = trail.head()
        yield Finding("ok", f"留痕：{Fact.objects.count():,} 条、{number} 个封都完好。链头 {number} {digest}")


def database_refuses(_now: datetime) -> Iterator[Finding]:
    """Lost when a table is rebuilt, or dropped by hand: then only our own code refuses."""
    wanted = {name for module in every("ENFORCED") for name in module.NAMES[connection.vendor]}
    missing = wanted - _enforced()
    if missing:
        yield Finding("bad", f"数据库：拒绝违规写入的约束或触发器不见了（{'、'.join(sorted(missing))}）")
    else:
        yield Finding("ok", f"数据库：拒绝违规写入的 {len(wanted)} 个约束和触发器都在")


def _enforced() -> set[str]:
    with connection.cursor() as cursor:
        if connection.vendor == "sqlite":
            cursor.execute("SELECT name FROM sqlite_master WHERE type = 'trigger'")
        else:
            cursor.execute(
                "SELECT tgname FROM pg_trigger WHERE tgenabled <> 'D' AND NOT tgisinternal"
                " UNION ALL SELECT conname FROM pg_constraint WHERE contype = 'x'"
            )
        return {row[0] for row in cursor.fetchall()}


def counters_are_right(_now: datetime) -> Iterator[Finding]:
    counted = (
        Resident.objects.filter(household=OuterRef("pk"), until=None)
        .order_by()
        .values("household")
        .annotate(n=Count("pk"))
        .values("n")
    )
    wrong = Household.objects.annotate(n=Coalesce(Subquery(counted), 0)).exclude(size=F("n")).count()
    if wrong:
        yield Finding("bad", f"计数：{wrong} 户的人数与登记的居民对不上")
    else:
        yield Finding("ok", f"计数：{Household.objects.filter(until=None).count():,} 户的人数都与登记一致")


def pages_hold_together(_now: datetime) -> Iterator[Finding]:
    """SQLite reads every page; PostgreSQL counts the pages whose checksum was wrong, where it keeps checksums."""
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            cursor.execute("SELECT count(*) FROM pg_stat_database WHERE checksum_failures > 0")
            sound = not cursor.fetchone()[0]
        else:
            cursor.execute("PRAGMA quick_check(1)")
            sound = cursor.fetchone()[0] == "ok"
    if sound:
        yield Finding("ok", "数据库：文件没有损坏")
    else:
        yield Finding("bad", "数据库：文件已损坏。请停服务，恢复最近一份好的备份；不要删除以前的备份")


def paths_lead_somewhere(_now: datetime) -> Iterator[Finding]:
    known = Place.objects.values("path")
    lost = 0
    for model in apps.get_models():
        if issubclass(model, PlaceScoped) and model is not Place:
            orphans = model.objects.exclude(path="").exclude(path__in=known).count()
            if orphans:
                lost += orphans
                yield Finding("bad", f"地点：{model._meta.label} 有 {orphans} 行指向不存在的地点")  # noqa: SLF001 (public API)
    astray = (
        Place.objects.filter(parent__isnull=False)
        .annotate(above=Substr("path", 1, Length("path") - SEGMENT))
        .exclude(above=F("parent__path"))
        .count()
    )
    if astray:
        yield Finding("bad", f"地点：{astray} 处的路径与上级对不上")
    if not lost and not astray:
        yield Finding("ok", f"地点：{Place.objects.count():,} 处，没有悬空的")


def values_can_be_opened(_now: datetime) -> Iterator[Finding]:
    ring = crypto.keyring()
    opened = 0
    for model, field in sealed_columns():
        rows = model._default_manager.exclude(**{field.attname: b""})  # noqa: SLF001 (public API)
        for row, sealed in rows.order_by("-pk").values_list("pk", field.attname)[:SAMPLE]:
            try:
                crypto.unseal(sealed, row=row, column=field.bound_to)
                opened += 1
            except (crypto.KeyMissing, InvalidTag):
                yield Finding(
                    "bad", f"密钥：{field.bound_to} 有值解不开（密钥 {crypto.key_of(sealed)}），密钥文件可能不对"
                )
                break
    yield Finding("ok", f"密钥：当前 {ring.current}，共 {len(ring.sealing)} 把；抽查 {opened} 个加密值都能解开")


def pictures_can_be_opened(_now: datetime) -> Iterator[Finding]:
    for shelf in shelves():
        broken, plain = shelf.broken(SAMPLE), shelf.plain()
        if broken:
            yield Finding("bad", f"{shelf.word}：抽查最近的，{len(broken)} 张不见了或打不开，例如 {broken[0]}")
        if plain:
            yield Finding(
                "warn", f"{shelf.word}：{plain} 张旧的还没有加密，今夜自动加密；要马上做请运行 linli keys rotate"
            )
        if not broken and not plain:
            yield Finding("ok", f"{shelf.word}：抽查最近的，都能打开")


def people_can_be_found(_now: datetime) -> Iterator[Finding]:
    """Blind indexes made under another key find nobody, and would allow a second entry with the same number."""
    looked, lost = 0, 0
    for model, indexes in blind_columns().items():
        for index in indexes:
            held = model._default_manager.exclude(**{index.of: b""}).order_by("-pk")  # noqa: SLF001 (public API)
            rows = list(held.values("pk", index.of, index.attname)[:SAMPLE])
            try:
                wanted = blinds_of(model, index, rows)
            except (crypto.KeyMissing, InvalidTag):
                continue  # `values_can_be_opened` names it
            looked += len(rows)
            lost += sum(bytes(row[index.attname] or b"") != blind for row, blind in zip(rows, wanted, strict=True))
    if lost:
        yield Finding("bad", f"索引：抽查 {looked} 个，{lost} 个按号码查不到。请停服务后运行 linli keys rotate --blind")
    else:
        yield Finding("ok", f"索引：抽查 {looked} 个，都能按号码查到")


def disk_has_room(_now: datetime) -> Iterator[Finding]:
    folder = Path(settings.LINLI_DATA)
    free = shutil.disk_usage(folder).free
    if settings.LINLI_ENV == "production" and free < reserve.PLENTY and not reserve.file_in(folder).exists():
        yield Finding("bad", "磁盘：备用的 256 MB 已经用上，照片和导入已经停了。请马上清理或扩容")
    if free < GIGABYTE // 5:
        yield Finding("bad", f"磁盘：只剩 {free / GIGABYTE:.2f} GB，很快就写不进去了")
    elif free < 2 * GIGABYTE:
        yield Finding("warn", f"磁盘：剩 {free / GIGABYTE:.1f} GB，请尽快清理或扩容")
    else:
        yield Finding("ok", f"磁盘：剩 {free / GIGABYTE:.0f} GB")


def nothing_is_stuck(now: datetime) -> Iterator[Finding]:
    left = [work for _room, jobs in modules("jobs") if hasattr(jobs, "undone") for work in jobs.undone(now)]
    for work in left:
        if work.rows:
            yield Finding("bad" if work.lost else "warn", work.text.format(work.rows))
    if not any(work.rows for work in left):
        yield Finding("ok", "导入、消息、后台任务：没有积压")


def clock_is_running(now: datetime) -> Iterator[Finding]:
    last = Beat.objects.aggregate(last=Max("last_due"))["last"]
    if last is None:
        yield Finding("warn", "定时任务：还没有运行过。请用 linli serve 启动")
    elif last > now + AHEAD:
        yield Finding("bad", f"定时任务：最近一次记在将来（{clock_text(last)}），机器的时钟不对，请先校准")
    elif now - last > timedelta(minutes=15):
        yield Finding("warn", f"定时任务：最近一次在 {clock_text(last)}，服务可能没在运行")
    else:
        yield Finding("ok", f"定时任务：{len(SCHEDULES)} 项，最近一次 {clock_text(last)}")


def pages_are_told(_now: datetime) -> Iterator[Finding]:
    """Checks only this machine's own process; whether a proxy passes it on is seen in a browser
    (docs/operations.md)."""
    if not live_port():
        yield Finding("ok", "推送：已关闭，页面每 10 秒自己查询")
        return
    try:
        with urllib.request.urlopen(f"http://127.0.0.1:{live_port()}/live/health", timeout=2) as answer:
            streams = json.load(answer)["streams"]
    except (OSError, ValueError):
        yield Finding("warn", f"推送：端口 {live_port()} 没有正常应答，页面改为每 10 秒自己查询。请用 linli serve 启动")
    else:
        yield Finding("ok", f"推送：{streams} 个浏览器在听")


def posts_are_safe(_now: datetime) -> Iterator[Finding]:
    held: dict[object, set[str]] = {}
    for person, bundle in Grant.objects.valid_on(clock.today()).values_list("person", "bundle"):
        held.setdefault(person, set()).add(bundle)
    both = sum(conflicts(bundles) for bundles in held.values())
    if both:
        yield Finding("bad", f"岗位：{both} 人同时有审计员和其他岗位，只有审计员的权限有效，请解除其一")
    people = [person for person, bundles in held.items() if demands_second_factor(bundles)]
    without = Account.objects.filter(is_active=True, person__in=people).exclude(authenticator__type="totp").count()
    if without and settings.LINLI_SECOND_FACTOR:
        yield Finding("warn", f"账号：{without} 个要害岗位的账号还没启用验证器")
    if held and not any("auditor" in bundles for bundles in held.values()):
        yield Finding("warn", "账号：没有审计员，任命和导出可能没有第二人。请运行 linli user <账号> --bundle auditor")
    keepers = [person for person, bundles in held.items() if "administrator" in bundles]
    if not Account.objects.filter(Q(person__in=keepers), is_active=True).exists():
        yield Finding("warn", "账号：没有系统管理员。请运行 linli user <账号> --bundle administrator")


def backup_is_fresh(now: datetime) -> Iterator[Finding]:
    last = last_backup()
    if settings.LINLI_ENV == "demo":
        return
    if backups_folder() is None:
        made = f"，最近一次手工备份在 {clock_text(last)}" if last else ""
        yield Finding("ok", f"备份：LINLI_BACKUPS=0，不自动做，由您自己的备份负责{made}")
    elif is_late(now):
        when = f"最近一次在 {clock_text(last)}" if last else "还没有做过"
        yield Finding("bad", f"备份：{when}。请看日志里 back_up 为什么没做成，并马上运行 linli backup")
    elif last is None:
        yield Finding("warn", "备份：还没有做过。今夜自动做第一份，或现在运行 linli backup")
    else:
        yield Finding("ok", f"备份：最近一次 {clock_text(last)}")


def backups_are_sealed(_now: datetime) -> Iterator[Finding]:
    """The backups that are made nightly, and those in the data folder; copies elsewhere cannot be checked."""
    folders = {Path(settings.LINLI_DATA) / "backups", backups_folder() or Path(settings.LINLI_DATA) / "backups"}
    clear = [found for folder in sorted(folders) for found in backups.in_the_clear(folder)]
    if clear:
        names = "、".join(folder.name for folder in clear[:3])
        yield Finding("warn", f"备份：{len(clear)} 份旧备份没有加密（{names}）。请运行 linli backup 重做，再删除它们")


def clock_text(at: datetime) -> str:
    return f"{clock.local(at):%Y-%m-%d %H:%M}"


def holidays_are_known(now: datetime) -> Iterator[Finding]:
    """Deadlines of working days reach into the next year from December on."""
    years = years_wanted(clock.local(now).date())
    for street in Place.objects.filter(parent=None, closed_on=None).order_by("path"):
        missing = [year for year, state in holidays_known(street.path, years).items() if state == "missing"]
        for year in missing:
            words = "时限只避开周末：请升级，或在「工作日历」（/places/days/）里写入"
            yield Finding("warn", f"「{street.name}」没有 {year} 年的节假日，{words}")
        if not missing:
            yield Finding("ok", f"「{street.name}」{'、'.join(map(str, years))} 年的节假日都有")


def data_is_private(_now: datetime) -> Iterator[Finding]:
    if connection.vendor != "sqlite":
        return
    file = Path(settings.DATABASES["default"]["NAME"])
    if file.exists() and file.stat().st_mode & 0o077:
        yield Finding("warn", f"数据库文件 {file} 别人也能读。运行 chmod 600 {file}")


EXAMINATIONS: tuple[Callable[[datetime], Iterator[Finding]], ...] = (
    start_up,
    pages_hold_together,
    trail_is_whole,
    database_refuses,
    counters_are_right,
    paths_lead_somewhere,
    values_can_be_opened,
    pictures_can_be_opened,
    people_can_be_found,
    posts_are_safe,
    nothing_is_stuck,
    clock_is_running,
    pages_are_told,
    disk_has_room,
    data_is_private,
    holidays_are_known,
    backup_is_fresh,
    backups_are_sealed,
)
