"""How much each factor of a search result counts: tried on a query, saved by directors, on record."""

import msgspec

from linli.kernel.embedded import EmbeddedPostgres
from linli.modules import discovery
from tests import cast
from tests.integration.web.room_stage import ROOM, colleague, open_room
from tests.integration.web.shop_stage import MARKET, Stage

AT = f"{ROOM}/ranking"
USUAL = {name: str(points) for name, points in msgspec.structs.asdict(discovery.USUAL).items()}
# Nothing but what is verified, and hardly that one is near.
OTHER = dict.fromkeys(USUAL, "0") | {"near": "1", "verified": "200", "half_m": "20000"}
WHY = "the old town walks"


async def first(stage: Stage) -> discovery.Hit:
    market = cast.WEST_LAKE
    async with stage.db.read() as reader:
        query = discovery.Query(at=(market.lat, market.lon))
        return (await discovery.search(reader, market, query)).hits[0]


async def versions(stage: Stage) -> list[int]:
    async with stage.db.read() as reader:
        return [one.version for one in await discovery.weights_chosen(reader, MARKET)]


async def test_points_are_tried_then_saved_then_as_usual_again_and_all_is_on_record(
    postgres: EmbeddedPostgres,
) -> None:
    async with open_room(postgres) as stage:
        director = await colleague(stage, "director")
        before = await first(stage)
        tried = await director.post(f"{AT}/preview", q="", version="0", **OTHER)
        assert tried.status_code == 200 and 'value="200"' in tried.text
        assert await versions(stage) == [] and (await first(stage)).score == before.score

        saved = await director.post(AT, version="0", why=WHY, **OTHER)
        assert saved.headers["location"] == f"{AT}?done=ranking_saved"
        after = await first(stage)
        assert {reason.code for reason in after.why} <= {"near", "verified"} and after.score != before.score
        overtaken = await director.post(AT, version="0", why="me too", **USUAL)
        assert overtaken.status_code == 409 and "Somebody else changed the ranking" in overtaken.text
        assert 'value="me too"' in overtaken.text
        again = await director.post(AT, version="1", why=WHY, **OTHER)
        assert again.headers["location"] == f"{AT}?done=setting_same"

        usual = await director.post(AT, version="1", why="as everywhere", usual="1", **OTHER)
        assert usual.headers["location"] == f"{AT}?done=ranking_usual"
        assert (await first(stage)).score == before.score and await versions(stage) == [2, 1]
        page = (await director.get(AT)).text
        assert WHY in page and "Director" in page and "Words 100 → 0" in page and "Words 0 → 100" in page
        trail = (await director.get(f"{ROOM}/trail.csv?action=weights_chosen")).text
        assert trail.count(WHY) == 1 and "as everywhere" in trail


async def test_points_that_make_no_sense_and_who_may_not_are_refused(postgres: EmbeddedPostgres) -> None:
    async with open_room(postgres) as stage:
        director = await colleague(stage, "director")
        for odd, why in (
            ({"near": "-1"}, WHY),
            ({"near": "201"}, WHY),
            ({"text": "1e9"}, WHY),
            ({"open": ""}, WHY),
            ({"half_m": "49"}, WHY),
            ({"text": "0", "near": "0"}, WHY),
            ({"version": "x"}, WHY),
            ({"near": "61"}, " a "),
        ):
            answer = await director.post(AT, **({"version": "0", "why": why} | USUAL | odd))
            assert answer.status_code == 422, (odd, answer.status_code)
            assert f'value="{why.strip()}"' in answer.text
            tried = await director.post(f"{AT}/preview", q="面", **(USUAL | odd))
            assert tried.status_code == 200, odd
        reviewer = await colleague(stage, "reviewer")
        assert 'name="why"' not in (await reviewer.get(AT)).text
        assert (await reviewer.post(AT, version="0", why=WHY, **OTHER)).status_code == 403
        assert await versions(stage) == []
