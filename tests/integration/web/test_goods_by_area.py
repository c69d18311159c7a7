"""What is sold by area: the cart asks where it will be used, and the branch of that area has the order."""

from html import unescape

import pytest_asyncio

from linli.modules import chains, identity, items, merchants, orders
from linli.modules.chains import Circle, NewTerritory, Terms
from linli.modules.items import ItemKind, NewItem, NewVariant
from tests.integration.web.consumer_stage import Street, Visitor

DOOR = NewItem(
    kind=ItemKind.GOODS, title="大门", title_en="Front door", variants=[NewVariant(price_minor=90_000)]
)
WEST, EAST, NOWHERE = "120.05", "120.25", "120.16"


class Doors:
    """The street's merchant sells doors by area: in the east itself, in the west by a franchisee."""

    def __init__(self, street: Street, west: merchants.Store, door: items.Item) -> None:
        self.street, self.west, self.door = street, west, door

    @property
    def cart(self) -> str:
        return f"{self.street.root}/stores/{self.street.store.slug}/cart"

    async def placed_by(self, visitor: Visitor) -> orders.Order:
        assert visitor.person is not None
        about = (self.street.market.market_id, visitor.person.person_id)
        async with self.street.db.read() as reader:
            return (await orders.orders_of_person(reader, *about)).items[0]

    async def owner_of(self, store: merchants.Store) -> Visitor:
        visitor = await self.street.visitor("店主")
        assert visitor.person is not None
        async with self.street.db.work() as work:
            about = (self.street.market.market_id, visitor.person.person_id, store.store_id)
            await merchants.add_staff(work, *about, "owner", "店主")
        return visitor

    async def place(self, visitor: Visitor, lon: str) -> str:
        told = {"address": "文三路 12 号 3 室", "lat": "30.25", "lon": lon}
        sent = await visitor.press(f"{self.cart}?place=change", f"{self.cart}/address", **told)
        assert sent.status_code == 303, sent.text
        return unescape((await visitor.get(sent.headers["location"])).text)


@pytest_asyncio.fixture
async def doors(street: Street) -> Doors:
    market_id, head_id = street.market.market_id, street.store.merchant_id
    west = await street.open_store(
        "west-doors", name="城西门业", name_en="West Doors", address="文三路 100 号"
    )
    assert head_id
    assert west.merchant_id
    async with street.db.work() as work:
        await chains.invite_branch(work, market_id, head_id, street.store.store_id, Terms())
        asked = await chains.invite_branch(work, market_id, head_id, west.store_id, Terms())
        await chains.accept_terms(work, market_id, west.merchant_id, west.store_id, asked.revision)
        stores = [street.store.store_id, west.store_id]
        (door,) = await items.create_items(work, market_id, head_id, [DOOR], stores)
        for store_id, name, lon in ((stores[0], "East", EAST), (stores[1], "West", WEST)):
            area = Circle(30.25, float(lon), 5000)
            new = NewTerritory(
                store_id=store_id, name=name, area=area, measures=True, installs=name == "West"
            )
            await chains.draw_territory(work, market_id, head_id, new)
    await street.settle()
    return Doors(street, west, door)


async def test_the_cart_asks_where_and_the_branch_of_the_area_has_the_order(
    street: Street, doors: Doors
) -> None:
    visitor, cart = await street.visitor("小满"), doors.cart
    item = f"{street.root}/items/{doors.door.item_id}?store={street.store.slug}"
    page = await visitor.get(item)
    assert "Sold and measured by the branch of your area" in page.text
    await visitor.send(page, f"{cart}/lines", quantity="1")
    page = await visitor.get(cart)
    assert "Where will it be used?" in page.text
    assert f'action="{cart}/orders"' not in page.text, "nobody pays before it is known who sells"

    said = await visitor.send(page, f"{cart}/address", address="文三路 12 号 3 室")
    assert said.status_code == 422
    assert "文三路 12 号 3 室" in said.text
    assert "West Doors" in said.text, "a place in that street"
    near = said.text.split('name="near" value="')[1].split('"')[0]
    sent = await visitor.send(said, f"{cart}/address", near=near)
    assert sent.status_code == 303
    assert "文三路 12 号 3 室" in await visitor.see(cart)
    wrong = await visitor.press(f"{cart}?place=change", f"{cart}/address", address="", lat="30.25", lon=WEST)
    assert "Please write the address" in wrong.text

    outside = await doors.place(visitor, NOWHERE)
    assert "This is not sold for use at that address" in outside
    assert f'action="{cart}/orders"' not in outside
    assert "Look at" in outside
    west = await doors.place(visitor, WEST)
    assert "Sold, measured and installed by West Doors" in west
    assert "For use at 文三路 12 号 3 室" in await visitor.see(item)
    sent = await visitor.press(cart, f"{cart}/orders")
    assert sent.status_code == 303, sent.text
    order = await doors.placed_by(visitor)
    assert (order.store_id, order.merchant_id) == (doors.west.store_id, doors.west.merchant_id)
    async with street.db.read() as reader:
        (use,) = (await chains.uses_of_orders(reader, street.market.market_id, [order.order_id]))[
            order.order_id
        ]
    assert (use.address, use.lon, use.installs) == ("文三路 12 号 3 室", float(WEST), True)

    desk, theirs = await doors.owner_of(doors.west), f"{street.root}/desk/west-doors/orders/{order.order_id}"
    assert "tel:" not in await desk.see(theirs), "before it is paid nobody has anything to call about"
    await street.pay(order)
    page = await visitor.see(f"{street.root}/orders/{order.order_id}")
    for words in ("Paid. West Doors comes to you", "Sold, measured and installed by West Doors", use.address):
        assert words in page, words
    for shown in ("wallet", "kept", f"orders/{order.order_id}/pickup"):
        assert "To be done by" in await visitor.see(f"{street.root}/{shown}"), shown
    await _shops_see(street, doors, desk, visitor, order, use.address)


async def _shops_see(
    street: Street, doors: Doors, desk: Visitor, visitor: Visitor, order: orders.Order, address: str
) -> None:
    """The branch sees where to go and whom to call; the head office that it sold something."""
    theirs = f"{street.root}/desk/west-doors/orders/{order.order_id}"
    assert visitor.person is not None
    async with street.db.read() as reader:
        phone = await identity.phone_of(reader, visitor.person.person_id)
    office = await doors.owner_of(street.store)
    assert f"tel:{phone}" in await desk.see(theirs)
    assert phone not in await desk.see(f"{street.root}/desk/west-doors/pickups")
    for path in (f"orders/{order.order_id}", "pickups"):
        page = await desk.see(f"{street.root}/desk/west-doors/{path}")
        assert address in page, path
        assert "Measure and install there" in page, path
    branch = f"head-office/{street.store.merchant_id}/chain/{doors.west.store_id}"
    page = await office.see(f"{street.root}/{branch}")
    assert "Orders for its areas" in page
    assert order.number_grouped in page
    assert address not in page, "that is between the branch and its buyer"
    assert phone not in page
    await office.get(theirs, 404)


async def test_what_changed_since_the_page_was_shown_is_said_in_the_cart(
    street: Street, doors: Doors
) -> None:
    visitor, cart, market_id = await street.visitor("小满"), doors.cart, street.market.market_id
    head_id = street.store.merchant_id
    assert head_id
    await visitor.press(
        f"{street.root}/items/{doors.door.item_id}?store={street.store.slug}", f"{cart}/lines", quantity="1"
    )
    await doors.place(visitor, WEST)
    page = await visitor.get(cart)
    async with street.db.work() as work:
        (one,) = [one for one in await chains.territories(work, market_id, head_id) if one.name == "West"]
        new = NewTerritory(store_id=street.store.store_id, name="West", area=one.area)
        await chains.draw_territory(work, market_id, head_id, new, one.territory_id, one.revision)
    changed = await visitor.send(page, f"{cart}/orders")
    assert changed.status_code == 409
    assert "Another branch sells this for use at that address now" in changed.text
    assert "Front door" in changed.text
    async with street.db.work() as work:
        branch = await chains.branch_of(work, market_id, street.store.store_id)
        assert branch
        shows = Terms(hands_over=False)
        await chains.offer_terms(work, market_id, head_id, branch.store_id, shows, branch.revision)
    page = await visitor.get(cart)
    assert "hands nothing out" in page.text
    assert "Front door" in page.text
