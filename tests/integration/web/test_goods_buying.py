"""Goods, from an article's page over the cart to the code at the counter, and what is given back."""

import re

import pytest_asyncio

from linli.kernel.idempotency import Key
from linli.modules import items, orders, pickups, stock
from linli.modules.items import Details, ItemKind, NewItem, NewVariant
from tests.integration.web.consumer_stage import Street, Visitor

CAKE = NewItem(
    kind=ItemKind.DISH,
    title="定胜糕",
    title_en="Victory cake",
    variants=[
        NewVariant(price_minor=1_200, name="小份", name_en="Small"),
        NewVariant(price_minor=2_000, name="大份"),
    ],
    details=Details(
        options=(
            items.Option(
                name="馅",
                name_en="Filling",
                least=1,
                choices=(
                    items.Choice(name="豆沙", name_en="Red bean"),
                    items.Choice(name="芝麻", extra_minor=100),
                ),
            ),
        )
    ),
)
RICE = NewItem(kind=ItemKind.GOODS, title="大米", title_en="Rice", variants=[NewVariant(price_minor=1_999)])


@pytest_asyncio.fixture
async def made(street: Street) -> list[items.Item]:
    """Cakes to order, and three bags of rice."""
    merchant_id, market_id = street.store.merchant_id, street.market.market_id
    assert merchant_id is not None
    async with street.db.work() as work:
        new = await items.create_items(work, market_id, merchant_id, [CAKE, RICE], [street.store.store_id])
    async with street.db.work() as work:
        rice = {new[1].variants[0].variant_id: 3}
        await stock.receive(work, market_id, street.store.store_id, rice, Key("test", "rice", b""))
    return new


async def _newest(street: Street, visitor: Visitor) -> orders.Order:
    assert visitor.person is not None
    async with street.db.read() as reader:
        about = (street.market.market_id, visitor.person.person_id)
        return (await orders.orders_of_person(reader, *about)).items[0]


def cart_of(street: Street) -> str:
    return f"{street.root}/stores/{street.store.slug}/cart"


async def paid(street: Street, visitor: Visitor) -> orders.Order:
    """The cart is ordered by its page, and paid as the provider would tell."""
    sent = await visitor.press(cart_of(street), f"{cart_of(street)}/orders")
    assert sent.status_code == 303, sent.text
    order = await _newest(street, visitor)
    await street.pay(order)
    return order


async def test_from_the_article_over_the_cart_to_the_code(street: Street, made: list[items.Item]) -> None:
    visitor, cart = await street.visitor("小满"), cart_of(street)
    cake, rice = [f"{street.root}/items/{one.item_id}" for one in made]
    large = str(made[0].variants[1].variant_id)
    added = await visitor.press(cake, f"{cart}/lines", **{"variant": large, "quantity": "2", "pick-0": "1"})
    assert added.headers["location"].endswith("?store=wangjie-noodles&done=in_cart")
    seen = await visitor.see(added.headers["location"])
    assert "It is in your cart" in seen
    assert "Your cart: 2 articles" in seen
    await visitor.press(rice, f"{cart}/lines", quantity="3")
    page = await visitor.get(cart)
    for words in ("大份 · 芝麻", "Rice", "¥19.99 each", "¥21 each", "Collect at Wangjie Noodles"):
        assert words in page.text, words

    first = await visitor.send(page, f"{cart}/orders")
    again = await visitor.send(page, f"{cart}/orders")
    assert (first.status_code, again.status_code) == (303, 303), "a second click is the same order"
    assert "Nothing in your cart" in await visitor.see(cart)
    assert visitor.person is not None
    async with street.db.read() as reader:
        found = await orders.orders_of_person(reader, street.market.market_id, visitor.person.person_id)
    (order,) = found.items
    await street.pay(order)
    async with street.db.read() as reader:
        code = (await pickups.pickup(reader, street.market.market_id, order.order_id)).code_grouped
    here = f"{street.root}/orders/{order.order_id}"
    assert code in await visitor.see(f"{here}/pickup")
    wallet = await visitor.see(f"{street.root}/wallet")
    assert "5 articles to collect" in wallet
    kept = await visitor.get(f"{street.root}/kept")
    assert f'id="kept-{order.order_id}"' in kept.text
    assert "5 articles to collect" in kept.text
    assert "<form" not in kept.text
    assert re.search(r"Ready *<span class=\"tab-count\">1<", wallet)
    assert "To collect" in await visitor.see(f"{street.root}/orders")
    stranger = await street.visitor("阿春")
    await stranger.get(f"{here}/pickup", 404)

    back = await visitor.press(here, f"{here}/partial-refund", **{"units-1": "1", "units-2": "0"})
    assert back.headers["location"].endswith("?done=refunded")
    page = await visitor.see(here)
    assert "Refund ¥80.97" in page
    assert "4 articles to collect" in page


async def test_what_runs_out_meanwhile_is_said_and_nothing_is_lost(
    street: Street, made: list[items.Item]
) -> None:
    visitor, other, cart = await street.visitor("小满"), await street.visitor("阿春"), cart_of(street)
    rice = f"{street.root}/items/{made[1].item_id}"
    for who, count in ((visitor, "2"), (other, "2")):
        await who.press(rice, f"{cart}/lines", quantity=count)
    page = await visitor.get(cart)
    await paid(street, other)
    refused = await visitor.send(page, f"{cart}/orders")
    assert refused.status_code == 409
    assert "has only 1 left" in refused.text
    assert "Only 1 left here." in refused.text
    changed = await visitor.press(cart, f"{cart}/quantities", quantity="1")
    assert changed.headers["location"] == cart
    assert (await paid(street, visitor)).quantity == 1
    assert "Sold out" in await visitor.see(rice) or f"{cart}/lines" not in await visitor.see(rice)
    choose = await visitor.press(f"{street.root}/items/{made[0].item_id}", f"{cart}/lines", **{"pick-0": "7"})
    assert choose.status_code == 422
    assert "Please choose again for Victory cake" in choose.text


async def test_a_cart_is_collected_at_the_branch_that_has_it(street: Street, made: list[items.Item]) -> None:
    visitor, cart = await street.visitor("小满"), cart_of(street)
    merchant_id, market_id = street.store.merchant_id, street.market.market_id
    assert merchant_id is not None
    branch = await street.open_store("second", name="二店", name_en="Second branch", merchant_id=merchant_id)
    rice = made[1].variants[0].variant_id
    async with street.db.work() as work:
        await items.set_range(work, market_id, merchant_id, [branch.store_id], add=[made[1].item_id])
    async with street.db.work() as work:
        await stock.receive(work, market_id, branch.store_id, {rice: 9}, Key("test", "more rice", b""))
    await visitor.press(
        f"{street.root}/items/{made[1].item_id}?store={street.store.slug}", f"{cart}/lines", quantity="9"
    )
    page = await visitor.get(cart)
    assert "Second branch has all of it" in page.text
    brought = await visitor.get(f"{cart}?bring=second")
    assert "Second branch sends what is out here" in brought.text
    assert "Comes from Second branch" in brought.text
    fewer = await visitor.send(brought, f"{cart}/quantities", quantity="4")
    assert fewer.headers["location"] == f"{cart}?bring=second", "the choice is kept"
    refused = await visitor.send(page, f"{cart}/orders")
    assert refused.status_code == 409, "what was not chosen is not brought over"
    ordered = await visitor.send(await visitor.get(f"{cart}?bring=second"), f"{cart}/orders")
    assert ordered.status_code == 303
    order = await _newest(street, visitor)
    await street.pay(order)
    assert "Some of it is brought over" in await visitor.see(f"{street.root}/orders/{order.order_id}/pickup")
    rice_here = f"{street.root}/items/{made[1].item_id}?store={street.store.slug}"
    await visitor.press(rice_here, f"{cart}/lines", quantity="5")
    page = await visitor.get(cart)
    moved = await visitor.send(page, f"{cart}/branch")
    there = f"{street.root}/stores/second/cart"
    assert moved.headers["location"] == there
    assert "Collect at Second branch" in await visitor.see(there)
    assert "Nothing in your cart" in await visitor.see(cart)


async def test_one_tap_on_a_list_puts_what_needs_no_choice_into_the_cart(
    street: Street, made: list[items.Item]
) -> None:
    visitor, root = await street.visitor("小满"), f"{street.root}/stores/{street.store.slug}"
    rice, market_id = made[1].variants[0].variant_id, street.market.market_id
    page = await visitor.get(f"{root}/range")
    assert f'value="{rice}"' in page.text
    assert not any(f'value="{one.variant_id}"' in page.text for one in made[0].variants), "there is a choice"
    # What finds in this shop, and the way back, lead there.
    assert f'action="{root}/range"' in page.text
    assert f'class="back" href="{root}"' in page.text
    visitor.http.headers["hx-request"] = "true"
    bar = (await visitor.send(page, f"{root}/cart/lines", variant=str(rice))).text
    assert "Your cart: 1 article<" in bar
    assert "19<" in bar
    assert "<main" not in bar, "the bar alone"
    gone = await visitor.send(page, f"{root}/cart/lines", variant=str(made[1].item_id))
    assert gone.status_code == 200
    assert "cart-refused" in gone.text
    assert "Your cart: 1 article<" in gone.text
    del visitor.http.headers["hx-request"]
    # Without a script the list comes back, and says so.
    back = await visitor.send(await visitor.get(root), f"{root}/cart/lines", variant=str(rice))
    assert back.headers["location"] == f"{root}?done=in_cart"
    assert "Your cart: 2 articles" in await visitor.see(back.headers["location"])
    async with street.db.work() as work:
        await stock.count(work, market_id, street.store.store_id, {rice: 0})
    sold_out = await visitor.see(f"{root}/range")
    assert "Sold out here" in sold_out
    assert f'value="{rice}"' not in sold_out
    stranger = await street.visitor()
    first = await stranger.get(f"{root}/range")
    stranger.http.headers["hx-request"] = "true"
    asked = await stranger.send(first, f"{root}/cart/lines", variant=str(rice))
    assert asked.headers["hx-redirect"].startswith(f"{street.root}/sign-in?next=")
