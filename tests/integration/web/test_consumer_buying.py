"""From a deal to a paid order, with the real sandbox provider beside us, and when it is away."""

from collections.abc import AsyncIterator
from pathlib import Path

import httpx
import pytest
import pytest_asyncio

from linli.kernel.embedded import EmbeddedPostgres
from linli.kernel.ids import derived
from linli.modules import catalog, marketing, orders
from linli.modules.marketing import Landing, LandingKind
from linli.web.shared import security
from tests.integration.sandbox_pay.world import SECRET, Provider, free_port
from tests.integration.web.consumer_stage import SITE, Street, Town, Visitor, open_town


@pytest_asyncio.fixture(scope="module")
async def provider(tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[Provider]:
    started = Provider(Path(tmp_path_factory.mktemp("street pay")) / "pay.sqlite")
    await started.start()
    yield started
    await started.stop()


@pytest_asyncio.fixture(scope="module")
async def town(postgres: EmbeddedPostgres, provider: Provider) -> AsyncIterator[Town]:
    async with open_town(postgres, sandbox_pay_port=provider.port, sandbox_pay_secret=SECRET) as opened:
        yield opened


@pytest_asyncio.fixture
async def lonely_street(postgres: EmbeddedPostgres) -> AsyncIterator[Street]:
    """Nobody answers at the provider's address."""
    async with open_town(postgres, sandbox_pay_port=free_port()) as town:
        yield await town.street()


def addresses(street: Street) -> tuple[str, str]:
    deal = f"{street.root}/deals/{street.deal.deal_id}"
    return f"{deal}/checkout", f"{deal}/orders"


async def own_orders(street: Street, visitor: Visitor) -> list[orders.Order]:
    assert visitor.person is not None
    async with street.db.read() as reader:
        page = await orders.orders_of_person(reader, street.market.market_id, visitor.person.person_id)
    return page.items


async def press_pay(pay_url: str, fault: str = "none") -> str:
    """On the provider's page: the address it sends the payer back to."""
    async with httpx.AsyncClient(trust_env=False) as payer:
        answer = await payer.post(pay_url, data={"method": "wallet", "fault": fault})
    return answer.headers["location"].removeprefix(SITE)


async def test_three_taps_lead_from_deal_to_voucher_even_without_a_callback(
    street: Street,
) -> None:
    visitor = await street.visitor("小满")
    checkout, place = addresses(street)
    assert checkout in await visitor.see(checkout.removesuffix("/checkout"))
    sent = await visitor.press(checkout, place, quantity="2")
    assert sent.status_code == 303
    assert sent.headers["location"].startswith(street.settings.sandbox_url)
    back = await visitor.get(await press_pay(sent.headers["location"]), 303)
    page = await visitor.see(back.headers["location"])
    assert "Paid. Ready when you are" in page
    assert "Your 2 vouchers" in page
    assert (await own_orders(street, visitor))[0].tracking_code in page


@pytest.mark.parametrize("language", ["zh", "en"])
async def test_the_provider_shows_the_deal_in_the_buyer_s_language(street: Street, language: str) -> None:
    visitor = await street.visitor("小满", language=language)
    sent = await visitor.press(*addresses(street), quantity="1")
    async with httpx.AsyncClient(trust_env=False) as http:
        page = (await http.get(sent.headers["location"])).text
    titles = {"zh": street.deal.title, "en": street.deal.title_en}
    assert titles.pop(language) in page
    assert titles.popitem()[1] not in page


async def test_a_form_sent_twice_places_one_order(street: Street) -> None:
    visitor = await street.visitor("小满")
    checkout, place = addresses(street)
    page = await visitor.get(checkout)
    first, again = await visitor.send(page, place), await visitor.send(page, place)
    assert first.headers["location"] == again.headers["location"]
    assert len(await own_orders(street, visitor)) == 1


async def test_the_same_form_with_another_quantity_is_refused_in_place(street: Street) -> None:
    visitor = await street.visitor("小满")
    checkout, place = addresses(street)
    page = await visitor.get(checkout)
    await visitor.send(page, place, quantity="1")
    refused = await visitor.send(page, place, quantity="2")
    assert refused.status_code == 422
    assert "nothing was charged" in refused.text
    assert (await visitor.send(refused, place, quantity="2")).status_code == 303


async def test_more_than_one_may_have_is_refused_in_place(street: Street) -> None:
    visitor = await street.visitor("小满")
    checkout, place = addresses(street)
    refused = await visitor.press(checkout, place, quantity="9")
    assert refused.status_code == 409
    assert not await own_orders(street, visitor)


async def test_sold_out_says_so_at_the_deal_and_at_checkout(street: Street) -> None:
    street.deal = await street.publish(stock=1, title="最后一份")
    await street.order(await street.visitor("早起"), deal=street.deal)
    visitor = await street.visitor("小满")
    checkout, _ = addresses(street)
    assert "All of these are sold" in await visitor.see(checkout.removesuffix("/checkout"))
    assert "All of these are sold" in await visitor.see(checkout)


async def test_with_the_provider_away_the_order_waits_and_says_so(lonely_street: Street) -> None:
    visitor = await lonely_street.visitor("小满")
    checkout, place = addresses(lonely_street)
    sent = await visitor.press(checkout, place)
    page = await visitor.see(sent.headers["location"])
    assert "The payment page does not answer" in page
    (order,) = await own_orders(lonely_street, visitor)
    again = await visitor.send(page, f"{lonely_street.root}/orders/{order.order_id}/payment")
    assert again.headers["location"].endswith("?provider=away")


async def test_a_waiting_page_asks_quietly_until_a_late_callback_changes_it(street: Street) -> None:
    visitor = await street.visitor("小满")
    order = await street.order(visitor)
    address = f"{street.root}/orders/{order.order_id}"
    assert 'data-hx-trigger="every 3s"' in await visitor.see(address)
    await visitor.get(f"{address}?waiting=1", 204)
    await street.pay(order)
    changed = await visitor.see(f"{address}?waiting=1")
    assert "Paid. Ready when you are" in changed
    assert "every 3s" not in changed


async def test_an_unpaid_order_is_canceled_and_a_paid_one_stays(street: Street) -> None:
    visitor = await street.visitor("小满")
    waiting, paid = await street.order(visitor), await street.order(visitor)
    address = f"{street.root}/orders/{waiting.order_id}"
    assert "Canceled" in await visitor.see(
        (await visitor.press(address, f"{address}/cancellation")).headers["location"]
    )
    address = f"{street.root}/orders/{paid.order_id}"
    page = await visitor.get(address)
    await street.pay(paid)
    assert (await visitor.send(page, f"{address}/cancellation")).status_code == 303
    assert "Paid. Ready when you are" in await visitor.see(address)


async def test_canceling_an_order_that_was_paid_meanwhile_keeps_it(street: Street) -> None:
    visitor = await street.visitor("小满")
    checkout, place = addresses(street)
    sent = await visitor.press(checkout, place)
    (order,) = await own_orders(street, visitor)
    address = f"{street.root}/orders/{order.order_id}"
    page = await visitor.get(address)
    await press_pay(sent.headers["location"], "callback_lost")
    answer = await visitor.send(page, f"{address}/cancellation")
    assert answer.headers["location"] == f"{address}?done=paid_after_all"
    assert "Paid. Ready when you are" in await visitor.see(address)


async def test_another_person_s_order_is_not_there(street: Street) -> None:
    order = await street.order(await street.visitor("小满"))
    stranger = await street.visitor("路人")
    await stranger.get(f"{street.root}/orders/{order.order_id}", 404)
    await stranger.get(f"{street.root}/orders/{order.order_id}/return", 404)
    await stranger.get(f"{street.root}/orders/{order.order_id}/review", 404)


async def make_link(street: Street) -> marketing.Link:
    async with street.db.work() as work:
        maker = derived("test", "maker")
        where = (street.market.market_id, street.store.store_id)
        about = (*where, marketing.Channel.TABLE_CARD, "Window seat", maker)
        return await marketing.make_link(work, *about, street.services.codes)


async def test_a_tracking_link_leads_to_the_store_and_is_credited_with_the_order(street: Street) -> None:
    visitor, link = await street.visitor("小满"), await make_link(street)
    landed = await visitor.get(marketing.link_path(street.market.slug, link.code), 303)
    assert landed.headers["location"] == f"{street.root}/stores/wangjie-noodles"
    cookie = next(one for one in landed.headers.get_list("set-cookie") if security.VISIT_COOKIE in one)
    assert "HttpOnly" in cookie
    assert f"Max-Age={30 * 24 * 3600}" in cookie
    checkout, place = addresses(street)
    await visitor.press(checkout, place)
    (order,) = await own_orders(street, visitor)
    assert order.tracking_code == f"{link.code}-{order.number}"
    await street.settle()
    page = await visitor.see(f"{street.root}/orders/{order.order_id}")
    assert "Table card: Window seat" in page


async def test_a_code_leads_where_it_says_and_home_where_that_is_over(street: Street) -> None:
    guest = await street.visitor("小满")
    where = (street.market.market_id, street.store.store_id)
    async with street.db.work() as work:
        about = (*where, marketing.Channel.LEAFLET, "Spring", derived("test", "maker"))
        place = marketing.Place(landing=Landing(LandingKind.DEAL, street.deal.deal_id))
        link = await marketing.make_link(work, *about, street.services.codes, place)
    path, deal = marketing.link_path(street.market.slug, link.code), f"/deals/{street.deal.deal_id}"
    for form in (path, path.upper()):
        landed = await guest.get(form, 303)
        assert landed.headers["location"] == f"{street.root}{deal}?store=wangjie-noodles"
    bot = await street.http_of("Googlebot/2.1").get(path)
    assert (bot.status_code, bot.headers["location"]) == (303, landed.headers["location"])
    looked = await street.http_of("Mozilla/5.0 Chrome/1").head(path)
    assert (looked.status_code, looked.headers["location"]) == (303, landed.headers["location"])
    assert security.VISIT_COOKIE not in bot.cookies
    assert security.VISIT_COOKIE not in looked.cookies
    async with street.db.work() as work:
        await catalog.end_deal(work, where[0], street.deal.deal_id)
    landed = await guest.get(path, 303)
    assert landed.headers["location"] == f"{street.root}/stores/wangjie-noodles?done=landing_gone"
    assert "What this code led to is over" in await guest.see(landed.headers["location"])
    async with street.db.read() as reader:
        [line] = (await marketing.links_of_store(reader, *where)).items
    assert line.visits == 3
    async with street.db.work() as work:
        await marketing.end_link(work, *where, link.link_id)
    made_up = path[:-1] + ("2" if path[-1] == "3" else "3")
    ended, never = [await guest.get(one, 404) for one in (path, made_up)]
    for page in (ended, never):
        assert "This code leads nowhere" in page.text
        assert f'href="{street.root}"' in page.text
    await guest.get(f"/q/nowhere-{link.code}", 404)


async def test_a_visit_to_another_store_earns_nothing_here(street: Street) -> None:
    visitor, link = await street.visitor("小满"), await make_link(street)
    await visitor.get(marketing.link_path(street.market.slug, link.code), 303)
    street.deal = await street.publish(await street.open_store("tea"))
    checkout, place = addresses(street)
    await visitor.press(checkout, place)
    (order,) = await own_orders(street, visitor)
    assert order.visit_id is None
    assert order.tracking_code.startswith("DIRECT-")


async def test_a_forged_visit_cookie_is_ignored(street: Street) -> None:
    visitor = await street.visitor("小满")
    visitor.http.cookies.set(security.VISIT_COOKIE, f"{street.market.slug}/{street.store.store_id}.forged")
    checkout, place = addresses(street)
    assert (await visitor.press(checkout, place)).status_code == 303
    assert (await own_orders(street, visitor))[0].visit_id is None
