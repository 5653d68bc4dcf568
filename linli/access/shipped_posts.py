"""The kinds of posts that ship with Linli: those of the five accounts, their deputies, and the staff.

A post is a row of data (`PostKind`): a title and a bundle of permissions. A street names more of its own. `places`
loads these together with the modes that refer to them (`places.actions.load_shipped`).
"""

from dataclasses import dataclass


@dataclass(frozen=True)
class ShippedPost:
    code: str
    title: str
    bundle: str
    note: str = ""
    deputy: bool = False  # whether a deputy kind ships with it


# Leaders: responsible for a place. Each has a deputy, who acts when the post is vacant.
_LEADERS = [
    ("subdistrict_leader", "街道负责人", "commander", "统揽全街道"),
    ("sector_leader", "片长", "commander", "崇文路：指挥"),
    ("community_leader", "社区长", "community", "崇文路：主抓"),
    ("community_secretary", "社区书记", "community", "社区党委书记，主抓"),
    ("grid_leader", "网格长", "grid", "负责"),
    ("building_leader", "楼栋长", "leader", "联络"),
    ("floor_leader", "楼层长", "leader", "包户：2–3 层或 5–6 户"),
    ("alley_leader", "巷道长", "leader", "联络"),
    ("courtyard_leader", "院落长", "leader", "包户：全院"),
    ("market_supervisor", "监长", "partner", "市场监管所干部，联络商户"),
    ("shop_leader", "门店长", "leader", "包户：10 家门店"),
    ("stairwell_leader", "楼道长", "leader", "余杭：包户"),
    ("compound_leader", "小区长", "leader", "小区负责人"),
    ("courtyard_secretary", "院落支部书记", "leader", "瓜州：院落党支部"),
    ("building_group_leader", "楼组长", "leader", "瓜州：楼栋党小组"),
    ("hive_leader", "大蜂巢长", "community", "宏侨：社区为大蜂巢"),
    ("cell_leader", "小蜂房长", "leader", "宏侨：小区为小蜂房"),
    ("branch_secretary", "楼组支部书记", "leader", "宏侨：一个楼组一个支部"),
    ("building_member", "楼栋党员", "leader", "宏侨：一栋楼一名党员"),
    ("resident_group_leader", "居民小组长", "leader", "双塔"),
    ("building_head", "楼长", "leader", "双塔"),
    ("alley_head", "巷长", "leader", "双塔"),
    ("yard_head", "院长", "leader", "双塔"),
]
# Helpers and staff: not part of the chain of leaders, no deputies.
_OTHERS = [
    ("grid_worker", "网格员", "grid", "专职网格员"),
    ("begonia_partner", "海棠合伙人", "none", "双塔：社区合伙人"),
    ("party_household", "党员中心户", "none", "双塔：党员家庭联系邻里"),
    ("community_worker", "社区工作者", "community", "社区两委与专职工作者"),
    ("street_office", "街道办", "street", "街道办事处工作人员"),
    ("registrar", "台账专员", "registrar", "维护居民台账"),
    ("property_manager", "物业经理", "partner", "物业公司"),
    ("owners_committee", "业委会主任", "partner", "业主委员会"),
    ("police", "社区民警", "partner", "派出所社区民警"),
    ("medical_worker", "医务联络员", "partner", "住在辖区的医务人员"),
    ("policy_publicist", "政策宣传员", "volunteer", "六员：接本类诉求"),
    ("opinion_reporter", "民意反馈员", "volunteer", "六员：接本类诉求"),
    ("hazard_inspector", "安全隐患排查员", "volunteer", "六员：接本类诉求"),
    ("mediator", "矛盾调解员", "volunteer", "六员：接本类诉求"),
    ("civility_promoter", "文明创建员", "volunteer", "六员：接本类诉求"),
    ("resident_servant", "群众服务员", "volunteer", "六员：接本类诉求"),
    ("volunteer", "志愿者", "volunteer", "接附近的单，看不到台账"),
    ("gate_guard", "门卫", "guard", "替来到门口的人开单"),
    ("auditor", "审计员", "auditor", "查审计，不看内容"),
    ("administrator", "系统管理员", "administrator", "管账号与会话"),
]

POSTS = [ShippedPost(*row, deputy=True) for row in _LEADERS] + [ShippedPost(*row) for row in _OTHERS]


def deputy_code(code: str) -> str:
    return f"deputy_{code}"


def deputy_title(title: str) -> str:
    return f"副{title}"
