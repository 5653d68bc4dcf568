"""Emergencies: one of the street that is over, with its days of appeal; one of a community that holds; one that waits
for its second person; a draft; and the street's own protocol."""

from dataclasses import replace
from datetime import date, datetime, timedelta

from django.utils import timezone

from linli.access.actor import Actor
from linli.demo.files import actor_called
from linli.demo.life.days import Days
from linli.demo.life.stage import Stage
from linli.incidents.actions import appeals, declaring, functions
from linli.incidents.actions.declaring import Draft
from linli.incidents.actions.packs import add_pack
from linli.incidents.models import Incident
from linli.incidents.shipped import FOLDER
from linli.kernel.ids import new_id
from linli.places.models import Place

AUDITOR = "shenji"
FLOOD = Draft(
    title="连日强降雨", what="河道水位上涨，低洼楼栋一层和地下车库进水。", basis="flood",
    basis_number="防指〔2026〕3 号", milder="先提醒、再设警示牌；夜里水位仍在上涨，只靠提醒不够。",
    contact="街道办值班室 0512-0000000",
    asks={"whereabouts": ["grid", "leader"], "needs": ["grid", "leader"], "housing": ["grid"]}, pack={}, first_day=0,
    review_on=date.max, ends_on=None,
)  # fmt: skip
WALL = replace(
    FLOOD, title="老楼外墙脱落", what="三栋老楼外墙砖松动，正在鉴定和加固。", basis="emergency",
    basis_number="住建〔2026〕12 号", milder="先拉警戒线、设绕行；仍有人从楼下穿行。",
    asks={"housing": ["grid", "leader"], "needs": ["leader"]},
)  # fmt: skip
HEAT = replace(
    FLOOD, title="持续高温", what="气象台发布高温红色预警，独居老人多，怕中暑。", basis="emergency",
    basis_number="应急〔2026〕8 号", milder="已经发过提醒短信；去年仍有三位老人中暑。",
    asks={"symptoms": ["leader", "community"], "needs": ["leader"]},
)  # fmt: skip


def plan(stage: Stage, days: Days) -> None:
    days.at(days.on(-13, "19:40"), lambda now: _rained(stage, now))
    days.at(days.on(-10, "09:10"), lambda now: _appealed(stage, now))
    days.at(days.on(-4, "16:00"), lambda now: _over(stage, now))
    days.at(days.on(-2, "08:50"), lambda now: _holds(stage, now))
    days.at(days.before(190), lambda now: _own_pack(stage, now))
    days.at(days.before(160), lambda now: _waits(stage, now))
    days.at(days.before(140), lambda now: _begun(stage, now))


def _drafted(actor: Actor, place: Place, draft: Draft, now: datetime) -> Incident:
    typed = replace(draft, review_on=timezone.localdate(now) + timedelta(days=20))
    return declaring.draft(path=place.path, typed=typed, actor=actor, key=new_id(), now=now)


def _declared(stage: Stage, place: Place, draft: Draft, now: datetime) -> Incident:
    """By the office for the street, by the community worker for the community; confirmed by the auditor."""
    actor = stage.office() if place == stage.street else stage.worker()
    row = _drafted(actor, place, draft, now)
    declaring.declare(row=row, actor=actor, key=new_id(), now=now)
    row.refresh_from_db()
    declaring.confirm(row=row, actor=actor_called(AUDITOR), key=new_id(), now=now)
    row.refresh_from_db()
    return row


def _rained(stage: Stage, now: datetime) -> None:
    _declared(stage, stage.street, FLOOD, now)


def _begun(stage: Stage, now: datetime) -> None:
    """A draft that nobody has declared yet."""
    _drafted(stage.office(), stage.street, WALL, now)


def _flood() -> Incident:
    return Incident.objects.get(title=FLOOD.title)


def _appealed(stage: Stage, now: datetime) -> None:
    """Two objections, one of them answered."""
    worker = stage.worker()
    for who, what in (
        ("顾阿姨，电话 154 开头", "登记成转移到女儿家，其实一直住在自己家，请改过来。"),
        ("三楼租客小范", "物业不让进地下车库取轮椅，说是有规定，请问规定在哪里。"),
    ):
        made = appeals.take(
            row=_flood(), place=stage.community, who=who, what=what, actor=worker, key=new_id(), now=now
        )
    appeals.decide(
        appeal=made, verdict="upheld", answer="没有这样的规定，已经和物业说明，轮椅当天取出。", actor=worker,
        key=new_id(), now=now,
    )  # fmt: skip


def _over(stage: Stage, now: datetime) -> None:
    declaring.end(row=_flood(), reason="水位回落，排查完毕", actor=stage.office(), key=new_id(), now=now)


def _holds(stage: Stage, now: datetime) -> None:
    row = _declared(stage, stage.community, WALL, now)
    functions.switch_on(
        row=row, code="restrictions", scene="三栋楼楼下的通道，居民从后门进出", until=row.review_on,
        actor=stage.worker(), key=new_id(), now=now,
    )  # fmt: skip


def _own_pack(stage: Stage, now: datetime) -> None:
    text = (FOLDER / "template-heat.toml").read_text("utf-8")
    text = text.replace("高温（模板）", f"{stage.street.name}高温看护").replace("template-heat", "heat")
    add_pack(street=stage.street, text=text, actor=stage.office(), key=new_id(), now=now)


def _waits(stage: Stage, now: datetime) -> None:
    row = _drafted(stage.office(), stage.street, HEAT, now)
    declaring.declare(row=row, actor=stage.office(), key=new_id(), now=now)
