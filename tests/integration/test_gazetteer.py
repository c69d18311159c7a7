"""Named places: who says where they are is understood, in whatever language and spelling."""

import msgspec
import pytest

from linli.demo.files import place_lines
from linli.kernel.database import Work
from linli.kernel.refusals import Refusal
from linli.modules import gazetteer
from linli.modules.gazetteer.folding import folded

CITY, LAKE = 9_301, 9_302


async def settled(work: Work) -> None:
    await gazetteer.replace(work, CITY, "demo", place_lines("helsinki"))
    await gazetteer.replace(work, LAKE, "demo", place_lines("hangzhou"))


async def where(work: Work, market_id: int, *words: str) -> tuple[str, int, int, bool] | None:
    named = await gazetteer.find(work, market_id, words)
    return named and (named.name, named.first, named.length, named.exact)


@pytest.mark.parametrize(
    ("text", "one"),
    [
        ("HÄMEENTIE", "hameentie"),
        ("Yan'an  Road", "yanan road"),
        ("西 湖", "西湖"),
        ("ｃａｆé-bar", "cafe bar"),
    ],
)
def test_spellings_of_one_name_fold_into_one(text: str, one: str) -> None:
    assert folded(text) == one


async def test_the_longest_run_of_words_that_is_a_name_wins(work: Work) -> None:
    await settled(work)
    assert await where(work, CITY, "sushi", "Hakaniemen", "tori") == ("Hakaniemen tori", 1, 2, True)
    assert await where(work, CITY, "coffee", "near", "hagnas") == ("Hakaniemi", 2, 1, True)
    assert await where(work, CITY, "kahvila", "Hakaniemessä") == ("Hakaniemi", 1, 1, True)
    assert await where(work, CITY, "cathedral", "Senate", "Square") == ("Senaatintori", 1, 2, True)
    assert await where(work, CITY, "helsinki senate squ") == ("Senaatintori", 0, 1, False)
    assert await where(work, LAKE, "西湖", "火锅") == ("西湖", 0, 1, True)
    assert await where(work, LAKE, "longxiangqiao") == ("龙翔桥站", 0, 1, True)
    assert await where(work, LAKE, "南宋御街") == ("中山中路（南宋御街）", 0, 1, True)
    # A station is asked for by its street.
    assert await where(work, LAKE, "凤起路") == ("凤起路站", 0, 1, True)
    for nothing in ([], [""], ["💥"], ["%"], ["sushi"], ["hak"], ["x" * 10_000], ["a"] * 5_000):
        assert await gazetteer.find(work, CITY, nothing) is None
    # Another market's places are not ours.
    assert await where(work, CITY, "西湖") is None


async def test_the_beginning_of_a_name_is_suggested_the_most_important_first(work: Work) -> None:
    await settled(work)
    names = [one.name for one in await gazetteer.suggest(work, CITY, "hak", size=2)]
    assert names == ["Hakaniemi", "Hakaniemen tori"]
    assert [one.name for one in await gazetteer.suggest(work, LAKE, "xih", size=1)] == ["西湖"]
    assert await gazetteer.suggest(work, CITY, "") == await gazetteer.suggest(work, CITY, "\x00%") == []


async def test_a_source_is_replaced_whole_and_others_keep_theirs(work: Work) -> None:
    rows = place_lines("hangzhou")
    await settled(work)
    mine = [msgspec.structs.replace(rows[0], key="mine", name="新湖", name_en="", names=())]
    await gazetteer.replace(work, LAKE, "mine", mine)
    assert await gazetteer.replace(work, LAKE, "demo", rows[1:]) == len(rows) - 1
    assert await gazetteer.count(work, LAKE) == {"demo": len(rows) - 1, "mine": 1}
    assert await where(work, LAKE, "西子湖") is None
    assert await where(work, LAKE, "新湖") == ("新湖", 0, 1, True)
    with pytest.raises(Refusal, match="invalid"):
        await gazetteer.replace(work, LAKE, "mine", [mine[0], mine[0]])
