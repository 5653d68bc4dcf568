"""Mutants that no permission mark is about, each with the test that must fail with it.

A condition left out of a statement, a comparison turned, a key that is asked for without its person, a date that counts
one day more, a path compared the other way round, a kept result that is not asked for anew, a fact not written. Made by
hand where somebody would be harmed and nothing else notices; `test_mutants.py` makes each and runs its test.
"""

from dataclasses import dataclass


@dataclass(frozen=True)
class Change:
    """In the function `where` ("room.module:function") the text `old`, which stands there once, becomes `new`."""

    where: str
    old: str
    new: str
    missed_by: str


CHANGES = {
    # keys: of one person, one deed, one row
    "a key of somebody else is theirs": Change(
        "kernel.writes.once:done", " or account != _account(actor)", "",
        "linli/calls/tests/test_life.py::test_a_key_of_somebody_else_or_of_another_deed_is_refused",
    ),
    "a key of many belongs to its deed": Change(
        "kernel.writes.once:done_many", "kind == deed and ", "",
        "linli/kernel/tests/test_once.py::test_a_strange_key_among_many_is_named",
    ),
    "two systems never share a key": Change(
        "access.api_keys.entry:deed_key", "uuid5(actor.account,", "uuid5(UUID(int=0),",
        "linli/access/tests/test_api_key_rules.py::test_two_systems_cannot_meet_in_one_idempotency_key",
    ),
    "the key of a roster is that roster's": Change(
        "corps.actions.diary:_entered", "ours not in wanted or ", "",
        "linli/corps/tests/test_diary.py::test_the_key_of_a_roster_belongs_to_that_roster",
    ),
    "the same press is one look for a minute only": Change(
        "people.actions.sight:_just_revealed", "at__gte=now - SAME_PRESS, ", "",
        "linli/people/tests/test_pages.py::test_the_same_press_long_after_is_another_look",
    ),
    "a key of one number hides no look at the other": Change(
        "people.actions.sight:_just_revealed", ", data__field=field)", ")",
        "linli/people/tests/test_reveal.py::test_a_key_once_used_hides_no_other_look",
    ),
    "a link is shown once": Change(
        "people.actions.links:make_link", 'raise Conflict("people.link_shown_once")', 'return "shown again"',
        "linli/people/tests/test_links.py::test_a_link_is_shown_once_also_to_who_sends_the_form_again",
    ),
    # states: what was read must still be so when it is written
    "a row is changed as it was read": Change(
        "kernel.writes.change:change", '"revision": seen, **(where or {})', "**(where or {})",
        "linli/access/tests/test_accounts.py::test_two_administrators_at_once_do_not_overwrite_each_other",
    ),
    "a link opens once": Change(
        "people.actions.links:open_link", "filter(pk=link.pk, used_at=None)", "filter(pk=link.pk)",
        "linli/people/tests/test_own_record.py::test_of_two_who_press_at_once_one_opens_the_record",
    ),
    "a code opens once": Change(
        "notices.actions.codes:check_code", "filter(pk=newest.pk, used_at=None).update(used_at",
        "filter(pk=newest.pk).update(used_at",
        "linli/notices/tests/test_channels.py::test_of_two_who_type_the_code_at_once_one_gets_in",
    ),
    "a merged record that was changed is not torn apart": Change(
        "people.actions.moves:_undo_merge", ", until=None, revision=1)", ", until=None)",
        "linli/people/tests/test_merging.py::test_a_merged_record_that_was_changed_is_not_torn_apart",
    ),
    "a withdrawn notice asks nobody to knock": Change(
        "notices.actions.telling:_within_reach", ", notice__withdrawn_at=None)", ")",
        "linli/notices/tests/test_doors.py::test_a_withdrawn_notice_asks_nobody_to_knock",
    ),
    "what was read stays when a notice is withdrawn": Change(
        "notices.actions.spreading:_retract_batch", ", read_at=None, told_at=None)", ", told_at=None)",
        "linli/notices/tests/test_publishing.py::test_withdrawn_disappears_for_who_has_not_read_and_says_so_to_who_has",
    ),
    "a revoked key opens nothing": Change(
        "access.api_keys.queries:key_behind", ", revoked_at=None)", ")",
        "linli/api/tests/test_keys.py::test_a_revoked_key_and_an_old_one_open_nothing",
    ),
    "a seat counts while its alliance lasts": Change(
        "calls.queries.receiving:sits_for", ", seat__alliance__until=None)", ")",
        "linli/calls/tests/test_left.py::test_a_seat_of_an_alliance_counts_while_it_lasts",
    ),
    "of a unit that has left nobody speaks": Change(
        "calls.queries.roles:unit_of", ", unit__left_on=None)", ")",
        "linli/calls/tests/test_whistle.py::test_of_a_unit_that_has_left_nobody_speaks_any_more",
    ),
    "a unit reads a whistle until its end": Change(
        "calls.queries.detail:may_see", " and State(call.state) in HELD", "",
        "linli/calls/tests/test_left.py::test_a_unit_sees_the_words_of_a_whistle_until_its_end",
    ),
    # dates and limits
    "a key ends on its day": Change(
        "access.api_keys.queries:key_behind", "expires_on__gt=", "expires_on__gte=",
        "linli/api/tests/test_keys.py::test_the_day_on_which_a_key_expires_is_its_first_without",
    ),
    "a post to come goes with its holder": Change(
        "corps.actions.giving:end_grants", 'grants.filter(starts_on__gt=on).update(ends_on=F("starts_on"))', "pass",
        "linli/corps/tests/test_appointments.py::test_who_leaves_gets_nothing_of_a_post_that_was_to_come",
    ),
    "a late departure keeps its days": Change(
        "people.actions.expiry:_gone", '.exclude(**{f"{prefix}moves__recorded_at__gte": since})', "",
        "linli/people/tests/test_expiry.py::test_a_departure_that_is_recorded_late_can_be_corrected_for_its_days",
    ),
    "a late row keeps its days": Change(
        "people.actions.expiry:_gone", '.exclude(**{f"{prefix}recorded_at__gte": since})', "",
        "linli/people/tests/test_expiry.py::test_a_row_that_is_recorded_with_its_end_can_be_corrected_for_its_days",
    ),
    "a reference to a picture ends": Change(
        "calls.queries.photos:aside_named", "good_for=ASIDE_FOR", "good_for=1000 * ASIDE_FOR",
        "linli/calls/tests/test_left.py::test_a_reference_to_a_picture_ends_after_its_hours",
    ),
    "a stream ends with its ticket": Change(
        "live.process:Live._stream", " and time.time() < listener.ticket.until", "",
        "linli/live/tests/test_over.py::test_a_stream_goes_on_until_its_ticket_ends",
    ),
    "a page is told that its stream is over": Change(
        "live.process:Live._stream", '_event("over", {})', 'b""',
        "linli/live/tests/test_over.py::test_a_stream_goes_on_until_its_ticket_ends",
    ),
    "a code opens for five minutes": Change(
        "notices.actions.codes:check_code", "made_at__gt=now - VALID", "made_at__lte=now",
        "linli/notices/tests/test_channels.py::test_the_code_opens_once_for_its_phone_within_five_minutes",
    ),
    "a code is sent a few times": Change(
        "notices.actions.codes:_note", "of_phone.filter(made_at__gt=now - HOUR).count() >= A_PHONE_AN_HOUR", "False",
        "linli/notices/tests/test_channels.py::test_limits_by_phone_and_by_address",
    ),
    "whose looks are counted": Change(
        "people.actions.sight:_count_person", ", actor=actor.account,", ",",
        "linli/people/tests/test_reveal.py::test_who_was_opened_by_somebody_else_today_counts_for_the_next_all_the_same",
    ),
    "looks are counted by the day": Change(
        "people.actions.sight:_count_one_more", "persons__lt=REVEALS_A_DAY", "persons__lte=REVEALS_A_DAY",
        "linli/people/tests/test_pages.py::test_the_ceiling_is_of_one_day",
    ),
    "what workers open makes no resident doubtful": Change(
        "calls.actions.opening:_comes_too_often", ", opened_by=None)", ")",
        "linli/calls/tests/test_floods.py::test_what_workers_open_at_a_place_makes_no_resident_doubtful",
    ),
    "letters that came after the list stay unread": Change(
        "notices.actions.letters:read_all", ", at__lte=until)", ")",
        "linli/notices/tests/test_inbox.py::test_all_read_leaves_what_came_after_the_page_was_shown",
    ),
    "a page left open is no use of a session": Change(
        "access.sessions:_over", "(used or not seen)", "True",
        "linli/access/tests/test_sessions.py::test_a_page_left_open_is_no_use_of_a_session",
    ),
    "the detail is the holder's for a day": Change(
        "calls.queries.detail:may_see", "return over is None or now < over", "return True",
        "linli/calls/tests/test_lists.py::test_the_detail_is_the_holders_while_they_hold_it_and_a_day_after",
    ),
    "a call is opened again for its days": Change(
        "calls.actions.ending:_check_reopens", "> REOPENS_FOR:", "> 2 * REOPENS_FOR:",
        "linli/calls/tests/test_life.py::test_reopening_ends_with_its_days",
    ),
    # paths and persons
    "streets are told apart in a merge": Change(
        "people.queries.merging:look_alike", "filter(root=one.root, until=None)", "filter(until=None)",
        "linli/people/tests/test_merging.py::test_nobody_of_another_street_looks_alike_also_for_who_keeps_both",
    ),
    "a post is given where one holds the right": Change(
        "corps.queries.second:bundles_at", " if covers(held.path, path)", "",
        "linli/corps/tests/test_guards.py::test_what_somebody_may_give_in_one_street_they_may_not_give_in_another",
    ),
    "a unit's page is that unit's": Change(
        "calls.queries.lists:slot_for", "unit_of(actor.person) != slot.unit_id", "unit_of(actor.person) is None",
        "linli/calls/tests/test_whistle.py::test_a_unit_speaks_for_itself_alone",
    ),
    "a unit answers for itself": Change(
        "calls.actions.whistle:_slot_roles", "unit_of(by.person) == slot.unit_id", "unit_of(by.person)",
        "linli/calls/tests/test_whistle.py::test_a_unit_speaks_for_itself_alone",
    ),
    "a unit sees its own part": Change(
        "calls.queries.roles:slots_of", "call.slots.filter(unit=unit)", "call.slots.all()",
        "linli/calls/tests/test_left.py::test_a_member_of_another_unit_sees_no_part_of_a_whistle",
    ),
    "nobody waives their own code": Change(
        "calls.actions.holding:waive_code", " or actor.person == call.holder", "",
        "linli/calls/tests/test_judged.py::test_a_holder_who_is_manager_does_not_waive_the_code_of_their_own_order",
    ),
    # what is kept
    "one's own record is kept nowhere": Change(
        "people.views.links:_private", 'answer["Cache-Control"] = "no-store"', "pass",
        "linli/people/tests/test_own_record.py::test_the_page_of_ones_own_record_is_kept_nowhere_and_told_to_nobody",
    ),
    "what is due is due for a part of a page": Change(
        "access.admission:admit", "if request.actor is None or",
        'if request.headers.get("HX-Request") or request.actor is None or',
        "linli/access/tests/test_own_account.py::test_a_part_of_a_page_is_led_to_what_is_due_as_a_whole_page",
    ),
    "sealed pieces have their order": Change(
        "intake.vault:_bound_to", ' + number.to_bytes(4, "big")', "",
        "linli/intake/tests/test_vault.py::test_pieces_in_another_order_dropped_or_doubled_do_not_open",
    ),
    "sealed pieces belong to their import": Change(
        "intake.vault:_bound_to", "pk.bytes + ", "",
        "linli/intake/tests/test_vault.py::test_a_file_of_another_import_does_not_open",
    ),
    # facts
    "a list of proposals is a look": Change(
        "people.views.links:proposals", "sight.note_listed(", "dict(",
        "linli/people/tests/test_own_record.py::test_what_waits_is_counted_on_the_page_of_the_keeper_alone",
    ),
    # found later, of every kind
    "a published notice is no draft": Change(
        "notices.actions.publishing:change_draft",
        'where={"published_at": None}, ',
        "",
        "linli/notices/tests/test_publishing.py::test_what_was_published_is_no_draft_any_more",
    ),
    "a cancelled entry stays where it was": Change(
        "corps.actions.diary:move",
        'where={"cancelled_at": None}, ',
        "",
        "linli/corps/tests/test_diary.py::test_moved_to_where_nothing_stands",
    ),
    "a seat is its member's until they leave": Change(
        "calls.queries.receiving:sits_for",
        ", seat__member__until=None)",
        ")",
        "linli/calls/tests/test_elsewhere.py::test_a_seat_is_its_members_until_they_leave",
    ),
    "one person is one look a day": Change(
        "people.actions.sight:_count_person",
        "at__gte=midnight",
        "at__gte=now - SAME_PRESS",
        "linli/people/tests/test_pages.py::test_the_same_press_long_after_is_another_look",
    ),
    "the last day in office counts": Change(
        "access.queries:check_no_conflict",
        "Q(ends_on__gt=clock.today())",
        "Q(ends_on__gt=clock.today() + timedelta(days=1))",
        "linli/access/tests/test_actor.py::test_giving_the_second_post_is_refused_both_ways",
    ),
    "no whistle calls a unit of another street": Change(
        "calls.actions.opening:_check_units",
        " or unit.path[:SEGMENT] != path[:SEGMENT]",
        "",
        "linli/calls/tests/test_elsewhere.py::test_no_whistle_calls_a_unit_of_another_street",
    ),
    "leaders open where they lead": Change(
        "calls.actions.opening:_openers",
        " and covers(held.path, path)",
        "",
        "linli/calls/tests/test_elsewhere.py::test_a_kind_for_leaders_is_opened_where_one_leads",
    ),
    "rules hold below their place": Change(
        "calls.queries.receiving:_taker",
        ", path__in=ancestors(path))",
        ")",
        "linli/calls/tests/test_elsewhere.py::test_a_rule_of_the_next_community_sends_nobody_here",
    ),
    "the nearest in a post gets the call": Change(
        "calls.queries.receiving:_holder_of",
        "-len(row[0])",
        "len(row[0])",
        "linli/calls/tests/test_elsewhere.py::test_of_two_in_a_post_whoever_is_nearest_gets_the_call",
    ),
    "a system acts inside its own place": Change(
        "access.api_keys.keyed:acting_for",
        "max(path, key.path, key=len)",
        "path",
        "linli/calls/api/tests/test_guards.py::test_a_system_acts_in_a_members_name_inside_both_their_places_and_only_as_members_do",
    ),
    "the circle of a house is the nearest house": Change(
        "calls.queries.circles:ground_of",
        "nearest = max(",
        "nearest = min(",
        "linli/calls/tests/test_elsewhere.py::test_the_circle_of_a_house_is_the_nearest_house",
    ),
    "a post at two places lies where both lie": Change(
        "corps.actions.appointments:_write_appointment",
        "path=common_path(place.path for place in places),\n        member",
        "path=places[0].path,\n        member",
        "linli/corps/tests/test_guards.py::test_a_post_at_two_places_lies_where_both_lie",
    ),
    "a comparison is two looks": Change(
        "people.views.merging:merge",
        "sight.note_viewed(",
        "dict(",
        "linli/people/tests/test_merging.py::test_who_compares_two_has_looked_at_both",
    ),
    "a closed sitting is told": Change(
        "calls.actions.sittings:close_sitting",
        'outbox.put("calls.sitting_closed", ',
        '(lambda *a, **k: None)("x", ',
        "linli/calls/tests/test_sittings.py::test_who_laid_out_money_is_told_of_the_sitting_that_was_closed",
    ),
    "below a place are the own ones": Change(
        "places.queries:children", "Place.objects.reachable(actor, permission)", "Place.objects",
        "linli/places/tests/test_own_and_open.py::test_below_a_place_are_only_the_own_ones",
    ),
    "a place is held where it was read": Change(
        "places.actions.tree:hold_here", '"path": place.path, ', "",
        "linli/places/tests/test_own_and_open.py::test_a_place_is_held_where_it_was_read",
    ),
    "nothing merges into another street": Change(
        "places.actions.moving:_check_may_merge", "place.path[:SEGMENT] != into.path[:SEGMENT] or ", "",
        "linli/places/tests/test_own_and_open.py::test_nothing_moves_or_merges_into_another_street",
    ),
    "columns are remembered below their place": Change(
        "intake.actions.memory:recall", "path__in=ancestors(path)", "path__startswith=path[:4]",
        "linli/intake/tests/test_kept_and_taken.py::test_what_was_chosen_next_door_is_not_remembered_here",
    ),
    "who left another street is nobody here": Change(
        "people.imports.register:_add_gone", "root=root, left__in", "left__in",
        "linli/people/imports/tests/test_register.py::test_who_left_another_street_is_nobody_here",
    ),
    "who helps is who was asked": Change(
        "calls.queries.standing:helps", ".filter(person=actor.person)", "",
        "linli/calls/tests/test_elsewhere.py::test_who_helps_is_who_was_asked_and_nobody_beside_them",
    ),
}  # fmt: skip
