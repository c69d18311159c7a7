"""Whatever people name or write: nothing in it acts on a page, and in a name nothing hides."""

from collections.abc import Awaitable, Callable
from typing import Any

import msgspec
import pytest

from linli.kernel import ids
from linli.kernel.database import Work
from linli.kernel.refusals import Refusal
from linli.kernel.signing import Signer
from linli.modules import catalog, community, identity, items, marketing, merchants
from tests import cast

SIGNER = Signer("a secret of this test", "phones")
TURNED, HIDING, CONTROL = "good\u202edoog", "go\u200bod", "go\x9bod"
FAMILY = "👨‍👩‍👧 Cafe\u0301"

Writing = Callable[[Work, merchants.Store, str], Awaitable[Any]]


async def nickname(work: Work, store: merchants.Store, text: str) -> str:
    person = await cast.join(work, signer=SIGNER, password=None)
    return (await identity.rename(work, person.person_id, text)).nickname


async def deal_title(work: Work, store: merchants.Store, text: str) -> str:
    return (await cast.publish(work, store, title=text)).title


async def english_title(work: Work, store: merchants.Store, text: str) -> str:
    return (await cast.publish(work, store, title_en=text)).title_en


async def content(work: Work, store: merchants.Store, text: str) -> str:
    return (
        (await cast.publish(work, store, contents=(catalog.Content(name=text, price_minor=1),)))
        .contents[0]
        .name
    )


async def english_content(work: Work, store: merchants.Store, text: str) -> str:
    lines = (catalog.Content(name="面", name_en=text, price_minor=1),)
    return (await cast.publish(work, store, contents=lines)).contents[0].name_en


async def rule(work: Work, store: merchants.Store, text: str) -> str:
    return (await cast.publish(work, store, rules_zh=("", text))).rules_zh[0]


async def dish(work: Work, store: merchants.Store, text: str) -> str:
    return (await _article(work, store, title=text)).title


async def note(work: Work, store: merchants.Store, text: str) -> str:
    return (await _article(work, store, details=items.Details(brand=text))).details.brand


async def _article(work: Work, store: merchants.Store, **changes: object) -> items.Item:
    assert store.merchant_id is not None
    plain = items.NewItem(
        kind=items.ItemKind.GOODS, title="片儿川", variants=[items.NewVariant(price_minor=1)]
    )
    new = msgspec.structs.replace(plain, **changes)
    return (await items.create_items(work, store.market_id, store.merchant_id, [new]))[0]


async def label(work: Work, store: merchants.Store, text: str) -> str:
    where = (store.market_id, store.store_id, marketing.Channel.POSTER)
    return (await marketing.make_link(work, *where, text, ids.uuid7(), SIGNER)).label


async def store_name(work: Work, store: merchants.Store, text: str) -> str:
    new = msgspec.structs.replace(store, store_id=ids.uuid7(), slug="another", name=text)
    return (await merchants.list_store(work, store.market_id, new)).name


async def tagline(work: Work, store: merchants.Store, text: str) -> str:
    said = merchants.StoreProfile(name="望街面馆", tagline_zh=text)
    return (await merchants.change_profile(work, store.market_id, store.store_id, said)).tagline_zh


async def merchant_name(work: Work, store: merchants.Store, text: str) -> str:
    new = merchants.Merchant(merchant_id=ids.uuid7(), name=text, state=merchants.MerchantState.APPLIED)
    return (await merchants.add_merchant(work, store.market_id, new)).name


async def staff_name(work: Work, store: merchants.Store, text: str) -> str:
    where = (store.market_id, ids.uuid7(), store.store_id)
    return (await merchants.add_staff(work, *where, "clerk", text)).name


NAMES: list[Writing] = [
    nickname, deal_title, english_title, content, english_content, rule, dish, note, label, store_name,
    tagline, merchant_name, staff_name,
]  # fmt: skip


async def about(work: Work, store: merchants.Store, text: str) -> str:
    said = merchants.StoreProfile(name="望街面馆", about_zh=text)
    return (await merchants.change_profile(work, store.market_id, store.store_id, said)).about_zh


async def review(work: Work, store: merchants.Store, text: str) -> None:
    marks = (5, 5, 5)
    await community.write_review(work, store.market_id, ids.uuid7(), ids.uuid7(), *marks, text, "小满")


async def reply(work: Work, store: merchants.Store, text: str) -> None:
    await community.reply(work, store.market_id, ids.uuid7(), store.store_id, text)


async def answer(work: Work, store: merchants.Store, text: str) -> None:
    nowhere = (ids.uuid7(), ids.uuid7(), ids.uuid7())
    await merchants.answer_question(work, store.market_id, *nowhere, text)


async def code_of(work: Work, write: Writing, text: str) -> str:
    store = await cast.open_store(work, await cast.open_market(work))
    try:
        await write(work, store, text)
    except Refusal as refusal:
        return refusal.code
    return "written"


@pytest.mark.parametrize("text", [TURNED, HIDING, CONTROL, "\u3164"])
@pytest.mark.parametrize("write", NAMES)
async def test_in_a_name_nothing_acts_or_hides(work: Work, write: Writing, text: str) -> None:
    assert await code_of(work, write, text) == ("nickname_invalid" if write is nickname else "invalid")


@pytest.mark.parametrize("write", NAMES)
async def test_a_name_is_kept_tidy_and_whole(work: Work, write: Writing) -> None:
    store = await cast.open_store(work, await cast.open_market(work))
    assert await write(work, store, f"  {FAMILY}\t ") == "👨‍👩‍👧 Caf\u00e9"


@pytest.mark.parametrize("text", [TURNED, CONTROL, "\u200b"])
@pytest.mark.parametrize("write", [about, review, reply, answer])
async def test_in_a_longer_text_nothing_acts(work: Work, write: Writing, text: str) -> None:
    assert await code_of(work, write, text) == "invalid"


@pytest.mark.parametrize("write", [review, reply, answer])
async def test_a_text_with_something_to_be_seen_is_read(work: Work, write: Writing) -> None:
    """It is refused for another reason only: there is no such order, no such review."""
    assert await code_of(work, write, f"{HIDING}\n{FAMILY}") == "not_found"


async def test_an_imported_place_is_scrubbed_and_not_refused(work: Work) -> None:
    market = await cast.open_market(work)
    place = msgspec.structs.replace(
        cast.NOODLES, name=f" {TURNED} {HIDING}", about_zh=CONTROL, tagline_en="x" * 500
    )
    await merchants.import_listings(work, market.market_id, [place])
    found = await merchants.store(work, market.market_id, place.store_id)
    assert (found.name, found.about_zh, len(found.tagline_en)) == ("gooddoog good", "good", 120)
