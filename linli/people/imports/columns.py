"""The columns of a register, and the names that communities use for them.

The first name of each field is the one in our own template. Matching ignores spaces, punctuation, case and text in
brackets (`kernel.sheets.header`). `shop` is the shop that a household lives behind or over.
"""

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from linli.places.written import LEVELS

SYNONYMS: dict[str, tuple[str, ...]] = {
    "community": ("社区", "所属社区", "社区名称", "所在社区", "居委会", "居委", "村居", "村社区", "community"),
    "grid": ("网格", "所属网格", "网格名称", "网格号", "网格编号", "所在网格", "grid"),
    "compound": (
        "小区", "小区名称", "所属小区", "所在小区", "居住小区", "住宅小区", "院区", "家属院", "compound",
    ),
    "alley": ("巷道", "巷", "街巷", "街路巷", "所属巷道", "胡同", "里弄", "路街巷", "alley"),
    "market": ("商区", "市场", "商业街", "商圈", "专业市场", "market"),
    "courtyard": ("院落", "院号", "院", "门牌院", "院落号", "大院", "courtyard"),
    "building": (
        "楼栋", "楼号", "楼", "栋", "幢", "栋号", "幢号", "楼栋号", "楼幢", "楼幢号", "楼房号", "座",
        "building",
    ),
    "stairwell": ("单元", "单元号", "楼道", "楼门", "门洞", "梯位", "unit", "stairwell"),
    "floor": ("楼层", "层", "层数", "所在层", "所在楼层", "层号", "floor"),
    "door": (
        "门牌号", "房号", "室", "房间号", "室号", "门牌", "户号房号", "门号", "房间", "房屋号", "室号房号",
        "户室", "房室号",
        "room", "door",
    ),
    "gate": ("院门牌号", "街路门牌号", "院门牌", "路门牌号"),
    "address": (
        "住址", "地址", "现住址", "详细地址", "居住地址", "家庭住址", "家庭地址", "现居住地", "现居住地址",
        "房屋地址", "居住地", "现住地址",
        "实际居住地", "实际居住地址", "详细住址", "楼单元房号", "楼栋单元房号", "住所", "address",
    ),
    "household_no": ("户号", "户编号", "家庭编号", "户口簿号", "户籍号", "household"),
    "head_name": ("户主姓名", "户主", "户主名", "家庭户主", "是否户主", "房主", "房主姓名"),
    "landlord": ("房东姓名", "房东", "出租人", "出租人姓名", "业主姓名", "业主", "产权人", "产权人姓名", "房屋所有人"),
    "landlord_phone": ("房东电话", "房主电话", "业主电话", "出租人电话", "房东联系电话", "业主联系电话"),
    "tenant": ("租户姓名", "租客姓名", "承租人", "承租人姓名", "租户", "租客", "实际居住人", "实际居住人姓名"),
    "name": (
        "姓名", "居民姓名", "人员姓名", "名字", "姓名姓名", "家庭成员", "家庭成员姓名", "成员姓名", "住户姓名",
        "name",
    ),
    "relation": (
        "与户主关系", "关系", "与房主关系", "户主关系", "家庭关系", "成员关系", "与户主的关系", "与本人关系",
        "relation",
    ),
    "sex": ("性别", "男女", "sex", "gender"),
    "born_on": ("出生日期", "出生年月", "生日", "出生年月日", "出生时间", "出生年份", "出生", "birthday", "born"),
    "identity": (
        "身份证号", "公民身份号码", "公民身份证号码", "身份证号码", "身份证", "证件号码", "证件号",
        "居民身份证号", "居民身份证号码",
        "公民身份证号", "身份号码", "身份证件号码", "租户身份证号", "租客身份证号", "承租人身份证号", "租户身份证",
        "租户身份证号码", "id", "idcard",
    ),
    "identity_kind": ("证件类型", "证件种类", "证件名称", "证照类型"),
    "phone": (
        "联系电话", "电话", "手机", "手机号", "手机号码", "联系方式", "电话号码", "联系电话号码", "本人电话",
        "联系手机", "移动电话", "租户电话", "租客电话", "承租人电话", "租户联系电话", "租客联系电话", "phone",
        "mobile",
    ),
    "since": (
        "入住日期", "入住时间", "入住年月", "迁入日期", "迁入时间", "搬入日期", "搬入时间", "来住时间", "起住日期",
        "起租日期", "租住起始日期", "租住时间", "居住起始日期", "居住开始日期",
    ),
    "status": (
        "人员状态", "状态", "居民状态", "人口状态", "在住状态", "在册状态", "生存状态", "变动情况", "变动类型",
        "人员变动", "注销原因", "人员去向",
    ),
    "residence": (
        "居住方式", "居住类型", "居住性质", "居住情况", "居住状态", "人员类型", "人员类别", "人户状态",
        "人口类型", "人口性质", "住户类型", "住户类别",
        "是否租住", "居住性质",
    ),
    "needs": (
        "特殊需要", "特殊情况", "特殊人群", "重点人群", "帮扶需求", "需求", "特殊群体", "关爱对象", "服务需求",
        "人群类别",
    ),
    "reach": ("联系方法", "沟通方式", "如何联系", "怎样联系", "首选联系方式", "通知方式"),
    "note": ("备注", "说明", "备注说明", "其他", "附注", "note", "remark"),
    "shop": ("门店", "店铺", "商铺", "门店名称", "店名", "商铺名称", "店铺名称", "shop"),
}  # fmt: skip

# Names that give way to a plainer one, and what they mean then. 门牌号 is the room where no other column names one,
# else the number over the gate. An address may be another one: where 现住址 or 住址 stands beside it, they live there.
WEAK = dict.fromkeys(("门牌号", "门牌", "门号"), "gate") | dict.fromkeys(
    ("家庭住址", "家庭地址", "房屋地址", "详细地址", "地址"), ""
)

# In the usual reading order of an address and a person: the order of the template and of every list.
FIELDS: tuple[str, ...] = tuple(SYNONYMS)

# The levels of a chain of places, coarse to fine.
ADDRESS_FIELDS = LEVELS


def field_labels() -> dict[str, str | Promise]:
    """The field's name on the page."""
    return {
        "community": _("社区"), "grid": _("网格"), "compound": _("小区"), "alley": _("巷道"), "market": _("商区"),
        "courtyard": _("院落"), "building": _("楼栋"), "stairwell": _("单元"), "floor": _("楼层"), "door": _("门牌号"),
        "gate": _("院门牌号（不是房号）"),
        "address": _("住址（合在一格）"), "household_no": _("户号"), "head_name": _("户主姓名"), "name": _("姓名"),
        "relation": _("与户主关系"), "sex": _("性别"), "born_on": _("出生日期"), "identity": _("身份证号"),
        "landlord": _("房东姓名（记入备注）"), "landlord_phone": _("房东电话（记入备注）"), "tenant": _("租户姓名"),
        "since": _("入住日期"), "status": _("人员状态"),
        "identity_kind": _("证件类型"), "phone": _("联系电话"), "residence": _("居住方式"), "needs": _("特殊需要"),
        "reach": _("联系方法"), "note": _("备注"), "shop": _("门店"),
    }  # fmt: skip
