"""Every permission, in one list, and which bundle of them each kind of post carries.

A post held at a place gives its bundle over that place and everything below it. Wide posts see coarse data: the street
office reads counts and leaders, never the register; names and doors belong to whoever is near. Deny by default: what is
not named here nobody may do.
"""

from enum import StrEnum


class Permission(StrEnum):
    """`room.deed`, alphabetical."""

    ACCESS_ACCOUNTS = "access.accounts"  # make accounts, end sessions, see who is signed in
    ACCESS_AUDIT = "access.audit"  # read the trail (who looked at what)
    API_KEYS = "api.keys"  # make and revoke keys of other systems
    CALLS_ADJUDICATE = "calls.adjudicate"  # decide an objection to the routing
    CALLS_ASSIGN = "calls.assign"  # give calls to people, transfer, merge, settle a sitting
    CALLS_CLAIM = "calls.claim"  # take a call of one's circle
    CALLS_KINDS = "calls.kinds"  # edit kinds, circles, sitting times, who takes what
    CALLS_OPEN = "calls.open"  # open a call, also on somebody's behalf
    CALLS_READ = "calls.read"  # the calls of one's places
    CALLS_RECEIVE = "calls.receive"  # first receiver: route, offer, reject, call back
    CALLS_WHISTLE = "calls.whistle"  # call partner units to the spot
    COMMAND_BOARD = "command.board"  # counts and the hive
    CORPS_ACCOUNTS = "corps.accounts"  # open accounts for all leaders of a place, print their slips
    CORPS_APPOINT = "corps.appoint"  # appoint, relieve, hand over, import leaders
    CORPS_CONFIRM = "corps.confirm"  # be the second person when somebody gives rights that they lack
    CORPS_DIARY = "corps.diary"  # enter one's own absences: posts that are sent to doors
    CORPS_KINDS = "corps.kinds"  # edit the kinds of posts
    CORPS_READ = "corps.read"  # leaders, coverage, gaps
    CORPS_REVEAL = "corps.reveal"  # one leader's phone, with a reason
    CORPS_UNITS = "corps.units"  # partner units and alliances
    FLOWS_READ = "flows.read"  # what followed from what, and what failed
    INCIDENTS_APPEALS = "incidents.appeals"  # take down and answer objections to what was done in an emergency
    INCIDENTS_DECLARE = "incidents.declare"  # draft, declare, review and end an emergency; its functions
    INCIDENTS_PACKS = "incidents.packs"  # write the street's own protocols
    INCIDENTS_READ = "incidents.read"  # the emergencies of one's places, and what is on
    NOTICES_CHANNELS = "notices.channels"  # ways out of the house, delivery log
    NOTICES_SEND = "notices.send"  # publish notices and articles
    PEOPLE_EDIT = "people.edit"  # move in, out, within; correct; merge; record a death
    PEOPLE_EXPORT = "people.export"  # take the register out of the system
    PEOPLE_IMPORT = "people.import"  # load a register
    PEOPLE_READ = "people.read"  # names and doors; phone and identity number masked
    PEOPLE_REVEAL = "people.reveal"  # one sealed value of one person, with a reason
    PEOPLE_RING = "people.ring"  # one resident's phone, with a reason: whoever answers for the home may ring it
    PLACES_CALENDAR = "places.calendar"  # the days a street works, against the week and the holidays
    PLACES_EDIT = "places.edit"  # add, rename, split, merge, move, close places
    PLACES_MODES = "places.modes"  # edit governance modes
    PLACES_NEIGHBOURS = "places.neighbours"  # which grids touch
    PLACES_READ = "places.read"  # the tree
    PLACES_SETUP = "places.setup"  # start a street


P = Permission

BUNDLES: dict[str, frozenset[Permission]] = {
    # 街道办: lays out territory and posts, sees counts and leaders, not the register
    "street": frozenset(
        {
            P.API_KEYS,
            P.CALLS_ADJUDICATE,
            P.CALLS_ASSIGN,
            P.CALLS_KINDS,
            P.CALLS_OPEN,
            P.CALLS_READ,
            P.CALLS_RECEIVE,
            P.CALLS_WHISTLE,
            P.COMMAND_BOARD,
            P.CORPS_APPOINT,
            P.CORPS_KINDS,
            P.CORPS_READ,
            P.CORPS_REVEAL,
            P.CORPS_UNITS,
            P.FLOWS_READ,
            P.INCIDENTS_DECLARE,
            P.INCIDENTS_PACKS,
            P.INCIDENTS_READ,
            P.NOTICES_CHANNELS,
            P.NOTICES_SEND,
            P.PLACES_CALENDAR,
            P.PLACES_EDIT,
            P.PLACES_MODES,
            P.PLACES_NEIGHBOURS,
            P.PLACES_READ,
            P.PLACES_SETUP,
        }
    ),
    # 台账专员: keeps the register of the place they are posted at
    "registrar": frozenset(
        {
            P.COMMAND_BOARD,
            P.CORPS_CONFIRM,
            P.CORPS_READ,
            P.PEOPLE_EDIT,
            P.PEOPLE_EXPORT,
            P.PEOPLE_IMPORT,
            P.PEOPLE_READ,
            P.PEOPLE_REVEAL,
            P.PEOPLE_RING,
            P.PLACES_EDIT,
            P.PLACES_READ,
        }
    ),
    # 社区: everything of the community
    "community": frozenset(
        {
            P.CALLS_ADJUDICATE,
            P.CALLS_ASSIGN,
            P.CALLS_CLAIM,
            P.CALLS_KINDS,
            P.CALLS_OPEN,
            P.CALLS_READ,
            P.CALLS_RECEIVE,
            P.CALLS_WHISTLE,
            P.COMMAND_BOARD,
            P.CORPS_APPOINT,
            P.CORPS_CONFIRM,
            P.CORPS_DIARY,
            P.CORPS_READ,
            P.CORPS_REVEAL,
            P.CORPS_UNITS,
            P.INCIDENTS_APPEALS,
            P.INCIDENTS_DECLARE,
            P.INCIDENTS_READ,
            P.NOTICES_SEND,
            P.PEOPLE_EDIT,
            P.PEOPLE_EXPORT,
            P.PEOPLE_IMPORT,
            P.PEOPLE_READ,
            P.PEOPLE_REVEAL,
            P.PEOPLE_RING,
            P.PLACES_CALENDAR,
            P.PLACES_EDIT,
            P.PLACES_NEIGHBOURS,
            P.PLACES_READ,
        }
    ),
    # 片长: commands; sees the board and the leaders
    "commander": frozenset(
        {P.CALLS_READ, P.COMMAND_BOARD, P.CORPS_READ, P.CORPS_REVEAL, P.INCIDENTS_READ, P.PLACES_READ}
    ),
    # 网格长、网格员: the grid's register, no export
    "grid": frozenset(
        {
            P.CALLS_ASSIGN,
            P.CALLS_CLAIM,
            P.CALLS_OPEN,
            P.CALLS_READ,
            P.CALLS_RECEIVE,
            P.CALLS_WHISTLE,
            P.COMMAND_BOARD,
            P.CORPS_DIARY,
            P.CORPS_READ,
            P.CORPS_REVEAL,
            P.NOTICES_SEND,
            P.PEOPLE_EDIT,
            P.PEOPLE_READ,
            P.PEOPLE_REVEAL,
            P.PEOPLE_RING,
            P.PLACES_READ,
        }
    ),
    # 楼栋长、楼层长、巷道长、院落长、门店长…: own doors
    "leader": frozenset(
        {
            P.CALLS_CLAIM,
            P.CALLS_OPEN,
            P.CALLS_READ,
            P.CALLS_RECEIVE,
            P.CORPS_DIARY,
            P.CORPS_READ,
            P.PEOPLE_READ,
            P.PEOPLE_RING,
            P.PLACES_READ,
        }
    ),
    # 监长、物业、共建单位: the place and its leaders, no residents
    "partner": frozenset({P.CALLS_OPEN, P.CORPS_READ, P.PLACES_READ}),
    # 审计员: who did what, counts; no content. The second person where nobody else of another chain is there
    "auditor": frozenset({P.ACCESS_AUDIT, P.COMMAND_BOARD, P.CORPS_CONFIRM, P.INCIDENTS_READ}),
    # 系统管理员: accounts and sessions; no content
    "administrator": frozenset({P.ACCESS_ACCOUNTS, P.CORPS_ACCOUNTS, P.FLOWS_READ, P.PLACES_READ}),
    # 志愿者、在职党员: takes calls offered to their circle, sees nothing else
    "volunteer": frozenset({P.CALLS_CLAIM, P.CORPS_DIARY}),
    # 门卫: opens calls for whoever stands at the gate
    "guard": frozenset({P.CALLS_OPEN}),
    # a post of honour or a helper's post: no access of its own
    "none": frozenset(),
}


def bundle_choices() -> list[tuple[str, str]]:
    """A function, so that a new bundle needs no migration."""
    return [
        ("street", "街道办"),
        ("registrar", "台账专员"),
        ("community", "社区"),
        ("commander", "片区指挥"),
        ("grid", "网格"),
        ("leader", "包户责任人"),
        ("partner", "共建单位"),
        ("volunteer", "志愿者"),
        ("guard", "门卫"),
        ("auditor", "审计"),
        ("administrator", "系统管理"),
        ("none", "无系统权限"),
    ]
