"""After the payment: the voucher, its refund, the review, and the stores one follows."""

from linli.modules import community, vouchers
from tests.integration.web.consumer_stage import Street


async def test_the_voucher_is_a_qr_code_and_a_grouped_code(street: Street) -> None:
    visitor = await street.visitor("小满")
    (voucher,) = await street.vouchers_of(await street.bought(visitor))
    page = await visitor.see(f"{street.root}/vouchers/{voucher.voucher_id}")
    assert voucher.code_grouped in page
    assert 'aria-label="QR code of this voucher"' in page
    assert f"{street.root}/vouchers/{voucher.voucher_id}" in await visitor.see(f"{street.root}/wallet")


async def test_another_person_s_voucher_is_not_there(street: Street) -> None:
    (voucher,) = await street.vouchers_of(await street.bought(await street.visitor("小满")))
    await (await street.visitor("路人")).get(f"{street.root}/vouchers/{voucher.voucher_id}", 404)


async def test_unused_vouchers_are_refunded_in_one_tap_and_once(street: Street) -> None:
    visitor = await street.visitor("小满")
    order = await street.bought(visitor, 3)
    await street.redeem(order)
    address = f"{street.root}/orders/{order.order_id}"
    page = await visitor.get(address)
    assert "Refund ¥124" in page.text
    for _ in range(2):
        answer = await visitor.send(page, f"{address}/refund")
        assert answer.headers["location"] == f"{address}?done=refunded"
    seen = await visitor.see(answer.headers["location"])
    assert seen.count("¥124 is on its way back") == 1
    states = sorted(one.state for one in await street.vouchers_of(order))
    assert states == sorted([vouchers.VoucherState.REDEEMED, *[vouchers.VoucherState.REFUNDED] * 2])


async def test_the_voucher_page_refunds_too_and_then_wears_a_stamp(street: Street) -> None:
    visitor = await street.visitor("小满")
    order = await street.bought(visitor)
    (voucher,) = await street.vouchers_of(order)
    address = f"{street.root}/vouchers/{voucher.voucher_id}"
    await visitor.press(address, f"{street.root}/orders/{order.order_id}/refund")
    page = await visitor.see(address)
    assert "voucher-stamp" in page
    assert "It can no longer be used" in page


async def test_nothing_left_to_refund_is_said_and_changes_nothing(street: Street) -> None:
    visitor = await street.visitor("小满")
    order = await street.bought(visitor)
    address = f"{street.root}/orders/{order.order_id}"
    page = await visitor.get(address)
    await street.redeem(order)
    answer = await visitor.send(page, f"{address}/refund")
    assert answer.headers["location"] == f"{address}?done=nothing_to_refund"


async def test_a_review_needs_a_used_voucher(street: Street) -> None:
    visitor = await street.visitor("小满")
    order = await street.bought(visitor)
    address = f"{street.root}/orders/{order.order_id}/review"
    assert (await visitor.get(address, 303)).headers["location"] == f"{street.root}/orders/{order.order_id}"


async def test_after_use_one_review_by_aspect_shows_with_the_store_s_answer(street: Street) -> None:
    visitor = await street.visitor("小满")
    order = await street.bought(visitor)
    await street.redeem(order)
    address = f"{street.root}/orders/{order.order_id}/review"
    missing = await visitor.press(address, address, quality="5", place="4", body="Fragrant broth")
    assert missing.status_code == 422
    assert "Fragrant broth" in missing.text
    marks = {"quality": "5", "place": "4", "service": "5"}
    done = await visitor.send(missing, address, **marks, body="Fragrant <b>broth</b>")
    assert "Thank you" in await visitor.see(done.headers["location"])
    assert (await visitor.send(missing, address, **marks, body="Again")).status_code == 303
    async with street.db.work() as work:
        review = await community.review_of_order(work, street.market.market_id, order.order_id)
        assert review is not None
        where = (street.market.market_id, review.review_id, street.store.store_id)
        await community.reply(work, *where, "Come again soon")
    page = await visitor.see(f"{street.root}/stores/wangjie-noodles")
    assert "Fragrant &lt;b&gt;broth&lt;/b&gt;" in page
    assert "Come again soon" in page
    assert "Again<" not in page


async def test_the_order_shows_its_line_from_order_to_review(street: Street) -> None:
    visitor = await street.visitor("小满")
    order = await street.bought(visitor)
    await street.redeem(order)
    page = await visitor.see(f"{street.root}/orders/{order.order_id}")
    places = [
        page.index(words)
        for words in ("Ordered", "Paid, money held safely", "Used at the shop", "Say how it was")
    ]
    assert places == sorted(places)


async def test_followed_stores_show_their_new_deals(street: Street) -> None:
    visitor = await street.visitor("小满")
    assert "You follow no shops yet" in await visitor.see(f"{street.root}/following")
    store = f"{street.root}/stores/wangjie-noodles"
    await visitor.press(store, f"{store}/following")
    deal = await street.publish(title="新品", title_en="Something new")
    page = await visitor.see(f"{street.root}/following")
    assert f"{street.root}/deals/{deal.deal_id}" in page
    await visitor.press(store, f"{store}/following/end")
    assert "You follow no shops yet" in await visitor.see(f"{street.root}/following")


async def test_empty_lists_say_what_to_do(street: Street) -> None:
    visitor = await street.visitor("小满")
    assert "No orders yet" in await visitor.see(f"{street.root}/orders")
    assert "Nothing to use yet" in await visitor.see(f"{street.root}/wallet")


async def test_the_wallet_has_a_shelf_for_each_end_of_a_voucher(street: Street) -> None:
    visitor = await street.visitor("小满")
    order = await street.bought(visitor, 2)
    used = await street.redeem(order)
    (returned,) = await street.vouchers_of(another := await street.bought(visitor))
    await visitor.press(
        f"{street.root}/orders/{another.order_id}", f"{street.root}/orders/{another.order_id}/refund"
    )
    wallet = f"{street.root}/wallet"
    shelves = {name: await visitor.see(f"{wallet}?shelf={name}") for name in ("active", "used", "expired")}
    link = f'href="{street.root}/vouchers/'
    assert {name: page.count(link) for name, page in shelves.items()} == dict.fromkeys(shelves, 1)
    assert f"{link}{used.voucher_id}" in shelves["used"]
    assert f"{link}{returned.voucher_id}" in shelves["expired"]
    assert f'href="{wallet}" aria-current="page"' in await visitor.see(f"{wallet}?shelf=no-such")
    assert shelves["active"].count('class="tab-count">1<') == 3


async def test_what_was_given_away_is_on_a_shelf_of_its_own(street: Street) -> None:
    visitor, friend = await street.visitor("小满"), await street.visitor("阿青")
    assert visitor.person and friend.person
    still_open, claimed = await street.vouchers_of(await street.bought(visitor, 2))
    async with street.db.work() as work:
        giver = (visitor.person.person_id, visitor.person.nickname)
        gifts = [
            await vouchers.give(work, street.market.market_id, one.voucher_id, *giver, "Eat well")
            for one in (still_open, claimed)
        ]
    async with street.db.work() as work:
        taken = (gifts[1].gift_id, friend.person.person_id)
        await vouchers.claim_gift(work, street.market.market_id, *taken)
    page = await visitor.see(f"{street.root}/wallet?shelf=gifted")
    assert page.count(">Unclaimed") == page.count(">Claimed") == 1
    assert f'href="{street.root}/vouchers/{still_open.voucher_id}/gift"' in page
    assert str(claimed.voucher_id) not in page
    # It is the friend's now, and shows there; the open one is still the giver's to use.
    assert str(claimed.voucher_id) in await friend.see(f"{street.root}/wallet")
    assert str(still_open.voucher_id) in await visitor.see(f"{street.root}/wallet")
    assert str(claimed.voucher_id) not in await visitor.see(f"{street.root}/wallet")
    assert "Nothing given away yet" in await friend.see(f"{street.root}/wallet?shelf=gifted")


async def test_long_lists_go_on_where_they_stopped(street: Street) -> None:
    visitor = await street.visitor("小满")
    deal = await street.publish(stock=100, per_person=100, title="常来")
    for _ in range(22):
        await street.order(visitor, deal=deal)
    first = await visitor.see(f"{street.root}/orders")
    more = first.split("/orders?cursor=")[1].split('"')[0]
    second = await visitor.see(f"{street.root}/orders?cursor={more}")
    assert first.count('class="list-row"') == 20
    assert second.count('class="list-row"') == 2


async def test_lists_cost_the_same_for_one_and_for_three(street: Street) -> None:
    visitor = await street.visitor("小满")
    order = await street.bought(visitor)
    (voucher,) = await street.vouchers_of(order)
    store = f"{street.root}/stores/wangjie-noodles"
    await visitor.press(store, f"{store}/following")
    paths = [
        f"{street.root}/orders",
        f"{street.root}/wallet",
        f"{street.root}/following",
        f"{street.root}/orders/{order.order_id}",
        f"{street.root}/vouchers/{voucher.voucher_id}",
        store,
    ]

    async def costs() -> list[int]:
        # The keys that sign vouchers are read once a minute, whoever looks at what.
        await visitor.see(paths[4])
        return [await street.queries(visitor, path) for path in paths]

    before = await costs()
    for slug in ("second", "third"):
        other = await street.open_store(slug)
        another = await street.bought(visitor, deal=await street.publish(other))
        await visitor.press(f"{street.root}/stores/{slug}", f"{street.root}/stores/{slug}/following")
        await street.redeem(another)
    triple = await street.bought(visitor, 3)
    vouchers_now = await street.vouchers_of(triple)
    paths[3:5] = [
        f"{street.root}/orders/{triple.order_id}",
        f"{street.root}/vouchers/{vouchers_now[0].voucher_id}",
    ]
    assert await costs() == before


async def test_some_of_the_unused_vouchers_are_given_back_and_the_others_stay_good(street: Street) -> None:
    visitor = await street.visitor("小满")
    order = await street.bought(visitor, 4)
    await street.redeem(order)
    address = f"{street.root}/orders/{order.order_id}"
    page = await visitor.get(address)
    for _ in range(2):
        answer = await visitor.send(page, f"{address}/partial-refund", **{"units-1": "2"})
        assert answer.headers["location"] == f"{address}?done=refunded"
    assert (await visitor.see(address)).count("¥124 is on its way back") == 1
    states = [one.state.value for one in await street.vouchers_of(order)]
    assert sorted(states) == ["issued", "redeemed", "refunded", "refunded"]


async def test_more_than_is_unused_is_not_given_back(street: Street) -> None:
    visitor = await street.visitor("小满")
    order = await street.bought(visitor, 3)
    address = f"{street.root}/orders/{order.order_id}"
    page = await visitor.get(address)
    await street.redeem(order)
    answer = await visitor.send(page, f"{address}/partial-refund", **{"units-1": "3"})
    assert "Not so many unused vouchers" in await visitor.see(answer.headers["location"])
    assert "is on its way back" not in await visitor.see(address)
    assert (await visitor.send(page, f"{address}/partial-refund", **{"units-1": "1.5"})).status_code == 422
    nothing = await visitor.send(page, f"{address}/partial-refund", **{"units-1": "0"})
    assert nothing.headers["location"] == f"{address}?done=nothing_to_refund"
