from threading import Event, Thread

import pytest
from django.db import connection, connections, transaction

from linli.access.models import PostKind
from linli.command import briefing, queries
from linli.command.tests.governed import Governed
from linli.corps.words import homes_said
from linli.kernel.facts import trail
from linli.kernel.ids import new_id
from linli.kernel.models import Fact
from linli.kernel.time import clock
from linli.testing import Street
from linli.testing_waiting import CEILING

BOARD = "/board/"


@pytest.fixture
def governed(street):
    return Governed(street)


def test_every_gap_is_counted_and_named(street, governed):
    governed.lead("xueyuan", "高红")
    governed.lead("grid3", "马强")
    page = street.client("community").get(BOARD)
    assert page.status_code == 200
    board = page.context["board"]
    assert (board.total.households, board.total.residents, board.total.covered) == (4, 12, 0)
    assert [(h.address, h.title, h.households, h.residents) for h in board.urgent.holes] == [
        ("学院社区 03网格 7号楼", "楼栋长", 4, 12)
    ]
    assert "楼栋长空缺" in page.content.decode()


def test_a_whole_chain_covers_everybody(street, governed):
    governed.whole_chain()
    page = street.client("community").get(BOARD)
    assert page.context["board"].share == 1
    assert "100.00%" in page.content.decode()
    assert "不漏一户" in page.content.decode()


def test_the_street_sees_every_community_with_its_grids(street, governed):
    governed.whole_chain()
    board = street.client("street").get(BOARD).context["board"]
    assert [(g.name, [c.name for c in g.cells]) for g in board.groups] == [
        ("学院社区", ["03网格"]),
        ("聚财社区", ["09网格"]),
    ]
    assert [(g.node.residents, g.node.uncovered) for g in board.groups] == [(12, 0), (2, 1)]
    assert board.loose.units == 0


def test_each_sees_only_their_own_part(street, governed):
    for key, root in [("street", "崇文路街道"), ("community", "学院社区"), ("grid", "03网格"), ("outsider", "09网格")]:
        assert street.client(key).get(BOARD).context["board"].root.name == root


def test_a_board_out_of_reach_looks_absent(street, governed):
    ours = {"at": street.id("xueyuan")}
    assert street.client("community").get(BOARD, ours).status_code == 200
    for key in ("outsider", "outside_community"):
        assert street.client(key).get(BOARD, ours).status_code == 404
        assert street.client(key).get("/board/briefing/", ours).status_code == 404
    assert street.client("community").get(BOARD, {"at": "nonsense"}).status_code == 404


@pytest.mark.parametrize("key", ["building", "floor", "partner", "administrator", "nobody"])
def test_posts_without_the_board_are_refused(street, governed, key):
    assert street.client(key).get(BOARD).status_code == 403


def test_the_anonymous_are_sent_to_sign_in(street):
    assert street.client("anonymous").get(BOARD)["Location"].startswith("/sign-in/")


def test_the_auditor_sees_counts_but_no_name_and_no_way_in(street, governed):
    governed.lead("xueyuan", "高红", days=9)
    text = street.client("auditor").get(BOARD).content.decode()
    assert "高红" not in text
    own = text.replace("/corps/awaited/", "").replace("/corps/diary/", "")  # what waits for a second person, one's own
    assert "/corps/" not in own
    assert "9 天" in text


def test_terms_phones_and_days_are_counted(street, governed):
    governed.lead("xueyuan", "高红", days=9)
    governed.lead("grid3", "马强", days=15, phone=None)
    governed.lead("building7", "罗敏")
    urgent = street.client("community").get(BOARD).context["board"].urgent
    assert [(t.appointment.member.name, t.days) for t in urgent.terms] == [("高红", 9)]
    assert (urgent.terms_in_all, urgent.without_phone) == (1, 1)


def test_leaders_without_an_account_are_counted_until_they_have_one(street, governed):
    governed.lead("building7", "罗敏")
    PostKind.objects.update(bundle="leader")
    client = street.client("community")
    assert client.get(BOARD).context["board"].urgent.without_account == 1
    listed = client.get("/corps/responsible/account/").context["rows"]
    assert [row.appointment.member.name for row in listed] == ["罗敏"]
    member = listed[0].appointment.member
    street.client("administrator").post(
        "/account/admin/new/",
        {"username": "luomin", "name": "罗敏", "person": str(member.pk), "path": street.places["street"].path,
         "key": str(new_id())},
    )  # fmt: skip
    assert client.get(BOARD).context["board"].urgent.without_account == 0


@pytest.mark.parametrize(("by", "value"), [("coverage", "0%"), ("population", "12"), ("gaps", "4")])
def test_colour_shape_and_number_say_the_same(street, governed, by, value):
    text = street.client("street").get(BOARD, {"by": by}).content.decode()
    assert f"▲{value}<" in text
    assert "学院社区 03网格：12 人，4 户缺责任人" in text


def test_an_unchanged_board_costs_no_body(street, governed):
    client = street.client("community")
    first = client.get(BOARD, headers={"HX-Request": "true"})
    assert first.status_code == 200
    assert "<html" not in first.content.decode()
    again = client.get(BOARD, headers={"HX-Request": "true", "If-None-Match": first["ETag"]})
    assert (again.status_code, again.content) == (304, b"")


def test_a_change_is_seen_at_the_next_poll(street, governed):
    client = street.client("community")
    tag = client.get(BOARD, headers={"HX-Request": "true"})["ETag"]
    governed.whole_chain()
    trail.record("corps.appointed", actor=None, path=street.places["grid3"].path, at=clock.now())
    live = client.get(BOARD, headers={"HX-Request": "true", "If-None-Match": tag})
    assert live.status_code == 200
    assert "100.00%" in live.content.decode()
    assert live["ETag"] != tag


def test_reading_a_person_is_no_change(street, governed):
    client = street.client("community")
    tag = client.get(BOARD, headers={"HX-Request": "true"})["ETag"]
    trail.record("people.viewed", actor=None, path=street.places["grid3"].path, at=clock.now())
    assert client.get(BOARD, headers={"HX-Request": "true", "If-None-Match": tag}).status_code == 304


def test_a_page_is_never_answered_with_304(street, governed):
    client = street.client("community")
    assert client.get(BOARD, headers={"If-None-Match": client.get(BOARD)["ETag"]}).status_code == 200


def test_households_outside_every_grid_do_not_look_complete(street, governed):
    street.place("stray", "building", "8号楼", "xueyuan")
    street.place("straydoor", "door", "101", "stray")
    governed.household("straydoor", 2)
    page = street.client("street").get(BOARD)
    loose = page.context["board"].loose
    assert (loose.households, loose.shops) == (1, 0)
    assert 'data-loose="1"' in page.content.decode()


def test_a_street_without_grids_says_what_to_do_next(street):
    street.place("new", "subdistrict", "新街道")
    street.person("newcomer", "新街办", "street", "new", "街道办")
    text = street.client("newcomer").get(BOARD).content.decode()
    assert "去划分网格" in text
    assert f"/places/{street.id('new')}" in text


@pytest.mark.parametrize(("key", "names"), [("street", ["学院社区", "聚财社区"]), ("community", ["03网格"])])
def test_the_briefing_says_the_same_as_the_board(street, governed, key, names):
    client = street.client(key)
    board = client.get(BOARD).context["board"]
    page = client.get("/board/briefing/")
    told, text = page.context["told"], page.content.decode()
    assert told.board == board
    assert [line.name for line in told.lines] == names
    assert sum(line.counted.uncovered for line in told.lines) == board.total.uncovered
    assert text.count("data-hole") == len(board.urgent.holes) > 0


def test_of_many_communities_the_briefing_lists_those_where_somebody_is_missing(street, governed, monkeypatch):
    governed.whole_chain()
    monkeypatch.setattr(briefing, "LINES", 1)
    told = street.client("street").get("/board/briefing/").context["told"]
    assert ([line.name for line in told.lines], told.left_out) == (["聚财社区"], 1)


def test_a_shop_is_never_counted_among_the_households(street, governed):
    street.place("corner", "shop", "小卖部", "grid3")
    page = street.client("community").get(BOARD)
    total = page.context["board"].total
    assert (total.uncovered_households, total.uncovered_shops, total.uncovered) == (4, 1, 5)
    assert homes_said(4, 1) in page.content.decode()


def appointed(street, key="grid3", **more):
    trail.record("corps.appointed", actor=None, path=street.places[key].path, at=clock.now(), **more)


def test_a_fact_that_commits_late_with_a_lower_number_is_a_change(street):
    """The highest number of a fact stays the same: on PostgreSQL numbers are taken before the commit."""
    root = street.places["street"]
    common = {"kind": "corps.appointed", "touches": "posts", "at": clock.now(), "path": root.path, "mac": b"x"}
    Fact.objects.bulk_create([Fact(seq=900, **common)])
    before = queries.version(root)
    Fact.objects.bulk_create([Fact(seq=800, **common)])
    assert queries.version(root) != before


def test_no_two_states_share_a_version_while_the_trail_is_sealed(street):
    root, seen = street.places["street"], []
    for _ in range(3):
        seen.append(queries.version(root))
        appointed(street)
        seen.append(queries.version(root))
        trail.seal_facts(clock.now())
    assert len(set(seen)) == len(seen)
    with_next_street = queries.version(root)
    street.place("other", "subdistrict", "凤凰台街道")
    appointed(street, "other")
    assert queries.version(root) == with_next_street, "a change in the next street is none here"


if connection.vendor == "postgresql":  # SQLite has one writer at a time, so numbers are in the order of commits

    @pytest.mark.django_db(transaction=True)
    def test_a_slower_transaction_on_another_connection_is_seen():
        street = Street()
        root = street.places["street"]
        drawn, go_on = Event(), Event()

        def slow():
            try:
                with transaction.atomic():
                    appointed(street)
                    drawn.set()
                    go_on.wait(CEILING)
            finally:
                connections.close_all()

        thread = Thread(target=slow)
        thread.start()
        assert drawn.wait(CEILING)
        appointed(street)
        before, highest = queries.version(root), Fact.objects.latest("seq").seq
        go_on.set()
        thread.join(CEILING)
        assert Fact.objects.latest("seq").seq == highest, "the late fact has the lower number"
        assert queries.version(root) != before
