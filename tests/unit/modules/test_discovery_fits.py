"""Which of two stores comes first, and what is said of it."""

from uuid import UUID

import msgspec
import pytest

from linli.modules import markets
from linli.modules.discovery.expanding import Expansion
from linli.modules.discovery.planning import Plan, Word
from linli.modules.discovery.ranking import SAYS_PLACE, USUAL
from linli.modules.discovery.sifting import Candidate, Ranked, also_named, judged_anew, ranked

WORD, TRADE = Expansion("kahvila", 1.0, "word"), Expansion("trade:cafe", 0.9, "trade")
CLOSED = markets.OpenState(open=False)
CAFE = Candidate(
    store_id=UUID(int=1), name="Kuppi", name_en="", trade="cafe", lat=0.0, lon=0.0, hours="", price_level=0,
    claimed=False, verified=False, deal_count=0, offer_title="", rating_count=0, rating_tenths=0, kept=0,
    refunded=0, attributes=(), bookable=False, delivers=False, paid=False, distance_m=100, in_name=(),
    in_own=(2,), in_all=(2,),
)  # fmt: skip
PLAN = Plan(
    at=(0.0, 0.0), spot=(0.0, 0.0), low=(0.0, 0.0), high=(0.0, 0.0), asked=None, asked_words=None,
    any_word=None, codes=[1, 2], meant={1: ((0, WORD),), 2: ((0, TRADE),)}, trade="", slot=None,
    delivers=False, by_words=True, keys=(), blocks=(), walk=200, most=200, enough=24,
)  # fmt: skip
ASKED = [Word(text="kahvila", meanings=(WORD, TRADE), stores=9)]


def row(one: Candidate, said: str = "kahvila", words: list[Word] = ASKED) -> Ranked:
    return ranked(one, CLOSED, PLAN, words, USUAL, said)


def test_who_asks_for_a_trade_gets_the_nearest_of_it_whatever_it_calls_itself() -> None:
    named = msgspec.structs.replace(
        CAFE,
        store_id=UUID(int=2),
        name="Kahvila Kuppi",
        distance_m=120,
        in_name=(1,),
        in_own=(1, 2),
        in_all=(1, 2),
    )
    bar = msgspec.structs.replace(named, trade="bar", distance_m=100, in_own=(1,), in_all=(1,))
    assert row(CAFE).score > row(named).score > row(bar).score
    assert row(msgspec.structs.replace(named, name="Kahvila")).score > row(CAFE).score
    plain = [Word(text="kahvila", meanings=(WORD,), stores=9)]
    assert row(named, words=plain).score > row(named).score


def test_what_says_the_name_of_a_place_stands_above_its_like_and_what_is_far_is_kept() -> None:
    near, says, far = (
        row(msgspec.structs.replace(CAFE, store_id=UUID(int=number), distance_m=meters))
        for number, meters in ((1, 10), (2, 60), (3, 9_000))
    )
    found = also_named([near, says], [says, far], "kaivokatu")
    assert [(one.one.store_id.int, one.score) for one in found] == [
        (1, near.score),
        (2, says.score + SAYS_PLACE),
        (3, far.score),
    ]
    told = {reason.code: reason for reason in found[1].why}
    assert told["address"].words["term"] == "kaivokatu"
    assert sum(reason.points for reason in told.values()) == pytest.approx(found[1].score)


def test_being_there_counts_more_where_a_place_was_named_also_under_other_weights() -> None:
    here, there = row(CAFE), ranked(CAFE, CLOSED, PLAN, ASKED, USUAL, "kahvila", there=True)
    assert there.score > here.score and judged_anew(there, USUAL) == there
    (says,) = also_named([there], [here], "kaivokatu")
    assert judged_anew(says, USUAL).score == says.score
