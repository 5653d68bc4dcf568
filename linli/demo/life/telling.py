"""What was announced: a notice that half of the doors know of, an article, a call to a meeting, a draft."""

from datetime import datetime

from linli.access.actor import Actor
from linli.access.permissions import Permission as P
from linli.demo.life.days import Days
from linli.demo.life.pictures import drawn
from linli.demo.life.stage import Stage
from linli.kernel.ids import new_id
from linli.notices.actions.letters import read_all
from linli.notices.actions.pictures import store_cover
from linli.notices.actions.publishing import Wording, draft_notice, publish_notice
from linli.notices.actions.spreading import spread
from linli.notices.actions.telling import mark_told
from linli.notices.models import Letter, Notice
from linli.places.models import Place

WATER = Wording(
    "明天上午停水检修",
    "明天 9:00–11:30 更换主管道阀门，请提前储水。老人和行动不便的住户，楼层长会上门告知。",
    "residents",
)
MEETING = Wording("责任人例会", "后天下午 3 点在社区会议室，请带上本月走访记录。来不了的请回消息说明。", "members")
DRAFT = Wording("冬季用气安全提醒", "开窗通风，睡前关阀。闻到异味先开窗，再到楼道里打电话。", "residents")
ARTICLE = "楼道里的灯，是邻居们一起换的"
STORY = "三个晚上，十二位邻居，四十六盏灯。\n\n楼栋长统一采购，电工老师傅义务安装，费用从共建资金里出，明细贴在一楼。"


def plan(stage: Stage, days: Days) -> None:
    days.at(days.on(-9, "16:00"), lambda now: _article(stage, now))
    days.at(days.on(-3, "10:00"), lambda now: _publish(stage.street, MEETING, stage.office(), now))
    days.at(days.on(-1, "16:00"), lambda now: _water(stage, now))
    days.at(days.on(-1, "18:40"), lambda now: _tell(stage, now))
    days.at(days.on(-1, "19:00"), lambda now: _read(stage, now))
    days.at(days.before(200), lambda now: _draft(stage, now))


def _publish(place: Place, wording: Wording, actor: Actor, now: datetime) -> None:
    notice = draft_notice(place=place, wording=wording, actor=actor, key=new_id(), now=now)
    publish_notice(notice=notice, actor=actor, key=new_id(), now=now)
    spread(notice.pk, now)  # as the worker does; the queue starts when the whole life is written


def _article(stage: Stage, now: datetime) -> None:
    cover = store_cover(drawn("cover"))
    wording = Wording(ARTICLE, STORY, "residents", urgency="digest", column="joint", cover=cover)
    _publish(stage.own_building(), wording, stage.worker(), now)


def _water(stage: Stage, now: datetime) -> None:
    near = stage.close()
    sender = near if near.may(P.NOTICES_SEND, stage.near.path) else stage.worker()
    _publish(stage.near, WATER, sender, now)


def _tell(stage: Stage, now: datetime) -> None:
    """Half of the doors were told in person: the even ones."""
    for teller, place in ((stage.close(), stage.near), (stage.lowest(), stage.own)):
        for notice in Notice.objects.filter(audience="residents", published_at__isnull=False):
            left = Letter.objects.under(place.path).filter(notice=notice, read_at=None, told_at=None)
            doors = sorted(set(left.values_list("path", flat=True)))[::2]
            letters = list(left.filter(path__in=doors).values_list("pk", flat=True))
            if letters and len(doors) > 1:
                mark_told(notice=notice, letters=letters, actor=teller, key=new_id(), now=now)


def _read(stage: Stage, now: datetime) -> None:
    """Some have read what they got; the newest letters of the printed sign-ins wait for the visitor."""
    for spot in stage.spots[::2]:
        read_all(actor=stage.person(spot.leader), now=now, until=now)


def _draft(stage: Stage, now: datetime) -> None:
    draft_notice(place=stage.community, wording=DRAFT, actor=stage.worker(), key=new_id(), now=now)
