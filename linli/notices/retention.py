"""What each personal column of notices is for, and when it ends (`actions/retaining.py`, every night).

A letter is kept half a year, so that it can be checked whether somebody was told. Messages sent outside contain no
personal detail; of a phone that asked for a code only a keyed digest is kept, for a day.
"""

from linli.kernel.sealing.retention import DataClass, Retention

_WRITTEN = "写好之后"

RETENTION: dict[str, Retention] = {
    "Letter.recipient": Retention(DataClass.CONTACT, "知道是给谁的", _WRITTEN, 180),
    "Letter.topic": Retention(DataClass.INTERNAL, "同一件事只写一次", _WRITTEN, 180),
    "Letter.title": Retention(DataClass.CONTACT, "一句话说明是什么事", _WRITTEN, 180),
    "Letter.code": Retention(DataClass.INTERNAL, "是哪一句话", _WRITTEN, 180),
    "Letter.data": Retention(DataClass.INTERNAL, "填进那句话的单号，不写个人信息", _WRITTEN, 180),
    "Letter.link": Retention(DataClass.INTERNAL, "打开要看的那一页", _WRITTEN, 180),
    "Letter.about": Retention(DataClass.INTERNAL, "同一件事只写一次", _WRITTEN, 180),
    "Letter.told_by": Retention(DataClass.INTERNAL, "谁当面告知的", _WRITTEN, 180),
    "Notice.title": Retention(DataClass.INTERNAL, "公开或对内的通知，不写个人信息", "随通知保存", 3 * 365),
    "Notice.body": Retention(DataClass.INTERNAL, "公开或对内的通知，不写个人信息", "随通知保存", 3 * 365),
    "Channel.address_sealed": Retention(
        DataClass.INTERNAL, "通道的网址和口令，不是个人信息", "随通道保存，换新网址时覆盖", 3 * 365
    ),
    "Preference.person": Retention(DataClass.INTERNAL, "按本人的意愿提醒", "离队之后", 30),
    "PhoneCode.phone_mark": Retention(DataClass.CONTACT, "限制一个号码要验证码的次数", "发出之后", 1),
    "PhoneCode.digest": Retention(DataClass.INTERNAL, "核对验证码", "发出之后", 1),
    "PhoneCode.network": Retention(DataClass.INTERNAL, "限制一处网络要验证码的次数", "发出之后", 1),
}
NOT_PERSONAL = {  # columns that say nothing about a person, and why
    "Channel.name": "a group or a gateway, no person",
    "Channel.kind": "a group or a gateway, no person",
    "Notice.column": "where an article stands",
    "Notice.cover": "the id of a picture made for the public page",
    "Notice.urgency": "a choice about a notice",
    "Notice.audience": "a choice about a notice",
    "Notice.spread_after": "how far the letters are written: a path",
    "Letter.urgency": "a choice about a letter; ends with it",
    "Preference.quiet_from": "hours; end with the row",
    "Preference.quiet_until": "hours; end with the row",
    "Sending.sentence": "which of the fixed sentences",
    "Sending.last_error": "a code of what the gateway answered",
}
