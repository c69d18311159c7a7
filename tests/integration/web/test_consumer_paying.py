"""Choosing how to pay, and the pages between an order and its provider, with Stripe's simulator beside us."""

from collections.abc import AsyncIterator, Iterator

import pytest
import pytest_asyncio

from linli.kernel.embedded import EmbeddedPostgres
from linli.modules import orders
from tests.integration.providers.wechat_stage import simulated
from tests.integration.sandbox_pay.world import free_port
from tests.integration.web.consumer_stage import SITE, Street, Town, Visitor, open_town
from tests.integration.web.test_consumer_buying import addresses, own_orders
from tests.simulators import stripe
from tests.simulators.__main__ import settings_of_wechat
from tests.simulators.stripe import Account


@pytest.fixture(scope="module")
def program() -> stripe.Stripe:
    return stripe.started(Account(currency="cny"))


@pytest.fixture(scope="module")
def wallet() -> Iterator[dict[str, str]]:
    with simulated() as program:
        told = settings_of_wechat(program)
        yield {name.removeprefix("LINLI_").lower(): value for name, value in told.items()}


@pytest_asyncio.fixture(scope="module")
async def town(
    postgres: EmbeddedPostgres, program: stripe.Stripe, wallet: dict[str, str]
) -> AsyncIterator[Town]:
    """Cards first; the sandbox is offered too, and away; and WeChat Pay."""
    settings = {
        **wallet,
        "pay_with": "stripe,sandbox,wechat_pay",
        "sandbox_pay_port": free_port(),
        "stripe_secret_key": program.account.secret_key,
        "stripe_webhook_secret": program.account.webhook_secret,
        "stripe_api_url": program.url,
    }
    async with open_town(postgres, **settings) as opened:
        yield opened
    program.stop()


async def placed(street: Street, visitor: Visitor, provider: str) -> tuple[orders.Order, str]:
    """An order, and where its form led."""
    checkout, place = addresses(street)
    sent = await visitor.press(checkout, place, quantity="1", provider=provider)
    assert sent.status_code == 303
    return (await own_orders(street, visitor))[0], sent.headers["location"]


async def test_both_ways_stand_on_the_checkout_and_the_markets_first_is_marked(street: Street) -> None:
    page = await (await street.visitor("小满")).see(addresses(street)[0])
    assert page.index('value="stripe"') < page.index('value="sandbox"')
    assert 'value="stripe" required checked' in page


async def test_a_page_of_ours_leads_on_to_the_card_page_and_back_to_the_paid_order(
    street: Street, program: stripe.Stripe
) -> None:
    visitor = await street.visitor("小满")
    order, led_to = await placed(street, visitor, "stripe")
    assert led_to == f"{street.root}/orders/{order.order_id}/paying"
    page = await visitor.see(led_to)
    session = next(one for one in program.sessions.values() if one.url in page)
    assert f'<meta http-equiv="refresh" content="0;url={session.url}">' in page
    assert session.asked["success_url"] == f"{SITE}{street.root}/orders/{order.order_id}/return"
    assert program.pay(session.id)
    back = await visitor.get(f"{street.root}/orders/{order.order_id}/payment-check", 303)
    assert back.headers["location"].endswith("?done=paid")
    # There is nothing to pay any more.
    assert (await visitor.get(led_to, 303)).headers["location"] == f"{street.root}/orders/{order.order_id}"


async def test_who_says_they_have_paid_and_has_not_is_told_so_on_the_same_page(street: Street) -> None:
    visitor = await street.visitor("小满")
    order, led_to = await placed(street, visitor, "stripe")
    back = await visitor.get(f"{street.root}/orders/{order.order_id}/payment-check", 303)
    assert back.headers["location"] == f"{led_to}?asked=1"
    page = await visitor.see(back.headers["location"])
    assert "No payment has arrived yet" in page
    assert 'http-equiv="refresh"' not in page


async def test_with_the_chosen_provider_away_the_payer_begins_another_way(
    street: Street, program: stripe.Stripe
) -> None:
    visitor = await street.visitor("小满")
    order, led_to = await placed(street, visitor, "sandbox")
    address = f"{street.root}/orders/{order.order_id}"
    assert led_to == f"{address}?provider=away"
    page = await visitor.see(led_to)
    assert "does not answer" in page and "Pay another way" in page
    assert 'value="stripe" required checked' in page
    # Nobody was ever sent to the one that is away, so nothing can be paid there.
    sent = await visitor.press(address, f"{address}/payment", provider="stripe")
    assert sent.headers["location"] == f"{address}/paying"
    page = await visitor.see(sent.headers["location"])
    session = next(one for one in program.sessions.values() if one.url in page)
    assert program.pay(session.id)
    back = await visitor.get(f"{address}/payment-check", 303)
    assert back.headers["location"].endswith("?done=paid")


async def test_no_other_way_begins_while_a_page_that_was_shown_cannot_be_closed(
    street: Street, program: stripe.Stripe
) -> None:
    visitor = await street.visitor("小满")
    order, led_to = await placed(street, visitor, "stripe")
    address = f"{street.root}/orders/{order.order_id}"
    program.switches.fail = 1
    sent = await visitor.press(address, f"{address}/payment", provider="sandbox")
    assert sent.headers["location"] == f"{address}?provider=left"
    page = await visitor.see(sent.headers["location"])
    assert "nobody pays twice" in page
    assert 'value="stripe" required checked' in page
    assert (await visitor.get(led_to)).status_code == 200


async def test_inside_an_app_its_own_way_can_be_chosen_where_another_comes_first(
    street: Street, wallet: dict[str, str]
) -> None:
    visitor = await street.visitor("小满")
    visitor.http.headers["User-Agent"] = "Mozilla/5.0 (iPhone) MicroMessenger/8.0"
    order, led_to = await placed(street, visitor, "wechat_pay")
    assert led_to == f"{street.root}/orders/{order.order_id}/payer"
    assert wallet["wechat_open_url"] in await visitor.see(led_to)


async def test_what_a_person_chose_is_marked_next_time(street: Street) -> None:
    visitor = await street.visitor("小满")
    await placed(street, visitor, "stripe")
    assert 'value="stripe" required checked' in await visitor.see(addresses(street)[0])


async def test_an_unknown_provider_in_a_form_is_the_markets_first(street: Street) -> None:
    visitor = await street.visitor("小满")
    order, led_to = await placed(street, visitor, "paypal")
    assert led_to == f"{street.root}/orders/{order.order_id}/paying"


async def test_strangers_find_no_pages_of_an_order_that_is_not_theirs(street: Street) -> None:
    order, _ = await placed(street, await street.visitor("小满"), "stripe")
    stranger = await street.visitor("阿强")
    for name in ("paying", "payment-check", "payer"):
        await stranger.get(f"{street.root}/orders/{order.order_id}/{name}", 404)


async def test_an_order_that_was_given_up_has_no_page_to_pay_on(street: Street) -> None:
    visitor = await street.visitor("小满")
    order, led_to = await placed(street, visitor, "stripe")
    address = f"{street.root}/orders/{order.order_id}"
    await visitor.press(address, f"{address}/cancellation")
    assert (await visitor.get(led_to, 303)).headers["location"] == address
