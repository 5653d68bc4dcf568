"""What each personal column of the corps is for, and when it ends.

A leader's name and post are public while in office: they are on the notice cards. The phone is not public and ends soon
after the member leaves. A diary says where somebody was and when: each entry ends a month after its time. Who held
which post when is kept, so that questions about an earlier day can be answered.
"""

from linli.kernel.sealing.retention import DataClass, Retention

_LEFT = "离队之后"
_TERM = "任期结束之后"
_ONE_PLACE, _OVER = "一个人同一时间只在一处；别人知道此人何时不在", "这段时间结束之后"

RETENTION: dict[str, Retention] = {
    "Member.name": Retention(DataClass.CONTACT, "让居民和上级知道谁负责；在任期间公示", _LEFT, 3 * 365),
    "Member.initials": Retention(DataClass.CONTACT, "按拼音首字母查找", _LEFT, 3 * 365),
    "Member.phone_sealed": Retention(DataClass.CONTACT, "联系责任人；查看要写明原因", _LEFT, 30),
    "Member.phone_blind": Retention(DataClass.CONTACT, "认出同一个人，不重复登记", _LEFT, 30),
    "Member.resident": Retention(DataClass.CONTACT, "知道责任人就住在这里", _LEFT, 30),
    "DiaryEntry.person": Retention(DataClass.MOVEMENT, _ONE_PLACE, _OVER, 30),
    "DiaryEntry.kind": Retention(DataClass.MOVEMENT, _ONE_PLACE, _OVER, 30),
    "DiaryEntry.starts_at": Retention(DataClass.MOVEMENT, _ONE_PLACE, _OVER, 30),
    "DiaryEntry.ends_at": Retention(DataClass.MOVEMENT, _ONE_PLACE, _OVER, 30),
    "DiaryEntry.title": Retention(DataClass.MOVEMENT, _ONE_PLACE, _OVER, 30),
    "Appointment.reason": Retention(DataClass.INTERNAL, "说明为什么离任", _TERM, 365),
    "PartnerUnit.phone": Retention(DataClass.INTERNAL, "联系共建单位（单位电话）", "单位退出之后", 365),
}
WHOLE_MODELS = {  # tables without a column about a person, and why
    "Alliance": "a union of units",
    "CardRun": "what was printed for the wall",
    "SlipRun": "ids of members for minutes; when their slips were printed",
}
NOT_PERSONAL = {  # columns that say nothing about a person, and why
    "AwaitedTerm.also": "ids of terms of office",
    "AwaitedTerm.how": "a kind of deed",
    "AwaitedTerm.lapses_on": "when nobody can confirm it any more; a term of office is public",
    "AwaitedTerm.places": "ids of places",
    "Appointment.term_before": "dates of a public term",
    "DiaryEntry.source": "the room that made the entry",
    "DiaryEntry.source_id": "an id",
    "Appointment.ended_how": "the kind of end; a term of office is public",
    "PartnerUnit.name": "a unit, no person",
    "PartnerUnit.kind": "a unit, no person",
    "PartnerUnit.credit_code": "a unit's public code",
    "PartnerUnit.joined_on": "a unit, no person",
    "PartnerUnit.left_on": "a unit, no person",
    "Seat.role": "what a member of an alliance does there",
}
