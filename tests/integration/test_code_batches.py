"""Codes by the thousand: each number once, however often and by however many it is made."""

import asyncio
import secrets
from uuid import UUID

import pytest

from linli.kernel.database import Database, Work
from linli.kernel.embedded import EmbeddedPostgres
from linli.kernel.ids import ALPHABET, derived
from linli.kernel.journey import Journey
from linli.kernel.refusals import Refusal
from linli.kernel.signing import Signer
from linli.modules import marketing
from linli.modules.marketing import Channel, CodeFilter, Landing, LandingKind
from tests.integration.own_database import own_database

MARKET = 9_209
STORE, MEI = derived("store of batches"), derived("mei")
SIGNER = Signer("a secret of this test", "codes")
ABOUT = (MARKET, STORE, Channel.LEAFLET, "传单")
MENU = Landing(LandingKind.MENU)


@pytest.fixture
def journey() -> Journey:
    return Journey()


async def test_a_long_batch_is_made_once_by_two_at_a_time_and_stops_where_it_is_ended(
    postgres: EmbeddedPostgres,
) -> None:
    async with own_database(postgres) as (db, _):
        async with db.work() as work:
            made = await marketing.start_batch(work, *ABOUT, 1_700, MEI, SIGNER)
            other = await marketing.start_batch(work, *ABOUT, 1_200, MEI, SIGNER)
        assert (made.made, made.going_on) == (500, True)
        where = (db, MARKET, STORE, made.batch_id)
        await asyncio.gather(*(marketing.continue_batch(*where) for _ in range(2)), _led(db, made.batch_id))
        assert not (await marketing.continue_batch(*where)).going_on
        async with db.read() as reader:
            codes = await marketing.codes_of_batch(reader, MARKET, STORE, made.batch_id)
        assert [one.number for one in codes] == list(range(1, 1_701))
        assert all(marketing.read_link_code(one.code, SIGNER) == one.code for one in codes)
        assert {one.landing for one in codes} == {LandingKind.MENU}
        async with db.work() as work:
            assert await marketing.end_batch(work, MARKET, STORE, other.batch_id) == 500
        stopped = await marketing.continue_batch(db, MARKET, STORE, other.batch_id)
        assert (stopped.made, stopped.going_on) == (500, False)


async def _led(db: Database, batch_id: UUID) -> None:
    async with db.work() as work:
        await marketing.retarget_batch(work, MARKET, STORE, batch_id, MENU, MEI)


async def test_a_code_that_is_taken_is_replaced_and_no_number_is_missing(
    work: Work, monkeypatch: pytest.MonkeyPatch
) -> None:
    taken = (await marketing.make_link(work, *ABOUT, MEI, SIGNER)).code
    drawn = [taken[:7], *("".join(secrets.choice(ALPHABET) for _ in range(7)) for _ in range(40))]
    monkeypatch.setattr("linli.kernel.ids.random_text", lambda _length: drawn.pop(0))
    batch = await marketing.start_batch(work, *ABOUT, 5, MEI, SIGNER)
    codes = await marketing.codes_of_batch(work, MARKET, STORE, batch.batch_id)
    assert [one.number for one in codes] == [1, 2, 3, 4, 5]
    assert taken not in {one.code for one in codes}


@pytest.mark.parametrize("total", [-1, 0, 1, 5_001])
async def test_a_batch_of_too_few_or_too_many_is_refused(work: Work, total: int) -> None:
    with pytest.raises(Refusal) as no:
        await marketing.start_batch(work, *ABOUT, total, MEI, SIGNER)
    assert (no.value.code, no.value.params) == ("invalid", {"field": "total"})


async def test_what_codes_led_to_is_kept_and_what_has_ended_stays_as_it_is(work: Work) -> None:
    links = [await marketing.make_link(work, *ABOUT, MEI, SIGNER) for _ in range(3)]
    ids = [one.link_id for one in links]
    assert await marketing.end_links(work, MARKET, STORE, ids[2:]) == 1
    about = (work, MARKET, STORE, ids)
    assert await marketing.retarget_links(*about, MENU, MEI) == 2
    assert await marketing.retarget_links(*about, MENU, MEI) == 0
    assert await marketing.retarget_links(work, MARKET, derived("another store"), ids, Landing(), MEI) == 0
    assert await marketing.retarget_links(work, MARKET, STORE, ids[:1], Landing(), MEI) == 1
    led = [
        [
            (one.was.value, one.landing.value)
            for one in await marketing.retargets_of_link(work, MARKET, link_id)
        ]
        for link_id in ids
    ]
    assert led == [[("menu", "store"), ("store", "menu")], [("store", "menu")], []]
    with pytest.raises(Refusal) as no:
        await marketing.retarget_links(*about, Landing(LandingKind.DEAL, derived("no deal")), MEI)
    assert no.value.params == {"field": "landing"}
    printed = await marketing.codes_to_print(work, MARKET, STORE, ids)
    assert [one.link_id for one in printed] == ids[:2]


async def test_codes_are_found_by_what_is_told_of_them_and_paged(work: Work) -> None:
    await marketing.make_link(work, *ABOUT, MEI, SIGNER)
    place = marketing.Place("Table 12", MENU, "Spring")
    poster = await marketing.make_link(work, MARKET, STORE, Channel.POSTER, "Door", MEI, SIGNER, place)
    batch = await marketing.start_batch(work, *ABOUT, 7, MEI, SIGNER)

    async def found(wanted: CodeFilter) -> list[int | None]:
        seen: list[int | None] = []
        after: str | None = None
        while True:
            page = await marketing.links_of_store(work, MARKET, STORE, wanted, after, 3)
            seen += [one.number for one in page.items]
            after = page.next_cursor
            if after is None:
                return seen

    assert await found(CodeFilter()) == [7, 6, 5, 4, 3, 2, 1, None, None]
    assert await found(CodeFilter(batch_id=batch.batch_id)) == [1, 2, 3, 4, 5, 6, 7]
    assert await found(CodeFilter(singles=True)) == [None, None]
    for wanted in (
        CodeFilter("TABLE 12"),
        CodeFilter(poster.code.lower()),
        CodeFilter(channel="poster"),
        CodeFilter(campaign_id=poster.campaign_id),
    ):
        assert await found(wanted) == [None]
    assert await found(CodeFilter(live=False)) == []
    assert await found(CodeFilter("%")) == []
