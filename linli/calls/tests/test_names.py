"""Who carries a call, in words, also where they are in no team."""

from linli.calls import queries
from linli.calls.models import Call
from linli.corps.models import Member


def test_a_holder_without_a_team_is_named(town):
    person = town.street.person("desk", "前台小周", "community", "xueyuan", "社区工作者")
    call = town.claimed("service.help", "desk", place="building7")
    assert not Member.objects.filter(pk=call.holder).exists()
    (shown,) = queries.with_clocks(Call.objects.filter(pk=call.pk))
    assert shown.holder_name == "前台小周" == person.account.name
    assert "前台小周" in town.street.client("community").get("/calls/").content.decode()


def test_a_members_own_name_goes_before_the_accounts(town):
    call = town.claimed("service.help", "grid", place="building7")
    Member.objects.filter(pk=call.holder).delete()
    Member.objects.create(pk=call.holder, path=call.root, name="田网格", since=call.day)
    (shown,) = queries.with_clocks(Call.objects.filter(pk=call.pk))
    assert shown.holder_name == "田网格"
