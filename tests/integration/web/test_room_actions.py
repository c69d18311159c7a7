"""What operators do: each with a reason, on record, once, and really done."""

import csv
import re
from collections.abc import AsyncIterator
from io import StringIO
from typing import Any

import msgspec
import pytest
import pytest_asyncio

from linli.kernel.embedded import EmbeddedPostgres
from linli.kernel.idempotency import Key
from linli.kernel.ids import uuid7
from linli.kernel.refusals import Refusal
from linli.modules import community, identity, orders, payments
from linli.worker.inline import drain
from linli.worker.reactions import Errand, run_and_note
from linli.worker.relay import hand_over, hand_over_again
from tests.integration.web.room_stage import ROOM, colleague, open_room
from tests.integration.web.shop_stage import MARKET, NOODLES, Browser, Stage

WHY = "agreed with the owner by phone"


@pytest_asyncio.fixture
async def stage(postgres: EmbeddedPostgres) -> AsyncIterator[Stage]:
    async with open_room(postgres) as opened:
        yield opened


async def deeds(browser: Browser, action: str) -> list[dict[str, str]]:
    answer = await browser.get(f"{ROOM}/trail.csv?action={action}")
    return list(csv.DictReader(StringIO(answer.text.removeprefix("\ufeff"))))


async def test_a_suspended_merchant_sells_nothing_until_it_is_reinstated(stage: Stage) -> None:
    reviewer, director = await colleague(stage, "reviewer"), await colleague(stage, "director")
    page = f"{ROOM}/merchants/{stage.deal.merchant_id}"
    assert (await reviewer.post(f"{page}/suspension", why=" ")).status_code == 422
    assert "Suspend" in (await reviewer.get(page)).text
    assert (await reviewer.post(f"{page}/suspension", why=WHY)).status_code == 303
    with pytest.raises(Refusal, match="merchant_not_verified"):
        await stage.buy()
    again = await reviewer.post(f"{page}/suspension", why=WHY)
    assert again.status_code == 409 and WHY in again.text
    assert (await reviewer.post(f"{page}/reinstatement", why=WHY)).status_code == 303
    assert await stage.buy()
    assert [(row["Who"], row["Why"]) for row in await deeds(director, "merchant_suspended")] == [
        ("Reviewer", WHY)
    ]
    assert len(await deeds(director, "merchant_verified")) == 1


async def test_a_hidden_review_is_out_of_sight_and_out_of_the_rating(stage: Stage) -> None:
    reviewer = await colleague(stage, "reviewer")
    (voucher,) = await stage.buy()
    await stage.redeem(voucher)
    review = await stage.review(voucher, "汤太咸")

    async def shown() -> tuple[int, int, bool]:
        await stage.settle()
        async with stage.db.read() as reader:
            open_to_all = await community.reviews_of_store(reader, MARKET, NOODLES)
            rating = await community.rating(reader, MARKET, NOODLES)
            mine = await community.review_of_order(reader, MARKET, voucher.order_id)
        return len(open_to_all.items), rating.reviews if rating else 0, mine is not None

    assert await shown() == (1, 1, True)
    for _ in range(2):
        answer = await reviewer.post(f"{ROOM}/reviews/hiding", why=WHY, pick=str(review.review_id))
        assert answer.status_code == 303
    assert await shown() == (0, 0, True)
    store = (await (await stage.browser("guest")).get("/westlake/stores/noodles")).text
    assert "汤太咸" not in store
    assert "汤太咸" in (await reviewer.get(f"{ROOM}/reviews?hidden=yes")).text
    await reviewer.post(f"{ROOM}/reviews/showing", why=WHY, pick=str(review.review_id))
    assert await shown() == (1, 1, True)


async def test_a_hidden_review_whose_redemption_is_undone_leaves_the_rating_once(stage: Stage) -> None:
    reviewer = await colleague(stage, "reviewer")
    (voucher,) = await stage.buy()
    await stage.redeem(voucher)
    review = await stage.review(voucher)
    await reviewer.post(f"{ROOM}/reviews/hiding", why=WHY, pick=str(review.review_id))
    async with stage.db.work() as work:
        await work._connection.execute(
            "UPDATE vouchers.vouchers SET state = 'issued', used = '{0}', redeemed_at = NULL,"
            " redemption_id = NULL WHERE voucher_id = $1",
            voucher.voucher_id,
        )
        await community.withdraw_review(work, MARKET, voucher.order_id)
    async with stage.db.read() as reader:
        assert await community.rating(reader, MARKET, NOODLES) is None
    await reviewer.post(f"{ROOM}/reviews/showing", why=WHY, pick=str(review.review_id))
    async with stage.db.read() as reader:
        assert await community.rating(reader, MARKET, NOODLES) is None


async def test_a_refused_refund_is_due_again_and_is_really_sent(stage: Stage) -> None:
    finance = await colleague(stage, "finance")
    (voucher,) = await stage.buy()
    guest = stage.people["guest"].person_id
    async with stage.db.work() as work:
        await orders.refund(work, MARKET, voucher.order_id, guest, key=Key("test", "refund", b"refund"))
    async with stage.db.read() as reader:
        (refund,) = await payments.refunds_of_order(reader, MARKET, voucher.order_id)
    await stage.db.pool.execute(
        "UPDATE payments.refunds SET state = 'failed', next_try_at = now() + interval '1 day'"
    )
    assert str(refund.refund_id) in (await finance.get(f"{ROOM}/refunds?state=failed")).text
    fields = {"why": WHY, "pick": str(refund.refund_id)}
    assert (
        (await finance.post(f"{ROOM}/refunds/retries", **fields)).headers["location"].endswith("done=again")
    )
    nothing = await finance.post(f"{ROOM}/refunds/retries", **fields)
    assert nothing.headers["location"].endswith("done=nothing_again")

    class Paying:
        name = "sandbox"

        async def refund(self, intent: payments.Intent, due: payments.Refund) -> payments.News:
            about = (due.refund_id, "re_1", due.amount_minor, due.currency)
            return payments.News("event", payments.NewsKind.REFUNDED, *about)

    gateways: Any = {"sandbox": Paying()}
    assert await payments.retry_refunds(stage.db, MARKET, gateways) == 1
    (deed,) = await deeds(finance, "refund.again")
    assert (deed["Who"], deed["Why"], deed["To what"]) == ("Finance", WHY, str(refund.refund_id))


async def test_a_failed_errand_is_listed_with_its_reason_and_a_retry_really_runs_it(stage: Stage) -> None:
    support, director = await colleague(stage, "support"), await colleague(stage, "director")
    broken = [True]

    async def stumble(work: Any, event: orders.OrderPlaced) -> None:
        if broken:
            raise ConnectionResetError("the other side went away\nDETAIL: not to be shown")
        await work.audit(event.market_id, "stumbled_through", str(event.order_id))

    stage.db.journey.on(orders.OrderPlaced).later(stumble)  # type: ignore[attr-defined]  # a Journey here
    await stage.buy()
    rows = await stage.db.pool.fetch(
        "SELECT * FROM kernel.outbox WHERE event = 'OrderPlaced' AND handed_at IS NULL"
    )
    errand = Errand(MARKET, rows[0]["announcement_id"], "stumble")
    for last in (False, True):
        with pytest.raises(ConnectionResetError):
            await run_and_note(stage.db, errand, last=last)
    page = (await support.get(f"{ROOM}/jobs")).text
    assert "ConnectionResetError: the other side went away" in page and "DETAIL" not in page
    assert "Given up" in page
    assert '<span class="count">1</span>' in page
    (pick,) = re.findall(r'name="pick" value="([^"]+)"', page)
    assert (await support.post(f"{ROOM}/jobs/retries", why=WHY, pick=pick)).status_code == 303
    assert "Asked again" in (await support.get(f"{ROOM}/jobs")).text
    broken.clear()
    await hand_over(stage.db, MARKET)
    assert await _run_asked(stage) == 1
    assert len(await deeds(director, "stumbled_through")) == 1
    page = (await support.get(f"{ROOM}/jobs")).text
    assert "Solved" in page and '<span class="count">' not in page
    (deed,) = await deeds(director, "errand_asked_again")
    assert (deed["Who"], deed["Why"]) == ("Support", WHY)
    assert (
        (await support.post(f"{ROOM}/jobs/retries", why=WHY, pick=pick))
        .headers["location"]
        .endswith("nothing_again")
    )


async def _run_asked(stage: Stage) -> int:
    """What an operator asked for again, handed over by the relay and run as the worker does."""
    await stage.db.pool.execute("DELETE FROM pgqueuer.pgqueuer")
    handed = await hand_over_again(stage.db, MARKET)
    rows = await stage.db.pool.fetch("SELECT payload FROM pgqueuer.pgqueuer")
    for row in rows:
        await run_and_note(stage.db, msgspec.json.decode(row["payload"], type=Errand))
    assert len(rows) == handed
    return handed


async def test_an_announcement_is_handed_over_again_and_nothing_happens_twice(stage: Stage) -> None:
    support, director = await colleague(stage, "support"), await colleague(stage, "director")
    await stage.buy()
    await stage.settle()
    steps = await stage.db.pool.fetchval("SELECT count(*) FROM marketing.steps")
    page = (await support.get(f"{ROOM}/outbox?event=OrderPaid")).text
    (pick,) = re.findall(r'name="pick" value="([^"]+)"', page)
    assert (await support.post(f"{ROOM}/outbox/handovers", why=WHY, pick=pick)).status_code == 303
    assert "Waiting" in (await support.get(f"{ROOM}/outbox?state=waiting")).text
    assert await drain(stage.db, MARKET) == 1
    assert await stage.db.pool.fetchval("SELECT count(*) FROM marketing.steps") == steps
    assert len(await deeds(director, "announcement_handed_again")) == 1


@pytest.mark.parametrize("pick", ["", "no-id", "00000000-0000-7000-8000-000000000000"])
async def test_picking_nothing_or_nonsense_is_refused_and_changes_nothing(stage: Stage, pick: str) -> None:
    director = await colleague(stage, "director")
    for path in ("refunds/retries", "outbox/handovers", "jobs/retries", "reviews/hiding"):
        answer = await director.post(f"{ROOM}/{path}", why=WHY, **({"pick": pick} if pick else {}))
        assert answer.status_code == 422 or answer.headers["location"].split("=")[-1].startswith("nothing")


async def test_a_director_appoints_by_phone_changes_a_role_and_dismisses(stage: Stage) -> None:
    director = await colleague(stage, "director")
    appoint = f"{ROOM}/team/appointments"
    answer = await director.post(appoint, phone="12", role="support", why=WHY)
    assert answer.status_code == 422 and 'value="12"' in answer.text
    assert (await director.post(appoint, phone="13911112222", role="king", why=WHY)).status_code == 422
    for _ in range(2):
        assert (await director.post(appoint, phone="13911112222", role="support", why=WHY)).status_code == 303
    async with stage.db.read() as reader:
        found = await identity.operators(reader, MARKET)
    assert len(found) == 5
    known = {person.person_id for person in stage.people.values()}
    (new,) = [one.person_id for one in found if one.person_id not in known]
    assert (await director.post(f"{ROOM}/team/{new}/role", role="finance", why=WHY)).status_code == 303
    assert (await director.post(f"{ROOM}/team/{new}/dismissal", why=WHY)).status_code == 303
    assert (await director.post(f"{ROOM}/team/{new}/dismissal", why=WHY)).status_code == 404
    assert len(await deeds(director, "operator_dismissed")) == 2


async def test_the_last_director_neither_leaves_nor_becomes_something_else(stage: Stage) -> None:
    director = await colleague(stage, "director")
    me = stage.people["director"].person_id
    for path, fields in ((f"{me}/dismissal", {}), (f"{me}/role", {"role": "support"})):
        answer = await director.post(f"{ROOM}/team/{path}", why=WHY, **fields)
        assert answer.status_code == 409 and "always has a director" in answer.text
    finance = stage.people["finance"].person_id
    await director.post(f"{ROOM}/team/{finance}/role", role="director", why=WHY)
    assert (await director.post(f"{ROOM}/team/{me}/dismissal", why=WHY)).headers["location"].endswith("/me")
    assert (await director.get(ROOM)).status_code == 404


async def test_people_are_found_by_a_whole_number_only_and_every_look_is_on_record(stage: Stage) -> None:
    support, director = await colleague(stage, "support"), await colleague(stage, "director")
    await stage.buy()
    await stage.settle()
    guest = stage.people["guest"]
    async with stage.db.read() as reader:
        phone = await identity.phone_of(reader, guest.person_id)
    for part in (phone[:-1], "0000"):
        assert (await support.post(f"{ROOM}/people/lookups", phone=part)).status_code == 422
    assert (await support.post(f"{ROOM}/people/lookups", phone="+8613900000000")).status_code == 404
    found = await support.post(f"{ROOM}/people/lookups", phone=phone)
    assert found.headers["location"] == f"{ROOM}/people/{guest.person_id}"
    page = (await support.get(found.headers["location"])).text
    assert phone[3:] not in page and "Guest" not in page and guest.phone_tail in page
    for action in ("phone_looked_up", "person_opened"):
        (deed,) = await deeds(director, action)
        assert (deed["Who"], deed["To what"]) == ("Support", str(guest.person_id))
    # Known to the house, but of another market.
    other = stage.people["foreigner"].person_id
    assert (await support.get(f"{ROOM}/people/{other}")).status_code == 404
    assert (await support.get(f"{ROOM}/people/{uuid7()}")).status_code == 404


async def test_people_are_found_by_the_beginning_of_their_nickname_also_after_a_rename(stage: Stage) -> None:
    support = await colleague(stage, "support")
    async with stage.db.work() as work:
        await identity.join_market(work, MARKET, stage.people["guest"])
        await identity.rename(work, stage.people["guest"].person_id, "Zhōu 100%")

    async def rows(begins: str) -> int:
        return (await support.get(f"{ROOM}/people?q={begins}")).text.count('<th scope="row">')

    assert (await rows("zhō"), await rows("Guest"), await rows("hōu"), await rows("%25")) == (1, 0, 0, 0)


async def test_the_palette_finds_pages_and_records_for_the_role_and_no_others(stage: Stage) -> None:
    support, reviewer = await colleague(stage, "support"), await colleague(stage, "reviewer")
    (voucher,) = await stage.buy()
    await stage.settle()
    async with stage.db.read() as reader:
        order = await orders.order(reader, MARKET, voucher.order_id, None)
        phone = await identity.phone_of(reader, stage.people["guest"].person_id)

    async def found(browser: Browser, text: str) -> str:
        return (await browser.post(f"{ROOM}/search", q=text)).text

    assert f"{ROOM}/orders/{order.order_id}" in await found(support, order.number_grouped)
    assert f"{ROOM}/orders/{order.order_id}#vouchers" in await found(support, voucher.code)
    assert f"{ROOM}/people/{stage.people['guest'].person_id}" in await found(support, phone)
    assert f"{ROOM}/merchants/{stage.deal.merchant_id}" in await found(support, "望街")
    assert f"{ROOM}/outbox" in await found(support, "发件")
    for text in (order.number_grouped, voucher.code, phone):
        assert "Nothing found" in await found(reviewer, text)
    assert "Nothing found" in await found(support, phone[:-2])


async def test_each_figure_of_the_ledger_leads_to_its_accounts_and_movements_and_they_agree(
    stage: Stage,
) -> None:
    finance = await colleague(stage, "finance")
    used, _ = await stage.buy(2)
    await stage.redeem(used)
    page = (await finance.get(f"{ROOM}/ledger")).text
    assert "The books balance" in page
    for purpose in ("clearing", "escrow", "payable", "commission"):
        assert f"{ROOM}/ledger/accounts?purpose={purpose}" in page
        listed = (await finance.get(f"{ROOM}/ledger/accounts.csv?purpose={purpose}")).text.removeprefix(
            "\ufeff"
        )
        (account,) = csv.DictReader(StringIO(listed))
        accounts = (await finance.get(f"{ROOM}/ledger/accounts?purpose={purpose}")).text
        (href,) = set(re.findall(rf'href="({ROOM}/ledger/accounts/[0-9a-f-]+)"', accounts))
        text = (await finance.get(f"{href}/statement.csv")).text.removeprefix("\ufeff")
        moved = sum(round(float(row["Amount"]) * 100) for row in csv.DictReader(StringIO(text)))
        assert moved == round(float(account["Holds"]) * 100), purpose
