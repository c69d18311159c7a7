"""`?done=…` in an address: a page repeats it only where it is so."""

import html
from collections.abc import AsyncIterator

import pytest_asyncio

from linli.kernel.embedded import EmbeddedPostgres
from linli.web.shared.i18n import Translator, load_all
from tests.integration.web.consumer_stage import Street, Visitor, open_town
from tests.integration.web.shop_stage import SLUG, open_stage

ORDER = ("paid", "paid_after_all", "canceled", "refunded", "nothing_to_refund", "reviewed")
EVERY = (*ORDER, "following", "not_following", "renamed", "password_set", "signed_out", "welcome")
DESK = {
    "codes": ("link_made", "link_ended"),
    "deals": ("deal_published", "deal_ended"),
    "reviews": ("replied",),
}
WORDS = Translator("en", load_all()["en"], strict=True)


@pytest_asyncio.fixture
async def street(postgres: EmbeddedPostgres) -> AsyncIterator[Street]:
    async with open_town(postgres) as town:
        yield await town.street()


def says(page: str, key: str) -> bool:
    return WORDS.t(key).unescape() in html.unescape(page)


async def shown(street: Street, visitor: Visitor, path: str, claims: tuple[str, ...] = EVERY) -> set[str]:
    """Which of these notices the page shows when its address claims them."""
    pages = {done: await visitor.see(f"{street.root}/{path}?done={done}") for done in claims}
    return {done for done, page in pages.items() if says(page, f"consumer.done.{done}")}


async def test_an_order_says_of_what_was_done_only_what_is_so(street: Street) -> None:
    visitor = await street.visitor("小满")
    order = await street.order(visitor)
    path = f"orders/{order.order_id}"
    assert await shown(street, visitor, path, ORDER) == {"nothing_to_refund"}
    await visitor.press(f"{street.root}/{path}", f"{street.root}/{path}/cancellation")
    assert await shown(street, visitor, path, ORDER) == {"canceled", "nothing_to_refund"}
    paid = await street.bought(visitor)
    path = f"orders/{paid.order_id}"
    assert await shown(street, visitor, path, ORDER) == {"paid", "paid_after_all"}
    await visitor.press(f"{street.root}/{path}", f"{street.root}/{path}/refund")
    assert await shown(street, visitor, path, ORDER) == {"refunded", "nothing_to_refund"}


async def test_other_pages_repeat_nothing_that_is_not_theirs(street: Street) -> None:
    visitor, passer_by = await street.visitor("小满"), await street.visitor()
    store = "stores/wangjie-noodles"
    assert await shown(street, visitor, "wallet") == {"welcome"}
    assert await shown(street, visitor, store) == {"welcome", "not_following"}
    assert await shown(street, passer_by, store) == {"signed_out", "not_following"}
    await visitor.press(f"{street.root}/{store}", f"{street.root}/{store}/following")
    assert await shown(street, visitor, store) == {"welcome", "following"}


async def test_the_desk_and_the_counter_claim_nothing_that_did_not_happen(
    postgres: EmbeddedPostgres,
) -> None:
    async with open_stage(postgres) as stage:
        stranger = await stage.browser("stranger")
        for page, claims in DESK.items():
            for done in claims:
                answer = await stranger.get(f"/{SLUG}/desk/tea/{page}?done={done}")
                assert answer.status_code == 200
                assert not says(answer.text, f"desk.done.{done}")
        counter = await stranger.get(f"/{SLUG}/counter/tea?done=undone")
        assert not says(counter.text, "counter.undone")
