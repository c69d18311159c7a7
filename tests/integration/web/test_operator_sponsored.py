"""Places that stores pay for: booked and ended by operators, shown labeled to whoever searches."""

from datetime import timedelta

from linli.kernel.embedded import EmbeddedPostgres
from linli.kernel.ids import derived
from linli.modules import discovery, merchants
from tests import cast
from tests.integration.web.room_stage import ROOM, colleague, open_room
from tests.integration.web.shop_stage import MARKET, SLUG, Stage

AT = f"{ROOM}/sponsored"
BARS = ["near-bar", "next-bar", "far-bar"]
AS_USUAL = [(slug, False) for slug in BARS]
LABEL = "Sponsored"


async def found(
    stage: Stage, text: str = "", order: str = "best", trade: str = "bar"
) -> list[tuple[str, bool]]:
    """Who is found, and whether it is labeled."""
    market = cast.WEST_LAKE
    filters = discovery.Filters(trade=trade)
    query = discovery.Query(at=(market.lat, market.lon), filters=filters, order=discovery.Order(order))
    async with stage.db.read() as reader:
        hits = (await discovery.search(reader, market, query)).hits
    return [(hit.found.place.slug, hit.sponsored) for hit in hits if hit.found.place.slug in BARS]


async def open_bars(stage: Stage) -> None:
    async with stage.db.work() as work:
        for at, slug in enumerate(BARS, 1):
            listed = merchants.Store(
                store_id=derived("store", slug),
                slug=slug,
                name=slug.title().replace("-", " "),
                trade="bar",
                lat=cast.WEST_LAKE.lat + 0.01 * at,
                lon=cast.WEST_LAKE.lon,
            )
            await merchants.list_store(work, MARKET, listed)
        await discovery.refresh_all(work, MARKET)


async def bookings(stage: Stage) -> list[discovery.Sponsored]:
    async with stage.db.read() as reader:
        return await discovery.sponsored_of_market(reader, MARKET)


async def test_a_place_is_booked_once_shown_for_what_was_booked_and_ended(postgres: EmbeddedPostgres) -> None:
    async with open_room(postgres) as stage:
        await open_bars(stage)
        finance = await colleague(stage, "finance")
        async with stage.db.read() as reader:
            until = (reader.now.date() + timedelta(days=2)).isoformat()
        form = {
            "store": "far-bar",
            "trade": "bar",
            "until": until,
            "paid_how": "invoice 17",
            "key": "only-once",
        }
        assert await found(stage) == AS_USUAL
        for _ in range(2):
            answer = await finance.post(AT, **form)
            assert answer.headers["location"] == f"{AT}?done=sponsored_booked"
        assert await found(stage) == [("near-bar", False), ("far-bar", True), ("next-bar", False)]
        assert await found(stage, order="distance") == AS_USUAL == await found(stage, trade="")
        searched = f"/{SLUG}/search?trade=bar"
        assert (await finance.get(searched)).text.count(LABEL) == 1
        assert LABEL in (await finance.get(AT)).text

        for odd in (
            {"words": "noodles"},
            {"trade": ""},
            {"trade": "circus"},
            {"until": ""},
            {"until": "2020-01-01"},
            {"since": "soon"},
            {"paid_how": " "},
        ):
            answer = await finance.post(AT, **(form | {"key": "another"} | odd))
            assert answer.status_code == 422 and 'value="far-bar"' in answer.text, odd
        nobody = await finance.post(AT, **(form | {"key": "another", "store": "nobody"}))
        assert nobody.status_code == 404 and "There is no such shop" in nobody.text
        reviewer = await colleague(stage, "reviewer")
        assert (await reviewer.post(AT, **form)).status_code == 403
        (one,) = await bookings(stage)

        ended = await finance.post(f"{AT}/{one.sponsored_id}/end", why="they moved")
        assert ended.headers["location"] == f"{AT}?done=sponsored_ended"
        assert (await finance.post(f"{AT}/{one.sponsored_id}/end", why="again")).status_code == 404
        assert await found(stage) == AS_USUAL and LABEL not in (await finance.get(searched)).text
        trail = (await finance.get(f"{ROOM}/trail.csv")).text
        assert "they moved" in trail and trail.count("invoice 17") == 1
