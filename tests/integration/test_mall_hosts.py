"""A mall's own host name: only what an operator confirmed leads to it, and to one mall."""

from uuid import UUID

import pytest
import pytest_asyncio

from linli.kernel.database import Work
from linli.kernel.refusals import Refusal
from linli.kernel.sealing import Sealer
from linli.kernel.settings import Settings
from linli.modules import malls, merchants
from linli.web.shared.mall_hosts import (
    asked_host,
    is_the_platforms,
    opened_session,
    origin_of,
    sealed_session,
)
from tests import cast

MARKET = cast.WEST_LAKE.market_id
NAME = "tea.example"


async def mall_of(work: Work, store: merchants.Store) -> UUID:
    assert store.merchant_id is not None
    await malls.make_mall(work, MARKET, store.merchant_id, store.slug, malls.Look(name=store.name))
    await malls.open_mall(work, MARKET, store.merchant_id)
    return store.merchant_id


@pytest_asyncio.fixture
async def owner(work: Work) -> UUID:
    market = await cast.open_market(work)
    return await mall_of(work, await cast.open_store(work, market, "tea"))


async def test_a_name_leads_to_the_mall_once_confirmed_until_withdrawn(work: Work, owner: UUID) -> None:
    about = (work, MARKET, owner)
    asked = await malls.ask_for_host(*about, " HTTPS://Tea.Example/ ")
    assert (asked.host, asked.state) == (NAME, malls.HostState.ASKED)
    assert (await malls.ask_for_host(*about, NAME)).proof == asked.proof
    assert await malls.mall_by_host(work, NAME) is None
    with pytest.raises(Refusal, match="not_found"):
        await malls.confirm_host(*about, "other.example", "looked")
    await malls.confirm_host(*about, NAME, "TXT seen")
    found = await malls.mall_by_host(work, NAME)
    assert found is not None
    assert found.merchant_id == owner
    with pytest.raises(Refusal, match="not_found"):
        await malls.confirm_host(*about, NAME, "again")
    with pytest.raises(Refusal, match="host_confirmed"):
        await malls.ask_for_host(*about, "new.example")
    await malls.withdraw_host(*about, NAME, "points elsewhere")
    assert await malls.mall_by_host(work, NAME) is None
    again = await malls.ask_for_host(*about, NAME)
    assert (again.state, again.proof != asked.proof) == (malls.HostState.ASKED, True)


async def test_two_malls_may_ask_for_a_name_and_one_has_it_until_it_gives_it_up(
    work: Work, owner: UUID
) -> None:
    other = await mall_of(work, await cast.open_store(work, cast.WEST_LAKE, "noodles"))
    for one in (owner, other):
        await malls.ask_for_host(work, MARKET, one, NAME)
    assert await malls.hosts_waiting(work, MARKET) == 2
    await malls.confirm_host(work, MARKET, owner, NAME, "looked")
    with pytest.raises(Refusal, match="host_taken"):
        await malls.confirm_host(work, MARKET, other, NAME, "looked")
    # A refusal rolls back in life; here the other mall's row is put right by hand.
    await malls.give_up_host(work, MARKET, other)
    found = await malls.mall_by_host(work, NAME)
    assert found is not None
    assert found.merchant_id == owner
    await malls.give_up_host(work, MARKET, owner)
    await malls.give_up_host(work, MARKET, owner)
    assert await malls.mall_by_host(work, NAME) is None


@pytest.mark.parametrize(
    "text",
    ["", "tea", "tea..example", "10.0.0.1", "tea.example:8000", "-a.example", "a b.example", "tea.example/x"],
)
def test_what_is_no_name_of_ones_own_is_refused(text: str) -> None:
    with pytest.raises(Refusal, match="invalid"):
        malls.read_host(text)
    assert malls.read_host("bücher.example") == "xn--bcher-kva.example"


def test_the_platforms_own_name_and_those_below_it_are_nobodys() -> None:
    settings = Settings(base_url="https://linli.example:8443")
    assert asked_host({"host": "LINLI.example:8443"}, settings) == ""
    assert asked_host({"host": "localhost"}, settings) == asked_host({}, settings) == ""
    for odd in ("evil.example\r\nx", "[::1]:8", "a..b", "tea.example@evil", "localhost:8000"):
        assert asked_host({"host": odd}, settings) == ""
    assert asked_host({"host": "Tea.Example.:80"}, settings) == NAME
    assert [is_the_platforms(one, settings) for one in ("linli.example", "x.linli.example", NAME)] == [
        True,
        True,
        False,
    ]
    assert origin_of(NAME, settings) == "https://tea.example:8443"


def test_a_session_of_one_name_opens_nothing_under_another() -> None:
    sealer = Sealer("a secret of this test", "mall sessions")
    kept = sealed_session(sealer, NAME, "a-session")
    assert opened_session(sealer, NAME, kept) == "a-session"
    assert opened_session(sealer, "other.example", kept) == opened_session(sealer, NAME, "a-session") == ""
    assert opened_session(Sealer("another", "mall sessions"), NAME, kept) == ""
