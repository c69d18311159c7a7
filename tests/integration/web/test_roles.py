"""One table of roles: what a clerk, a manager and an owner may do is the same on the pages and in the API.

`docs/decisions/0018-one-table-of-roles.md` says it in words. Every page of the merchant's face and every call
of its staff declares the role that the authorization matrix finds it to ask for.
"""

from typing import Any
from uuid import UUID

import httpx
import msgspec
import pytest
import pytest_asyncio

from linli.api.v1 import counter as api_counter
from linli.api.v1 import desk as api_desk
from linli.api.v1 import reviews as api_reviews
from linli.api.v1 import staff as api_staff
from linli.kernel.ids import uuid7
from linli.kernel.signing import Signer
from linli.modules import identity, merchants
from linli.services import STAFF, Who
from linli.web.merchant import (
    branches,
    channel_costs,
    channels,
    counter,
    deal_editor,
    deals,
    gallery,
    head_office,
    hours,
    profile,
    results,
    reviews,
    shift,
    staff,
    store_orders,
    store_vouchers,
    today,
)
from tests.integration.web import code_calls, device_calls, foreign_calls, kiosk_calls, money_calls
from tests.integration.web.consumer_stage import SITE
from tests.integration.web.shop_stage import MARKET, NOODLES, SLUG, Browser, Stage

PEOPLE = ("clerk", "manager", "owner", "stranger", "guest")
PRICE = {"amount": 100, "currency": "CNY"}


class Call(msgspec.Struct, frozen=True):
    """A page or an API call, and what is sent: its address below the store's, and its fields."""

    handler: Any
    path: str
    sent: dict[str, Any] | None = None

    @property
    def method(self) -> str:
        (method,) = self.handler.http_methods - {"HEAD", "OPTIONS"}
        return str(method)


class Right(msgspec.Struct, frozen=True):
    """Something that staff may do from a role on, by its pages and its calls."""

    role: Who
    pages: list[Call]
    calls: list[Call] = []


CODE, TILL = {"code": "{code}"}, "/counter/noodles"
COST = {"channel": "ad", "label": "Ad", "amount": "9", "from": "2026-11-01", "to": "2026-11-30"}
WINDOW = {"window_channel": "ad", "days": "7"}
DEAL_ON_PAGE = {
    "key": "k", "title": "One more", "price": "1", "stock": "1", "per_person": "1", "valid_days": "1",
    "times": "always", "content_name": "面", "content_qty": "1", "content_price": "2",
}  # fmt: skip
DEAL = {
    "title": "One more", "price": PRICE, "list_price": PRICE, "stock": 1, "icon": "steaming-bowl",
    "contents": [{"name": "面", "price": PRICE}],
}  # fmt: skip
CHANGED_ON_PAGE = {**DEAL_ON_PAGE, "revision": "1"}
INVITED_ON_PAGE = {"name": "Bo", "place": "clerk@noodles"}
INVITED = {"name": "Bo", "role": "clerk", "store": "noodles"}
AGAIN_ON_PAGE = {"at": "noodles", "place": "clerk@noodles"}
AGAIN = {"role": "clerk", "store": "noodles", "to_store": "noodles"}
TABLE = {
    "choose a store": Right(
        Who.CLERK, [Call(counter.counter_choice, "/counter"), Call(today.desk_choice, "/desk")]
    ),
    "see the counter and its day": Right(
        Who.CLERK,
        [Call(counter.counter_home, TILL), Call(counter.counter_again, f"{TILL}/preview"),
         Call(shift.shift_page, f"{TILL}/shift"), Call(shift.shift_closed, f"{TILL}/shift", {})],
        [Call(api_counter.list_redemptions, "/redemptions"),
         Call(api_counter.get_redemption, "/redemptions/{redemption}")],
    ),
    "look a voucher up": Right(
        Who.CLERK,
        [Call(counter.counter_preview, "/counter/noodles/preview", CODE)],
        [Call(api_counter.preview_redemption, "/redemption-previews", CODE)],
    ),
    "take a voucher": Right(
        Who.CLERK,
        [Call(counter.redemption, "/counter/noodles/redemptions", {**CODE, "key": "k"})],
        [Call(api_counter.make_redemption, "/redemptions", CODE)],
    ),
    "take a redemption back": Right(
        Who.CLERK,
        [Call(counter.undoing, "/counter/noodles/redemptions/{redemption}/undoing", {})],
        [Call(api_counter.undo_redemption, "/redemptions/{redemption}/undoing", {})],
    ),
    "take what was sold elsewhere": Right(Who.CLERK, *foreign_calls.at_counter(Call)),
    "connect other platforms": Right(Who.OWNER, [Call(*row) for row in foreign_calls.AT_DESK]),
    "see today's orders": Right(
        Who.CLERK,
        [Call(store_orders.orders_today, "/desk/noodles/orders/today"), ],
        [Call(api_desk.list_todays_orders, "/orders/today")],
    ),
    # A clerk is led on to today's orders; what was earned is shown to owners only.
    "see how the day goes": Right(Who.CLERK, [Call(today.today, "/desk/noodles")]),
    "see all orders": Right(
        Who.MANAGER,
        [
            Call(store_orders.store_orders, "/desk/noodles/orders"),
            Call(store_orders.store_order, "/desk/noodles/orders/{order}"),
        ],
        [Call(api_desk.list_store_orders, "/orders")],
    ),
    "find a voucher by the end of its code": Right(
        Who.MANAGER, [Call(store_vouchers.store_vouchers, "/desk/noodles/vouchers")]
    ),
    "see what each channel brought": Right(
        Who.MANAGER,
        [
            Call(results.results, "/desk/noodles/results"),
            Call(results.result_rows, "/desk/noodles/results/paid"),
            Call(channels.channels, "/desk/noodles/channels"),
            Call(channels.channels_file, "/desk/noodles/channels.csv"),
            Call(channels.channel_orders, "/desk/noodles/channels/orders?channel=direct"),
        ],
    ),
    "say what channels cost": Right(
        Who.OWNER,
        [
            Call(channel_costs.costs_page, "/desk/noodles/channels/costs"),
            Call(channel_costs.cost_entered, "/desk/noodles/channels/costs", COST),
            Call(channel_costs.window_set, "/desk/noodles/channels/costs/windows", WINDOW),
        ],
    ),
    # The stores that one leads; what was earned is shown to owners only.
    "see all one's stores of a merchant": Right(
        Who.MANAGER,
        [
            Call(head_office.office_choice, "/head-office"),
            Call(head_office.office_today, "/head-office/{merchant}?of=noodles"),
            Call(head_office.office_results, "/head-office/{merchant}/results?of=noodles"),
        ],
    ),
    "open and close stores": Right(
        Who.OWNER,
        [
            Call(branches.branches, "/head-office/{merchant}/branches?of=noodles"),
            Call(branches.branch_new, "/head-office/{merchant}/branches/new?of=noodles"),
            Call(branches.branch_opened, "/head-office/{merchant}/branches?of=noodles", {"key": "k"}),
            Call(branches.closing, "/head-office/{merchant}/branches/{store}/closing?of=noodles"),
            Call(branches.closed, "/head-office/{merchant}/branches/{store}/closing?of=noodles", {}),
        ],
    ),
    "see one's own code": Right(Who.CLERK, [Call(*row) for row in code_calls.OWN]),
    "see codes": Right(Who.MANAGER, [Call(*row) for row in code_calls.SEEN]),
    "make, lead and end codes": Right(
        Who.MANAGER,
        [Call(*row) for row in code_calls.CHANGED],
        [Call(*row) for row in code_calls.CALLS],
    ),
    "see deals, ended ones too": Right(
        Who.MANAGER,
        [Call(deals.deals, "/desk/noodles/deals"), Call(deal_editor.deal_new, "/desk/noodles/deals/new")],
    ),
    "change a deal": Right(
        Who.MANAGER,
        [
            Call(deal_editor.deal_edited, "/desk/noodles/deals/{other_deal}"),
            Call(deal_editor.deal_changed, "/desk/noodles/deals/{other_deal}", CHANGED_ON_PAGE),
        ],
        [Call(api_desk.change_deal, "/deals/{other_deal}", {**DEAL, "revision": 1})],
    ),
    "publish a deal": Right(
        Who.MANAGER,
        [Call(deal_editor.deal_published, "/desk/noodles/deals", DEAL_ON_PAGE)],
        [Call(api_desk.publish_deal, "/deals", DEAL)],
    ),
    "end a deal": Right(
        Who.MANAGER,
        [Call(deals.deal_end, "/desk/noodles/deals/{deal}/end", {})],
        [Call(api_desk.end_deal, "/deals/{deal}/end", {})],
    ),
    "see reviews with their answers": Right(Who.MANAGER, [Call(reviews.reviews, "/desk/noodles/reviews")]),
    "answer a review": Right(
        Who.MANAGER,
        [Call(reviews.reply, "/desk/noodles/reviews/{order}/reply", {"text": "Thank you"})],
        [Call(api_reviews.reply_to_review, "/reviews/{order}/reply", {"text": "Thank you"})],
    ),
    "see who works here": Right(
        Who.MANAGER,
        [
            Call(staff.staff, "/desk/noodles/staff"),
            Call(staff.invitation_page, "/desk/noodles/staff/invitations/{invitation}"),
        ],
        [Call(api_staff.list_staff, "/staff"), Call(api_staff.list_invitations, "/staff/invitations")],
    ),
    # That a manager places clerks only, and an owner everybody, is the merchants' own rule for both faces.
    "invite a clerk": Right(
        Who.MANAGER,
        [Call(staff.invitation_made, "/desk/noodles/staff/invitations", INVITED_ON_PAGE)],
        [Call(api_staff.make_invitation, "/staff/invitations", INVITED)],
    ),
    "withdraw an invitation": Right(
        Who.MANAGER,
        [Call(staff.invitation_withdrawn, "/desk/noodles/staff/invitations/{invitation}/withdrawal", {})],
        [Call(api_staff.end_invitation, "/staff/invitations/{invitation}")],
    ),
    "give a clerk a place": Right(
        Who.MANAGER,
        [Call(staff.role_changed, "/desk/noodles/staff/{newcomer}/role", AGAIN_ON_PAGE)],
        [Call(api_staff.change_place, "/staff/{newcomer}", AGAIN)],
    ),
    "let a clerk go": Right(
        Who.MANAGER,
        [Call(staff.person_removed, "/desk/noodles/staff/{newcomer}/removal", {"at": "noodles"})],
        [Call(api_staff.end_place, "/staff/{newcomer}?store=noodles")],
    ),
    "say what the store is": Right(
        Who.MANAGER,
        [
            Call(profile.profile, "/desk/noodles/profile"),
            Call(profile.profile_changed, "/desk/noodles/profile", {"name": "望街面馆"}),
        ],
    ),
    "show photos of the store": Right(
        Who.MANAGER,
        [
            Call(gallery.gallery, "/desk/noodles/photos"),
            Call(gallery.photos_added, "/desk/noodles/photos", {}),
            Call(gallery.photos_arranged, "/desk/noodles/photos/order", {}),
        ],
    ),
    "set the hours": Right(
        Who.MANAGER,
        [
            Call(hours.hours, "/desk/noodles/hours"),
            Call(hours.hours_changed, "/desk/noodles/hours", {}),
            Call(hours.hours_seen, "/desk/noodles/hours/preview", {}),
        ],
        [Call(api_staff.set_hours, "/hours", {"hours": "24/7"})],
    ),
    "see what was earned": Right(
        Who.OWNER,
        [Call(page, f"/desk/noodles/money{path}", sent) for page, path, sent in money_calls.PAGES],
        [Call(call, path) for call, path in money_calls.CALLS],
    ),
    "set up screens": Right(Who.MANAGER, [Call(*row) for row in kiosk_calls.PAGES]),
    "choose one's PIN": Right(Who.CLERK, [Call(page, path, sent) for page, path, sent in device_calls.PIN]),
    "add devices and take them out of use": Right(
        Who.OWNER,
        [Call(page, f"/desk/noodles/devices{path}", sent) for page, path, sent in device_calls.PAGES],
    ),
    "work without a network": Right(Who.CLERK, [], [Call(*row) for row in device_calls.CALLS]),
}  # fmt: skip


@pytest_asyncio.fixture(scope="module")
async def things(stage: Stage) -> dict[str, str]:
    """What the addresses name: one of each in the noodle shop."""
    owner, enrolments = stage.people["owner"].person_id, stage.app.state.services.enrolments
    voucher, other = await stage.buy(2)
    redeemed = await stage.redeem(other)
    await stage.review(other)
    codes = await code_calls.made(stage.db, MARKET, NOODLES, owner, stage.app.state.services.codes)
    return {
        **codes,
        **await kiosk_calls.made(stage.db, MARKET, NOODLES, owner, codes["link"]),
        **await foreign_calls.sold(stage.db, MARKET, NOODLES),
        **await money_calls.stated(stage.db, MARKET, stage.deal.merchant_id),
        **await device_calls.enrolled(stage.db, MARKET, owner, NOODLES, enrolments),
        "code": voucher.code,
        "redemption": str(redeemed.redemption.redemption_id),
        "deal": str((await stage.publish()).deal_id),
        "other_deal": str((await stage.publish()).deal_id),
        "order": str(other.order_id),
        "merchant": str(stage.deal.merchant_id),
        "store": str(NOODLES),
        "invitation": str(await invited(stage)),
    }


async def invited(stage: Stage) -> UUID:
    """Somebody whom the owner has asked to be a clerk of the noodle shop."""
    async with stage.db.work() as work:
        owner = await merchants.require_staff(work, MARKET, stage.people["owner"].person_id, NOODLES)
        role, signer = merchants.StaffRole.CLERK, Signer("a secret of this test", "phones")
        what = (MARKET, owner, role, NOODLES, "Bo")
        return (await merchants.invite(work, *what, signer=signer, write=str)).invitation_id


async def newcomer(stage: Stage) -> UUID:
    """A new clerk of the noodle shop."""
    async with stage.db.work() as work:
        return (await merchants.add_staff(work, MARKET, uuid7(), NOODLES, "clerk", "Bo")).person_id


@pytest.mark.parametrize("what", TABLE)
@pytest.mark.parametrize("person", PEOPLE)
async def test_pages_and_calls_let_in_the_same_people(
    stage: Stage, things: dict[str, str], person: str, what: str
) -> None:
    right = TABLE[what]
    browser, bearer = await stage.browser(person), await token_of(stage, person)
    may = person in STAFF[right.role]
    for call in right.pages:
        known = {**things, "newcomer": str(await newcomer(stage))}
        if person == "stranger" and "noodles" not in call.path:
            continue  # Chooses among stores of their own.
        answer = await open_page(browser, call, known)
        assert let_in(answer) is may, (call.path, answer.status_code, answer.text[-500:])
    for call in right.calls:
        known = {**things, "newcomer": str(await newcomer(stage))}
        answer = await send(browser, bearer, call, known)
        assert let_in(answer) is may, (call.path, answer.status_code, answer.text)


async def token_of(stage: Stage, person: str) -> dict[str, str]:
    """A token with every scope, for a scope gives no role."""
    async with stage.db.work() as work:
        who = stage.people[person].person_id
        issued = await identity.issue_token(work, who, identity.SCOPES)
    return {"Authorization": f"Bearer {issued.token}"}


def let_in(answer: httpx.Response) -> bool:
    """Whatever then came of it: only "not there" and "not allowed" shut somebody out."""
    assert answer.status_code < 500, answer.text
    return answer.status_code not in (401, 403, 404)


def filled(sent: dict[str, Any], things: dict[str, str]) -> dict[str, Any]:
    """With what the fields name in braces."""
    named = {f"{{{name}}}": value for name, value in things.items()}

    def meant(value: Any) -> Any:
        if isinstance(value, list):
            return [meant(one) for one in value]
        return named.get(value, value) if isinstance(value, str) else value

    return {name: meant(value) for name, value in sent.items()}


async def open_page(browser: Browser, call: Call, things: dict[str, str]) -> httpx.Response:
    path = f"/{SLUG}" + call.path.format(**things)
    if call.method == "GET":
        return await browser.get(path)
    return await browser.post(path, **filled(call.sent or {}, things))


async def send(
    browser: Browser, bearer: dict[str, str], call: Call, things: dict[str, str]
) -> httpx.Response:
    path = f"{SITE}/api/v1/markets/{SLUG}/stores/noodles" + call.path.format(**things)
    headers = {**bearer, "Idempotency-Key": "k" + path[-60:]}
    body = filled(call.sent, things) if call.sent else None
    return await browser.http.request(call.method, path, json=body, headers=headers)


async def test_a_clerk_reads_the_counter_of_one_day_and_not_its_history(stage: Stage) -> None:
    path = f"{SITE}/api/v1/markets/{SLUG}/stores/noodles/redemptions?since=2026-01-01T00:00:00Z"
    answers = {}
    for person in ("clerk", "manager"):
        browser = await stage.browser(person)
        answers[person] = (await browser.http.get(path, headers=await token_of(stage, person))).status_code
    assert answers == {"clerk": 403, "manager": 200}


async def test_no_list_of_the_store_tells_who_bought(stage: Stage, things: dict[str, str]) -> None:
    guest = stage.people["guest"]
    async with stage.db.read() as reader:
        phone = await identity.phone_of(reader, guest.person_id)
    owner, bearer = await stage.browser("owner"), await token_of(stage, "owner")
    for what in ("see today's orders", "see all orders", "see the counter and its day", "look a voucher up"):
        seen = [await open_page(owner, call, things) for call in TABLE[what].pages]
        seen += [await send(owner, bearer, call, things) for call in TABLE[what].calls]
        for answer in seen:
            for secret in (phone, str(guest.person_id), guest.nickname):
                assert secret not in answer.text, (what, secret)
