"""Guards behind another guard: removing one opens nothing, because the named other one remains."""

REDUNDANT: dict[str, str] = {
    "linli.access.actions:make_account check_may ACCESS_ACCOUNTS": (
        "the form offers only the administrator's own places (admin_views._places), whose guard the matrix misses"
    ),
    # places
    "linli.places.actions.starting:_give_office may PLACES_EDIT": (
        "gives a post to whoever has none here; true for everybody, nobody is given one"
    ),
    "linli.places.actions.changing:reopen_place under Place": (
        "`closing` is the id of one deed, which closed places below this one only"
    ),
    "linli.places.actions.changing:close_place under Place (2)": (
        "holds rows, unchanged, until what is being written there can be counted"
    ),
    "linli.places.chains:Index.__init__ under Place": (
        "saves memory: places are looked up by the path above them, from the root down"
    ),
    "linli.places.chains:Index._follow_merged under Place": (
        "saves memory: places are looked up by the path above them, from the root down"
    ),
    "linli.places.queries:children reachable permission Place": (
        "every view fetches the place above with the same permission, or with one whose posts all hold it"
    ),
    "linli.places.choosing:Offer._at_hand paths permission": ("`rows` is narrowed by the same permission"),
    "linli.places.choosing:choices paths permission": ("says only how much of an address is told"),
    "linli.places.views.change:_fetch_to_reshape fetch PLACES_EDIT Place": (
        "may_reshape asks for the permission at the place above"
    ),
    "linli.places.views.modes:mode_copy fetch PLACES_MODES Place": (
        "the form takes only the streets of modes._streets, whose guard the matrix misses"
    ),
    "linli.places.actions.flooring:_anybody_at under model": (
        "saves memory: looked up by the paths of floors below the place itself"
    ),
    "linli.places.actions.flooring:_untouched_floors under Place": (
        "only the floors and doors whose ids the deed's own event names"
    ),
    "linli.places.actions.flooring:take_floors_back under Place": (
        "only the floors and doors whose ids the deed's own event names"
    ),
    "linli.places.actions.flooring:take_floors_back under Place (2)": (
        "only the floors and doors whose ids the deed's own event names"
    ),
    "linli.places.actions.flooring:take_floors_back under PlaceEvent": ("only the lines that carry the deed's own id"),
    "linli.places.floors:lacking under Place": (
        "saves reading: looked up by the paths of buildings below the place itself"
    ),
    # corps
    "linli.corps.actions.leaders:_make_places may PLACES_EDIT": (
        "every post that appoints also edits places, and job_of asks for the former at the same place"
    ),
    "linli.corps.queries.overview:candidates may PEOPLE_READ": (
        "the rows are narrowed by the same permission; this one saves the query"
    ),
    "linli.corps.queries.overview:candidates reachable PEOPLE_READ Resident": (
        "the permission is held over the whole of `scope`, and the rows are those in it"
    ),
    "linli.corps.queries.roster:members reachable CORPS_READ Member": (
        "the rows are those below a place that was fetched with the same permission"
    ),
    "linli.corps.queries.units:units reachable CORPS_READ PartnerUnit": (
        "the rows are those below a place that was fetched with the same permission"
    ),
    "linli.corps.queries.units:alliances reachable CORPS_READ Alliance": (
        "the rows are those below a place that was fetched with the same permission"
    ),
    "linli.corps.views.appointments:_appointed reachable CORPS_APPOINT Place": (
        "the form takes only the place that was fetched with the same permission, and what lies in it"
    ),
    # people
    "linli.people.queries.export:_lines may PEOPLE_EDIT": "every post that exports also keeps the register",
    "linli.people.imports.changes:told_changes may PEOPLE_EDIT": "every post that imports also keeps the register",
    "linli.intake.actions.deciding:start_import check_may permission": (
        "the form takes only what choosing.Offer.place gives, whose guard a test of places misses"
    ),
    "linli.intake.actions.deciding:change_place check_may permission": (
        "the form takes only what choosing.Offer.place gives, whose guard a test of places misses"
    ),
    "linli.people.imports.register_list:_onward may permission": (
        "decides which links are shown after an import; each page has a guard of its own"
    ),
    "linli.corps.queries.accounts:runs reachable CORPS_ACCOUNTS SlipRun": (
        "the page of the place asks for the same permission; narrowed to that place"
    ),
    "linli.corps.actions.slips:order check_may CORPS_ACCOUNTS": "the view asks for the place with the same permission",
    "linli.corps.actions.slips:order under SlipRun": "narrows what is looked through; which places meet is asked after it",
    "linli.corps.leaders_list:_onward may CORPS_READ": (
        "decides which link is shown after an import; the page has a guard of its own"
    ),
    "linli.people.queries.records:sight_of may PEOPLE_REVEAL": (
        "no digit is shown to anybody: decides who is told that a number is registered, and offered to open it"
    ),
    "linli.people.queries.records:sight_of may PEOPLE_RING": (
        "whoever reads the page may ring; the view that opens the number asks for itself"
    ),
    "linli.people.actions.sight:reveal check_may PEOPLE_RING": (
        "the view fetches the resident with the same permission"
    ),
    "linli.people.views.export:_at_once paths PEOPLE_EXPORT": (
        "names the place of the fact in the trail; what leaves is narrowed by search.scope"
    ),
    "linli.people.views.export:export check_may PEOPLE_EXPORT": (
        "search.scope narrows every export to where the permission is; this one says so instead of an empty file"
    ),
    "linli.people.queries.records:searched_at paths PEOPLE_READ": (
        "names the place of the fact in the trail; what is found is narrowed by search.scope"
    ),
    "linli.people.views.search:asked_of fetch PLACES_READ Place": (
        "search.scope narrows to the actor's own paths, whatever place is asked for"
    ),
    "linli.people.actions.labels:relabel under Household": (
        "saves work: a label made anew elsewhere is the label that was there"
    ),
    "linli.people.imports.register:fingerprint under Household": (
        "numbers to compare; of more places they would only change more often"
    ),
    "linli.people.imports.register:fingerprint under Place": (
        "numbers to compare; of more places they would only change more often"
    ),
    "linli.people.imports.register:register_of under Household": (
        "saves memory: looked up by the path of a door below the import's own place"
    ),
    "linli.people.imports.register:register_of under Need": (
        "saves memory: looked up by residents of the street, who are narrowed beside it"
    ),
    "linli.people.imports.steps:_has_homes under Household": (
        "saves reading an empty register; true too often only reads it"
    ),
    "linli.people.imports.writing:Labels.__init__ under Place": (
        "saves memory: looked up by the paths above a door below the import's own place"
    ),
    # notices
    "linli.notices.actions.channels:save_channel check_may NOTICES_CHANNELS": (
        "both views take only a place or a channel that was fetched with the same permission"
    ),
    "linli.notices.actions.publishing:draft_notice check_may NOTICES_SEND": (
        "the view takes only a place that was fetched with the same permission"
    ),
    "linli.notices.views.channels:channel reachable NOTICES_CHANNELS Place": (
        "the place of a channel that was fetched with the same permission"
    ),
    "linli.notices.views.publishing:change reachable NOTICES_SEND Place": (
        "the place of a notice that was fetched with the same permission"
    ),
    "linli.notices.views.doors:_notice fetch NOTICES_SEND Notice": (
        "telling._within_reach narrows the letters to where the same permission is held, and the matrix misses that"
    ),
    # incidents
    "linli.incidents.actions.appeals:decide check_may INCIDENTS_APPEALS": (
        "the view fetches the appeal with the same permission"
    ),
    "linli.incidents.actions.appeals:take check_may INCIDENTS_APPEALS": (
        "the form offers only communities with the same permission"
    ),
    "linli.incidents.actions.declaring:correct check_may INCIDENTS_DECLARE": (
        "the view fetches the incident with the same permission"
    ),
    "linli.incidents.actions.declaring:draft check_may INCIDENTS_DECLARE": (
        "the form offers only places with the same permission"
    ),
    "linli.incidents.actions.functions:switch_off check_may INCIDENTS_DECLARE": (
        "the view fetches the function with the same permission"
    ),
    "linli.incidents.actions.functions:switch_on check_may INCIDENTS_DECLARE": (
        "the view fetches the incident with the same permission"
    ),
    "linli.incidents.actions.packs:edit_pack check_may INCIDENTS_PACKS": (
        "the view fetches the pack with the same permission"
    ),
    "linli.incidents.actions.packs:retire_pack check_may INCIDENTS_PACKS": (
        "the view fetches the pack with the same permission"
    ),
    # flows
    "linli.flows.actions:try_again check_may FLOWS_READ": ("the view fetches the consequence with the same permission"),
    # api
    "linli.access.api_keys.actions:make_key check_may API_KEYS": (
        "the form takes only what choosing.Offer.place gives, whose guard a test of places misses"
    ),
    "linli.access.api_keys.actions:revoke_key check_may API_KEYS": (
        "the view fetches the key with the same permission"
    ),
    "linli.calls.api.open311.operations:_place check_may CALLS_OPEN": (
        "open_call asks a key for the same permission at the same place (opening._openers), and a test misses that"
    ),
    # calls
    "linli.calls.queries.lately:lately paths CALLS_READ": (
        "saves reading: the rows are narrowed by the same permission"
    ),
    "linli.calls.actions.kinds:add_kind check_may CALLS_KINDS": (
        "the views take only the asker's own street: new_kind leads others away, kind fetches it with the same permission"
    ),
    "linli.calls.actions.kinds:edit_kind check_may CALLS_KINDS": (
        "the view fetches the street with the same permission, and takes only kinds in use there"
    ),
    "linli.calls.actions.kinds:retire_kind check_may CALLS_KINDS": (
        "the view fetches the street with the same permission"
    ),
    "linli.calls.actions.kinds:set_taker check_may CALLS_KINDS": (
        "the view fetches the place with the same permission"
    ),
    "linli.calls.actions.sittings:open_sitting check_may CALLS_ASSIGN": (
        "the view fetches the place with the same permission"
    ),
    "linli.calls.actions.sittings:close_sitting check_may CALLS_ASSIGN": (
        "the view fetches the sitting with the same permission"
    ),
    "linli.calls.queries.sittings:sheet check_may CALLS_ASSIGN": (
        "both views fetch the sitting with the same permission"
    ),
    "linli.calls.queries.sittings:sittings reachable CALLS_READ Sitting": (
        "the rows are those below a place that was fetched to assign calls at, and every post that assigns also reads"
    ),
    "linli.calls.queries.lists:settled_today reachable CALLS_READ Call": (
        "the rows are those below a place that was fetched with the same permission"
    ),
    "linli.calls.queries.lists:_below reachable CALLS_READ Call": (
        "the rows are those below a place that was fetched with the same permission"
    ),
}
