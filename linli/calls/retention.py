"""What each personal column of calls is for, and when it ends.

A call is answered, settled, rated; then the caller's words and door have done their work. Counts stay.
"""

from linli.kernel.sealing.retention import DataClass, Retention

_ENDED = "诉求结束之后"
_REACH = "办理期间找到并联系诉求人"

RETENTION: dict[str, Retention] = {
    "Call.title": Retention(DataClass.CONTACT, "一句话说明要什么帮助", _ENDED, 365),
    "Call.detail_sealed": Retention(DataClass.HEALTH, "说明情况,可能写到健康与家事", _ENDED, 90),
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
    "Item.name": Retention(DataClass.HEALTH, "买什么,可能是药", _ENDED, 90),
    "Item.quantity": Retention(DataClass.CONTACT, "买多少", _ENDED, 90),
    "Photo.size": Retention(DataClass.CONTACT, "照片:证明到场、办结和花费", _ENDED, 180),
    "Away.why": Retention(DataClass.INTERNAL, "当班、请假时不派单", "结束之后", 30),
}
