"""What each personal column of calls is for, and when it ends.

When a call is answered, settled and rated, the caller's words and door are no longer needed. Counts stay.
"""

from linli.kernel.sealing.retention import DataClass, Retention

_ENDED = "诉求结束之后"
_REACH = "办理期间找到并联系诉求人"

RETENTION: dict[str, Retention] = {
    "Call.title": Retention(DataClass.CONTACT, "一句话说明要什么帮助", _ENDED, 365),
    "Call.detail_sealed": Retention(DataClass.HEALTH, "说明情况，可能写到健康与家事", _ENDED, 90),
    "Call.caller": Retention(DataClass.CONTACT, "知道是哪位居民的诉求", _ENDED, 365),
    "Call.caller_name_sealed": Retention(DataClass.CONTACT, _REACH, _ENDED, 30),
    "Call.caller_phone_sealed": Retention(DataClass.CONTACT, _REACH, _ENDED, 30),
    "Call.caller_phone_blind": Retention(DataClass.CONTACT, "一个电话一天提多少件有上限", _ENDED, 30),
    "Call.address_sealed": Retention(DataClass.CONTACT, _REACH, _ENDED, 30),
    "Call.follow_digest": Retention(DataClass.INTERNAL, "诉求人凭链接查看自己的诉求", _ENDED, 90),
    "Call.code_digest": Retention(DataClass.INTERNAL, "交接时核对是本人收到", _ENDED, 30),
    "Call.pause_reason": Retention(DataClass.INTERNAL, "说明在等居民什么", _ENDED, 365),
    "CallEvent.reason": Retention(DataClass.CONTACT, "说明每一步为什么这样做", _ENDED, 365),
    "CallEvent.changed": Retention(DataClass.CONTACT, "说明更正了登记的什么", _ENDED, 365),
    "Slot.note": Retention(DataClass.INTERNAL, "单位说明自己的一份", _ENDED, 365),
    "Item.name": Retention(DataClass.HEALTH, "买什么，可能是药", _ENDED, 90),
    "Item.quantity": Retention(DataClass.CONTACT, "买多少", _ENDED, 90),
    "Photo.size": Retention(DataClass.CONTACT, "照片：证明到场、办结和花费", _ENDED, 180),
}
WHOLE_MODELS = {  # tables without a column about a person, and why
    "CallKind": "a kind of call, as data",
    "Sitting": "when a community settled, and how much in all",
    "SittingTime": "a clock time",
    "Taker": "which seat or post takes a kind on",
    "NumberDay": "how many calls a street numbered on a day",
    "OfferedAt": "where a call is shown: a place",
    "Clock": "a deadline; ends with its call",
    "DoneBefore": "when a call was called done before it was opened again, and the judgement of then",
}
NOT_PERSONAL = {  # columns that say nothing about a person, and why
    "Call.reference": "random bits",
    "Call.row_was_told": "whether the call is older than references",
    "Call.root": "the street's segment of the path",
    "Call.number": "a number read aloud; new every day",
    "Call.day": "when it was opened; the caller's columns end before it",
    "Call.channel": "the way it came in",
    "Call.classification": "how fast it must go",
    "Call.circle": "how far it is shown",
    "Call.opened_by": "who opened it in office, as an id",
    "Call.receiver": "who answers for it, as an id",
    "Call.holder": "who holds it, as an id",
    "Call.estimate": "an amount",
    "Call.amount": "an amount, for the books of the sitting",
    "CallEvent.deed": "the kind of step",
    "CallEvent.before": "a step of the work",
    "CallEvent.after": "a step of the work",
    "CallEvent.to": "whom or what it went to, as an id",
    "Helper.person": "an id",
    "Helper.name": "the name in office, like the trail",
    "Item.amount": "an amount",
    "Photo.purpose": "what kind of proof; ends with the photo",
}
