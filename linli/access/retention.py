"""What each personal column of accounts is for, and when it ends.

Accounts belong to staff. The trail keeps an account's id and the name it had, because what was done to people's records
must stay attributable; everything else of an account ends with it (`expiry_actions.py`).
"""

from linli.kernel.sealing.retention import DataClass, Retention

_GONE = "账号停用之后"

RETENTION: dict[str, Retention] = {
    "Account.username": Retention(DataClass.CONTACT, "登录", _GONE, 365),
    "Account.name": Retention(DataClass.CONTACT, "知道是谁在操作", _GONE, 365),
    "Account.email": Retention(DataClass.CONTACT, "预留的联系方式，目前不填", _GONE, 30),
    "Account.person": Retention(DataClass.INTERNAL, "把账号与任命连起来", _GONE, 365),
    "Account.last_login": Retention(DataClass.INTERNAL, "发现长期不用的账号", _GONE, 365),
    "Grant.person": Retention(DataClass.INTERNAL, "岗位的权限归谁", "任期结束之后", 365),
}
# Tables of the sign-in library, whose columns we cannot declare ourselves: sessions (network address, browser) end with
# the session and are cleared every ten minutes; second-factor secrets end with the second factor.
WHOLE_MODELS = {  # tables without a column about a person, and why
    "PostKind": "a kind of post",
    "ApiKey": "a key of another system: its name in office, what it may do, when it was used",
}
NOT_PERSONAL = {  # columns that say nothing about a person, and why
    "Account.password": "a hash; gone with the account",
    "Account.username": "what the holder of an account calls themselves; gone with the account",
    "Account.name": "the name in office that the trail shows; gone with the account",
    "Account.deactivated_on": "when it ended",
    "Account.email": "the work address of the account's holder; gone with the account",
    "Account.person": "an id",
    "Account.opened_by": "an id",
    "Account.language": "a choice of the interface",
    "Account.guide": "what the home page still explains",
    "Grant.person": "an id",
    "Grant.bundle": "what a post may do",
    "Grant.title": "what a post is called",
    "Grant.source": "an id",
}
