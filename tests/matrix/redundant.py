"""Guards behind another guard: leaving one out opens nothing, because the other one stands. Each says which."""

REDUNDANT: dict[str, str] = {
    "linli/access/actions.py make_account: check_may(actor, Permission.ACCESS_ACCOUNTS, path)": (
        "the form offers only the administrator's own places (admin_views._places), whose guard the matrix misses"
    ),
    # places
    "linli/places/actions/starting.py _give_office: actor.may(P.PLACES_EDIT, street.path)": (
        "gives a post to whoever has none here; true for everybody, nobody is given one"
    ),
    "linli/places/actions/changing.py reopen_place: Place.objects.under(place.path)": (
        "`closing` is the id of one deed, which closed places below this one only"
    ),
    "linli/places/chains.py __init__: Place.objects.under(root.path)": (
        "saves memory: places are looked up by the path above them, from the root down"
    ),
    "linli/places/chains.py _follow_merged: Place.objects.under(root.path)": (
        "saves memory: places are looked up by the path above them, from the root down"
    ),
    "linli/places/queries.py children: Place.objects.reachable(actor, P.PLACES_READ)": (
        "every view fetches the place above with the same permission, and what lies in it is reached with it"
    ),
    "linli/places/queries.py siblings: Place.objects.under(street)": (
        "change._targets offers only what the actor may edit"
    ),
    "linli/places/views/change.py _fetch_to_reshape: fetch(actor, P.PLACES_EDIT, Place, pk, related=('parent',))": (
        "may_reshape asks for the permission at the place above"
    ),
    "linli/places/views/change.py merge: fetch(request.actor, P.PLACES_EDIT, Place, data['into'])": (
        "the form takes only what change._targets offers: places that the actor may edit"
    ),
    "linli/places/views/change.py move: fetch(request.actor, P.PLACES_EDIT, Place, form.cleaned_data['to'])": (
        "the form takes only what change._targets offers: places that the actor may edit"
    ),
    "linli/places/views/modes.py mode_copy: fetch(request.actor, P.PLACES_MODES, Place, form.cleaned_data['street'])": (
        "the form takes only the streets of modes._streets, whose guard the matrix misses"
    ),
    "linli/places/actions/flooring.py _anybody_at: model.objects.under(root)": (
        "saves memory: looked up by the paths of floors below the place itself"
    ),
    "linli/places/actions/flooring.py _untouched_floors: Place.objects.under(place.path)": (
        "only the floors and doors whose ids the deed's own event names"
    ),
    "linli/places/actions/flooring.py take_floors_back: Place.objects.under(place.path)": (
        "only the floors and doors whose ids the deed's own event names"
    ),
    "linli/places/actions/flooring.py take_floors_back: PlaceEvent.objects.under(place.path)": (
        "only the lines that carry the deed's own id"
    ),
    "linli/places/floors.py lacking: Place.objects.under(root.path)": (
        "saves reading: looked up by the paths of buildings below the place itself"
    ),
    # corps
    "linli/corps/actions/leaders.py _make_places: actor.may(P.PLACES_EDIT, root.path)": (
        "every post that appoints also edits places, and _write asks for the former at the same place"
    ),
    "linli/corps/queries/overview.py candidates: actor.may(P.PEOPLE_READ, scope)": (
        "the rows are narrowed by the same permission; this one saves the query"
    ),
    "linli/corps/queries/overview.py candidates: Resident.objects.reachable(actor, P.PEOPLE_READ)": (
        "the permission is held over the whole of `scope`, and the rows are those in it"
    ),
    "linli/corps/queries/roster.py members: Member.objects.reachable(actor, P.CORPS_READ)": (
        "the rows are those below a place that was fetched with the same permission"
    ),
    "linli/corps/queries/units.py units: PartnerUnit.objects.reachable(actor, P.CORPS_READ)": (
        "the rows are those below a place that was fetched with the same permission"
    ),
    "linli/corps/queries/units.py alliances: Alliance.objects.reachable(actor, P.CORPS_READ)": (
        "the rows are those below a place that was fetched with the same permission"
    ),
    "linli/corps/views/appointments.py _appointed: Place.objects.reachable(actor, P.CORPS_APPOINT)": (
        "the form takes only the place that was fetched with the same permission, and what lies in it"
    ),
    # people
    "linli/people/imports/actions.py start_import: check_may(actor, P.PEOPLE_IMPORT, place.path)": (
        "the form takes only the places of queries.roots, whose guard the matrix misses"
    ),
    "linli/people/actions/sight.py reveal: check_may(actor, P.PEOPLE_REVEAL, resident.path)": (
        "the view fetches the resident with the same permission"
    ),
    "linli/people/views/export.py _one_path: actor.paths(P.PEOPLE_EXPORT)": (
        "names the place of the fact in the trail; what leaves is narrowed by search.scope"
    ),
    "linli/people/views/export.py _one_path: check_may(actor, P.PEOPLE_EXPORT, place.path)": (
        "search.scope narrows every export to where the permission is; this one says so instead of an empty file"
    ),
    "linli/people/views/search.py _told: request.actor.paths(P.PEOPLE_READ)": (
        "names the place of the fact in the trail; what is found is narrowed by search.scope"
    ),
    "linli/people/views/search.py asked_of: fetch(request.actor, P.PLACES_READ, Place, pk)": (
        "search.scope narrows to the actor's own paths, whatever place is asked for"
    ),
    "linli/people/actions/labels.py relabel: Household.objects.under(path)": (
        "saves work: a label made anew elsewhere is the label that was there"
    ),
    "linli/people/imports/register.py fingerprint: Household.objects.under(root)": (
        "numbers to compare; of more places they would only change more often"
    ),
    "linli/people/imports/register.py fingerprint: Place.objects.under(path)": (
        "numbers to compare; of more places they would only change more often"
    ),
    "linli/people/imports/register.py register_of: Household.objects.under(path)": (
        "saves memory: looked up by the path of a door below the import's own place"
    ),
    "linli/people/imports/register.py register_of: Need.objects.under(root)": (
        "saves memory: looked up by residents of the street, who are narrowed beside it"
    ),
    "linli/people/imports/steps.py _has_homes: Household.objects.under(work.path)": (
        "saves reading an empty register; true too often only reads it"
    ),
    "linli/people/imports/writing.py __init__: Place.objects.under(street)": (
        "saves memory: looked up by the paths above a door below the import's own place"
    ),
    # notices
    "linli/notices/actions/channels.py save_channel: check_may(actor, P.NOTICES_CHANNELS, place.path)": (
        "both views take only a place or a channel that was fetched with the same permission"
    ),
    "linli/notices/actions/publishing.py draft_notice: check_may(actor, P.NOTICES_SEND, place.path)": (
        "the view takes only a place that was fetched with the same permission"
    ),
    "linli/notices/views/channels.py channel: Place.objects.reachable(request.actor, P.NOTICES_CHANNELS)": (
        "the place of a channel that was fetched with the same permission"
    ),
    "linli/notices/views/publishing.py change: Place.objects.reachable(request.actor, P.NOTICES_SEND)": (
        "the place of a notice that was fetched with the same permission"
    ),
    "linli/notices/views/doors.py _notice: fetch(request.actor, P.NOTICES_SEND, Notice, pk)": (
        "telling._within_reach narrows the letters to where the same permission is held, and the matrix misses that"
    ),
    # flows
    "linli/flows/actions.py try_again: check_may(actor, P.FLOWS_READ, consequence.path)": (
        "the view fetches the consequence with the same permission"
    ),
    # api
    "linli/access/api_keys/actions.py make_key: check_may(actor, P.API_KEYS, path)": (
        "the form takes only the places of queries.places_for_keys, whose guard the matrix misses"
    ),
    "linli/access/api_keys/actions.py revoke_key: check_may(actor, P.API_KEYS, api_key.path)": (
        "the view fetches the key with the same permission"
    ),
    "linli/calls/api/open311/operations.py _place: check_may(request.actor, P.CALLS_OPEN, found.path)": (
        "open_call asks a key for the same permission at the same place (opening._openers), and a test misses that"
    ),
    # calls
    "linli/calls/actions/kinds.py add_kind: check_may(actor, P.CALLS_KINDS, street.path)": (
        "the views take only the asker's own street: new_kind leads others away, kind fetches it with the same permission"
    ),
    "linli/calls/actions/kinds.py edit_kind: check_may(actor, P.CALLS_KINDS, kind.path)": (
        "the view fetches the street with the same permission, and takes only kinds in use there"
    ),
    "linli/calls/actions/kinds.py retire_kind: check_may(actor, P.CALLS_KINDS, street.path)": (
        "the view fetches the street with the same permission"
    ),
    "linli/calls/actions/kinds.py set_taker: check_may(actor, P.CALLS_KINDS, place.path)": (
        "the view fetches the place with the same permission"
    ),
    "linli/calls/actions/sittings.py open_sitting: check_may(actor, P.CALLS_ASSIGN, place.path)": (
        "the view fetches the place with the same permission"
    ),
    "linli/calls/actions/sittings.py close_sitting: check_may(actor, P.CALLS_ASSIGN, sitting.path)": (
        "the view fetches the sitting with the same permission"
    ),
    "linli/calls/queries/sittings.py sheet: check_may(actor, P.CALLS_ASSIGN, sitting.path)": (
        "both views fetch the sitting with the same permission"
    ),
    "linli/calls/queries/sittings.py sittings: Sitting.objects.reachable(actor, P.CALLS_READ)": (
        "the rows are those below a place that was fetched to assign calls at, and every post that assigns also reads"
    ),
    "linli/calls/queries/lines.py inside: Place.objects.reachable(actor, permission)": (
        "the place above was fetched to open calls or to whistle at, and every post that whistles also opens calls"
    ),
    "linli/calls/queries/lines.py settled_today: Call.objects.reachable(actor, P.CALLS_READ)": (
        "the rows are those below a place that was fetched with the same permission"
    ),
    "linli/calls/queries/lists.py _below: Call.objects.reachable(actor, P.CALLS_READ)": (
        "the rows are those below a place that was fetched with the same permission"
    ),
}
