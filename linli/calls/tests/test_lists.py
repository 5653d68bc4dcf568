"""What each person sees: boards, lists, details, photos, rates; and what they do not."""

import io
from datetime import timedelta

import pytest
from django.utils import translation
from PIL import Image, ImageFile

from linli.calls import actions, queries
from linli.calls.actions import expiry
from linli.calls.models import Call, Photo
from linli.corps.actions.absences import record_absence
from linli.kernel.errors import Conflict, Invalid, NotAllowed, NotFound
from linli.kernel.ids import new_id
from linli.kernel.models import Fact
from linli.kernel.pictures.reading import MOST_BYTES, read_picture
from linli.kernel.pictures.tests.drawn import jpeg


def on_board(town, by, at="street", filters=None):
    columns = queries.board(town.actor(by), town.street.places[at].path, filters)
    return {str(column.state): [call.number for call in column.calls] for column in columns if column.count}


def test_the_board_shows_open_calls_of_ones_own_places(town):
    offered, claimed = town.open().call, town.claimed("repair", by="floor")
    town.do("reject_call", town.open("service.policy").call, "grid", reason="不归社区")
    outside = town.open("service.hazard", "outdoor", "outsider").call
    assert on_board(town, "community") == {"offered": [offered.number], "claimed": [claimed.number]}
    assert on_board(town, "outside_community") == {"opened": [outside.number]}
    assert on_board(town, "volunteer") == on_board(town, "partner") == on_board(town, "auditor") == {}
    assert on_board(town, "community", filters=queries.Filters(family="repair")) == {"claimed": [claimed.number]}
    assert on_board(town, "community", filters=queries.Filters(text=offered.number)) == {"offered": [offered.number]}
    card = queries.board(town.actor("community"), town.street.places["street"].path)[3].calls[0]
    assert (card.holder_name, card.clock.what) == (town.street.people["floor"].account.name, "on_site")


def test_numbers_begin_anew_every_day_of_a_street(town):
    first = [town.open().call.number for _ in range(2)]
    town.pass_time(days=1)
    assert first == ["0303-0001", "0303-0002"]
    assert town.open().call.number == "0304-0001"


def test_near_and_mine(town):
    call = town.open().call
    assert [one.pk for one in queries.near(town.actor("volunteer"))] == [call.pk]
    assert [one.pk for one in queries.near(town.actor("floor"))] == [call.pk]
    assert queries.near(town.actor("volunteer_grid")) == queries.near(town.actor("outsider")) == []
    town.do("claim_call", call, "volunteer")
    assert queries.near(town.actor("volunteer2")) == []
    mine = queries.mine(town.actor("volunteer"))
    assert [one.pk for one in mine.held] == [call.pk]
    assert [one.pk for one in queries.mine(town.actor("building")).opened] == [call.pk]


def test_the_detail_is_the_holders_while_they_hold_it_and_a_day_after(town):
    opened = town.open(
        "order.errand", by=None, detail="门口放三天的快递", caller_name="赵奶奶", caller_phone="13800001234",
        address="1单元101",
    )  # fmt: skip
    call, volunteer = opened.call, town.actor("volunteer")
    assert not queries.detail_for(volunteer, call, town.now).shown
    call = town.do("claim_call", call, "volunteer")
    seen = queries.detail_for(volunteer, call, town.now)
    assert (seen.caller_name, seen.caller_phone, seen.address) == ("赵奶奶", "13800001234", "1单元101")
    assert not queries.detail_for(town.actor("volunteer2"), call, town.now).shown
    assert not queries.detail_for(town.actor("commander"), call, town.now).shown
    assert queries.detail_for(town.actor("community"), call, town.now).shown
    call = town.do("finish_call", call, "volunteer", code=opened.code)
    assert queries.detail_for(volunteer, call, town.now + timedelta(hours=23)).shown
    assert not queries.detail_for(volunteer, call, town.now + timedelta(hours=24)).shown
    own = queries.detail_for(None, call, town.now + timedelta(days=3), token=opened.follow_token)
    assert own.detail == "门口放三天的快递"
    assert Fact.objects.filter(kind="calls.viewed", about=call.pk).count() == 3  # the caller's own look is not recorded


def test_a_holder_who_gave_it_back_sees_nothing_more(town):
    call = town.claimed(by="volunteer")
    call = town.do("give_back", call, "volunteer", reason="家里有事")
    assert not queries.detail_for(town.actor("volunteer"), call, town.now).shown


def test_claims_are_refused_away_and_at_the_limit_and_warned_before(town):
    me = town.actor("volunteer")
    record_absence(
        starts_at=town.now + timedelta(hours=1), ends_at=town.now + timedelta(hours=5), why="shift",
        actor=me, key=new_id(), now=town.now,
    )  # fmt: skip
    assert [one.code for one in queries.warnings_for(me.person, town.now)] == ["away_soon"]
    for _ in range(5):
        town.claimed("order.errand", by="volunteer")
    with pytest.raises(Conflict, match=r"calls\.at_limit") as refused, translation.override("en"):
        town.claimed("order.errand", by="volunteer")
    assert refused.value.data["kind"].isascii()
    town.pass_time(hours=2)
    with pytest.raises(Conflict, match=r"calls\.away"):
        town.claimed("order.food", by="volunteer")


def test_a_photo_is_written_anew_and_shown_to_few(town, settings, tmp_path):
    settings.LINLI_DATA = tmp_path
    exif = Image.Exif()
    exif[0x010F] = "SecretPhone"
    exif.get_ifd(0x8825)[2] = (39.0, 54.0, 0.0)
    call = town.claimed(by="volunteer")
    photo = actions.add_photo(
        call=call, upload=jpeg(4000, 3000, exif), purpose="done", actor=town.actor("volunteer"), key=new_id(),
        now=town.now,
    )  # fmt: skip
    shown, data = queries.photo_for(town.actor("volunteer"), photo.pk)
    assert shown == photo
    assert b"SecretPhone" not in data
    with Image.open(io.BytesIO(data)) as kept:
        assert not kept.getexif()
    assert (photo.width, photo.height, photo.size) == (1600, 1200, len(data))
    for nobody in ("outsider", "volunteer2", "auditor", "commander"):
        with pytest.raises(NotFound):
            queries.photo_for(town.actor(nobody), photo.pk)
    with pytest.raises(NotFound):
        queries.photo_for(None, photo.pk, token="x")
    with pytest.raises(NotAllowed):
        actions.add_photo(
            call=call, upload=jpeg(), purpose="done", actor=town.actor("outsider"), key=new_id(), now=town.now
        )


class Bytes:
    def __init__(self, data):
        self.data = data

    def read(self, size=-1):
        return self.data if size < 0 else self.data[:size]


@pytest.mark.parametrize(
    ("data", "code"),
    [
        (b"", "format"), (b"<svg xmlns='http://www.w3.org/2000/svg'/>", "format"),
        (b"<html><script>alert(1)</script>", "format"), (b"GIF89a" + bytes(40), "format"),
        (b"\xff\xd8\xff" + bytes(400), "format"), (bytes(MOST_BYTES + 1), "too_large"),
        (jpeg(64, 64).read()[:-60], "broken"),
    ],
)  # fmt: skip
def test_what_is_no_picture_is_refused(data, code, monkeypatch):
    monkeypatch.setattr(ImageFile, "LOAD_TRUNCATED_IMAGES", True)  # as the printing library sets it
    with pytest.raises(Invalid, match=rf"pictures\.{code}"):
        read_picture(Bytes(data))


def test_a_bomb_of_pixels_is_refused_before_it_is_decoded():
    """A picture of a few hundred bytes that claims to be 65,000 pixels wide."""
    import struct
    import zlib

    def chunk(kind, body):
        return struct.pack(">I", len(body)) + kind + body + struct.pack(">I", zlib.crc32(kind + body))

    header = struct.pack(">IIBBBBB", 65_000, 65_000, 8, 2, 0, 0, 0)
    bomb = b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", header) + chunk(b"IDAT", zlib.compress(bytes(9))) + chunk(b"IEND", b"")
    with pytest.raises(Invalid, match=r"pictures\.(pixels|format)"):
        read_picture(Bytes(bomb))


def test_rates_count_what_they_say(town):
    since, until = town.now - timedelta(days=1), town.now + timedelta(days=30)
    good, bad, late = (town.open("service.hazard", place).call for place in ("door101", "door102", "door201"))
    for call, by, rating, solved in [(good, "floor", 5, True), (bad, "floor", 2, False)]:
        town.do("claim_call", call, by)
        town.do("finish_call", call, by)
        town.do("call_back", call, "grid", solved=solved, rating=rating)
    town.pass_time(hours=3)
    town.do("claim_call", late, "building")
    rows = queries.rates(town.street.places["xueyuan"].path, since, until)
    whole = rows["place"][0]
    assert (whole.answered.part, whole.answered.whole) == (2, 3)
    assert (whole.solved.percent, whole.satisfied.percent) == (50.0, 50.0)
    assert [row.name for row in rows["kind"]] == ["安全隐患"]
    assert {row.name: row.answered.whole for row in rows["place"][1:]} == {"03网格": 3}


def test_personal_columns_end_after_the_call(town, settings, tmp_path):
    settings.LINLI_DATA = tmp_path
    opened = town.open("order.errand", by=None, detail="买药", caller_name="赵奶奶", caller_phone="13800001234")
    call = town.do("claim_call", opened.call, "volunteer")
    photo = actions.add_photo(
        call=call, upload=jpeg(), purpose="done", actor=town.actor("volunteer"), key=new_id(), now=town.now
    )
    town.do("finish_call", call, "volunteer", code=opened.code)
    actions.settle_call(call=town.fresh(call), actor=None, token=opened.follow_token, key=new_id(), now=town.now)
    still = town.open("order.errand", by=None, caller_phone="13800001235").call
    expiry.erase_expired(town.now + timedelta(days=29))
    assert bytes(town.fresh(call).caller_phone_sealed)
    expiry.erase_expired(town.now + timedelta(days=31))
    after = town.fresh(call)
    assert (bytes(after.caller_phone_sealed), bytes(after.caller_name_sealed), after.caller_phone_blind) == (
        b"",
        b"",
        None,
    )
    assert bytes(after.detail_sealed)
    expiry.erase_expired(town.now + timedelta(days=366))
    after = town.fresh(call)
    assert (bytes(after.detail_sealed), after.title, after.follow_digest) == (b"", "(已删除)", None)
    assert not Photo.objects.filter(pk=photo.pk).exists()
    assert bytes(town.fresh(still).caller_phone_sealed)  # open calls keep what they need
    assert Call.objects.count() == 2


def test_a_moved_and_a_merged_place_take_their_open_calls_along(town):
    from linli.access.actor import system
    from linli.calls.models import Clock, OfferedAt
    from linli.places.actions import merge_places, move_place

    town.street.place("grid4", "grid", "04网格", "xueyuan")
    town.street.place("twin", "building", "8号楼", "grid3")
    call = town.open().call
    places = town.street.places
    fresh = type(places["grid3"]).objects
    move_place(
        place=fresh.get(pk=places["building7"].pk), to=fresh.get(pk=places["grid4"].pk), actor=system(), key=None,
        now=town.now,
    )  # fmt: skip
    moved = town.fresh(call)
    building = fresh.get(pk=places["building7"].pk)
    assert moved.path.startswith(building.path)
    assert set(OfferedAt.objects.filter(call=call).values_list("path", flat=True)) == {building.path}
    assert set(Clock.objects.filter(call=call).values_list("path", flat=True)) == {moved.path}
    merge_places(
        place=building, into=fresh.get(pk=places["twin"].pk), actor=system(), key=None, now=town.now,
    )  # fmt: skip
    merged = town.fresh(call)
    twin = fresh.get(pk=places["twin"].pk)
    assert merged.path.startswith(twin.path)
    assert set(OfferedAt.objects.filter(call=call).values_list("path", flat=True)) == {twin.path}
    assert [one.pk for one in queries.near(town.actor("grid"))] == [call.pk]


def test_a_place_with_open_calls_does_not_close(town):
    from linli.places.standing import standing_below

    town.open()
    path = town.street.places["building7"].path
    assert {"calls.call": 1}.items() <= {one.label: one.count for one in standing_below(path, town.now.date())}.items()
