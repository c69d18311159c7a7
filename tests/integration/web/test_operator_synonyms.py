"""A market's own synonyms: added, changed, ended; each on record, and known to the next search."""

import httpx

from linli.kernel.embedded import EmbeddedPostgres
from linli.modules import discovery, identity
from tests import cast
from tests.integration.web.shop_stage import MARKET, SLUG, Stage, open_stage

AT = f"/{SLUG}/operator/synonyms"
MADE_UP, OTHER = "咕噜铺", "gurupu"


async def found(stage: Stage, text: str) -> list[str]:
    """The trades of what a search finds, nothing where it had to leave the word out."""
    market = cast.WEST_LAKE
    async with stage.db.read() as reader:
        query = discovery.Query(text=text, at=(market.lat, market.lon))
        results = await discovery.search(reader, market, query)
    return [] if results.understood.dropped else [hit.found.place.trade for hit in results.hits]


async def group(stage: Stage) -> discovery.OwnSynonyms:
    async with stage.db.read() as reader:
        (only,) = await discovery.synonyms_in_force(reader, MARKET)
    return only


def led_to(answer: httpx.Response, done: str) -> None:
    assert (answer.status_code, answer.headers["location"]) == (303, f"{AT}?done={done}")


async def test_words_are_added_changed_and_ended_on_record_and_searches_know_at_once(
    postgres: EmbeddedPostgres,
) -> None:
    async with open_stage(postgres) as stage:
        async with stage.db.work() as work:
            await identity.appoint_operator(work, MARKET, stage.people["operator"].person_id, "director")
        operator = await stage.browser("operator")
        assert await found(stage, MADE_UP) == []

        led_to(
            await operator.post(AT, words=MADE_UP, trade="tea_house", why="so the old town says"),
            "synonyms_added",
        )
        assert await found(stage, MADE_UP) == ["tea_house"]
        twice = await operator.post(AT, words=MADE_UP, trade="tea_house", why="a second click")
        led_to(twice, "synonyms_added")
        own = await group(stage)
        page = (await operator.get(f"{AT}?word={MADE_UP}&change={own.synonym_id}&done=synonyms_added")).text
        assert MADE_UP in page and "Tea" in page and "The next search knows" in page
        assert f"{AT}/{own.synonym_id}/end" in page

        here = f"{AT}/{own.synonym_id}"
        changed = await operator.post(
            here, words=f"{OTHER}, {MADE_UP}", trade="restaurant", why="noodles now"
        )
        led_to(changed, "synonyms_changed")
        assert await found(stage, OTHER) == ["restaurant"] == await found(stage, MADE_UP)

        refused = await operator.post(f"{here}/end", why="no")
        assert refused.status_code == 422 and f'value="{OTHER}, {MADE_UP}"' in refused.text
        led_to(await operator.post(f"{here}/end", why="nobody says so"), "synonyms_ended")
        assert await found(stage, OTHER) == []
        assert (await operator.post(f"{here}/end", why="again")).status_code == 404
        assert (await operator.post(here, words="a, b", why="again")).status_code == 404
        trail = (await operator.get(f"/{SLUG}/operator/trail")).text
        assert "so the old town says" in trail and "nobody says so" in trail


async def test_words_that_mean_nothing_are_refused_and_stay_in_the_form(postgres: EmbeddedPostgres) -> None:
    async with open_stage(postgres) as stage:
        async with stage.db.work() as work:
            await identity.appoint_operator(work, MARKET, stage.people["operator"].person_id, "reviewer")
        operator = await stage.browser("operator")
        for words, trade, why in (
            ("alone", "", "one word without a trade"),
            ("Alone, ＡＬＯＮＥ", "", "the same word twice"),
            (",, ;", "cafe", "no word at all"),
            ("😀, !!", "cafe", "no letter"),
            ("x" * 41, "cafe", "too long"),
            ("one, two", "circus", "no such trade"),
            ("one, two", "", ""),
        ):
            answer = await operator.post(AT, words=words, trade=trade, why=why)
            assert answer.status_code == 422, (words, answer.status_code)
            assert not words.isalnum() or words in answer.text
        async with stage.db.read() as reader:
            assert await discovery.synonyms_in_force(reader, MARKET) == []
