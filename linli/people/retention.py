"""What each personal column of the register is for, and when it ends.

The register is ordinary administration, not emergency data: it is kept while the person lives here and for a year
afterwards, so that a wrong departure can be corrected and questions answered.
"""

from linli.kernel.sealing.retention import DataClass, Retention

_LEFT = "离开本街道、去世或被合并之后"
_SERVICE = "在紧急时找到每一户、每一个人，并按其需要提供服务"

RETENTION: dict[str, Retention] = {
    "Resident.name": Retention(DataClass.CONTACT, _SERVICE, _LEFT, 365),
    "Resident.initials": Retention(DataClass.CONTACT, "按拼音首字母查找", _LEFT, 365),
    "Resident.sex": Retention(DataClass.IDENTITY, "核对是否同一人", _LEFT, 365),
    "Resident.born_on": Retention(DataClass.IDENTITY, "核对是否同一人；老人与儿童的照护", _LEFT, 365),
    "Resident.relation": Retention(DataClass.CONTACT, "知道一户由哪些人组成", _LEFT, 365),
    "Resident.residence": Retention(DataClass.CONTACT, "区分自住、租住与流动人口的服务", _LEFT, 365),
    "Resident.reach": Retention(DataClass.CONTACT, "用本人能用的方式联系", _LEFT, 365),
    "Resident.identity_kind": Retention(DataClass.IDENTITY, "核对是否同一人", _LEFT, 365),
    "Resident.identity_sealed": Retention(DataClass.IDENTITY, "核对是否同一人", _LEFT, 30),
    "Resident.identity_blind": Retention(DataClass.IDENTITY, "防止同一人登记两次", _LEFT, 30),
    "Resident.phone_sealed": Retention(DataClass.CONTACT, "联系本人", _LEFT, 30),
    "Resident.phone_blind": Retention(DataClass.CONTACT, "按电话查找", _LEFT, 30),
    "Resident.phone_tail_blind": Retention(DataClass.CONTACT, "按电话后四位查找", _LEFT, 30),
    "Resident.note_sealed": Retention(DataClass.CONTACT, "工作人员的说明", _LEFT, 30),
    "Need.kind": Retention(DataClass.HEALTH, "按需要照顾与联系", _LEFT, 30),
    "Need.note": Retention(DataClass.HEALTH, "按需要照顾与联系", _LEFT, 30),
    "Move.reason": Retention(DataClass.MOVEMENT, "说明为什么迁入、迁出、迁居", "登记之后", 365),
    "Move.before": Retention(DataClass.INTERNAL, "当天撤回", "登记之后", 1),
    "Proposal.name": Retention(DataClass.CONTACT, "本人申请更正，由台账专员核对", "处理之后", 90),
    "Proposal.identity_kind": Retention(DataClass.IDENTITY, "本人申请更正，由台账专员核对", "处理之后", 90),
    "Proposal.identity_sealed": Retention(DataClass.IDENTITY, "本人申请更正，由台账专员核对", "处理之后", 90),
    "Proposal.reason": Retention(DataClass.INTERNAL, "说明处理结果", "处理之后", 365),
    "ExportRequest.text": Retention(DataClass.CONTACT, "审批的人看得见要导出哪些人", "申请到期之后", 30),
    "ExportRequest.reason": Retention(DataClass.INTERNAL, "说明为什么导出", "申请到期之后", 365),
    "ExportRequest.answer": Retention(DataClass.INTERNAL, "说明为什么不同意", "申请到期之后", 365),
    "SelfLink.digest": Retention(DataClass.INTERNAL, "本人打开一次自己的记录", "过期之后", 30),
}
NOT_PERSONAL = {  # columns that say nothing about a person, and why
    "Household.root": "the street's segment of the path",
    "Look.account": "an id; the row ends on the next day",
    "Look.day": "ends on the next day",
    "Look.person": "an id; the row ends on the next day",
    "RevealDay.account": "how many an account looked up on a day: an id and a number",
    "RevealDay.day": "how many an account looked up on a day: an id and a number",
    "ExportRequest.place": "a place's path",
    "ExportRequest.residence": "what was asked for: a filter, of nobody",
    "ExportRequest.need": "what was asked for: a filter, of nobody",
    "ExportRequest.purpose": "one of a list",
    "ExportRequest.made_by_person": "an id",
    "Household.door": "a door's label",
    "Household.size": "a number",
    "Resident.root": "the street's segment of the path",
    "Resident.left": "how the record ended; ends with it",
    "Move.what": "the kind of change; ends with the move",
    "Move.on": "ends with the move",
    "Move.deed": "an id",
}
