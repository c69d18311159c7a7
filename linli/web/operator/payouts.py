"""Payouts to merchants' banks, and a merchant's money: balance, deposit, account."""

import secrets
from uuid import UUID

from litestar import Response, get, post
from litestar.params import FromPath
from litestar.response import Stream

from linli.kernel import money as amounts
from linli.kernel.database import Reader
from linli.kernel.idempotency import Key
from linli.kernel.money import Money
from linli.kernel.paging import Page
from linli.kernel.refusals import INVALID, Refusal
from linli.kernel.signing import body_print
from linli.modules import merchants, settlement, treasury
from linli.modules.treasury import PayoutState
from linli.services import Who
from linli.web.operator import roles
from linli.web.operator.listing import Heading, Listing, list_csv, list_page
from linli.web.operator.room import back_with, reason_in, room_page, room_url, say
from linli.web.operator.wishes import Filter, Wishes
from linli.web.shared.dense import Cell, Line
from linli.web.shared.http import Asked, Here

SEE = {"who": Who.OPERATOR, "roles": roles.MONEY}
STATES = [state.value for state in PayoutState]
BADGES = {"sending": "offer", "paid": "good", "failed": "bad"}
FILTERS = (
    Filter("state", choices=STATES, words="operator.payout_state"),
    Filter("merchant", "id"),
    Filter("batch", "id"),
)
HEADINGS = (
    Heading("made"),
    Heading("merchant"),
    Heading("state"),
    Heading("amount", number=True),
    Heading("statement"),
    Heading("bank_account"),
    Heading("batch"),
    Heading("bank_says"),
    Heading("settled"),
)


async def lines(here: Here, reader: Reader, wishes: Wishes, after: str | None, size: int) -> Page[Line]:
    """Payouts, newest first, with statement, account and batch."""
    state = PayoutState(wishes.text("state")) if wishes.text("state") else None
    which = (wishes.uuid("merchant"), state, wishes.uuid("batch"))
    page = await treasury.payouts(reader, here.market_id, *which, after, size)
    about = (reader, here.market_id)
    sellers = await merchants.merchants_of_ids(*about, {one.merchant_id for one in page.items})
    told = await settlement.statements_of_ids(*about, {one.statement_id for one in page.items})
    accounts = await treasury.accounts_of_ids(*about, {one.account_id for one in page.items})
    batches = await treasury.batches_of_ids(*about, {one.batch_id for one in page.items})
    rows = []
    for one in page.items:
        account, batch = accounts.get(one.account_id), batches.get(one.batch_id)
        cells = (
            Cell(one.made_at),
            Cell(
                sellers[one.merchant_id].name if one.merchant_id in sellers else None,
                room_url(here, f"merchants/{one.merchant_id}/money"),
            ),
            Cell(say(here, f"operator.payout_state.{one.state}"), badge=BADGES[one.state]),
            Cell(one.amount),
            Cell(
                told[one.statement_id].number if one.statement_id in told else None,
                room_url(here, f"statements/{one.statement_id}"),
                code=True,
            ),
            Cell(treasury.masked(account.tail) if account else None, code=True),
            Cell(batch.number if batch else None, room_url(here, f"payouts?batch={one.batch_id}"), code=True),
            Cell(bank_said(here, one.reason or (batch.trouble if batch else "")), soft=True),
            Cell(one.settled_at, soft=True),
        )
        rows.append(Line(cells))
    return Page(rows, page.next_cursor)


def bank_said(here: Here, code: str) -> str | None:
    """What the bank says of a payout or a batch, in words where we know some."""
    keys = (f"desk.payout_reason.{code}", f"refusal.{code}")
    return next((say(here, key) for key in keys if here.words.has(key)), code or None)


LISTING = Listing("payouts", HEADINGS, FILTERS, lines, told=("account_trusted",))


@get("/{market:str}/operator/payouts", opt=SEE)
async def payout_list(here: Asked) -> Response[str]:
    """Every payout of the market; `?batch=` those that went to the bank together."""
    return await list_page(here, LISTING)


@get("/{market:str}/operator/payouts.csv", opt=SEE)
async def payout_csv(here: Asked) -> Stream:
    """The same as a file."""
    return await list_csv(here, LISTING)


@get("/{market:str}/operator/merchants/{merchant_id:uuid}/money", opt=SEE)
async def merchant_money(here: Asked, merchant_id: FromPath[UUID]) -> Response[str]:
    """What a merchant has, owes and keeps as security; and where it is paid."""
    return await _page(here, merchant_id)


async def _page(here: Here, merchant_id: UUID, refusal: Refusal | None = None) -> Response[str]:
    async with here.services.db.read() as reader:
        about = (reader, here.market_id, merchant_id, here.market.currency)
        seller = await merchants.merchant(reader, here.market_id, merchant_id)
        stores = await merchants.stores_of_merchant(reader, here.market_id, merchant_id)
        trades = {store.trade for store in stores}
        rules = await settlement.payee_rules(reader, here.market_id, merchant_id, trades, reader.now)
        figures = {
            "balance": await settlement.balance(*about),
            "waiting": await settlement.waiting(*about),
            "deposit": await settlement.deposit(*about),
            "owed": await settlement.owed(*about),
        }
        account = await treasury.account_of(reader, here.market_id, merchant_id)
    return await room_page(
        here,
        "merchant_money.html",
        nav="payouts",
        refused=refusal,
        seller=seller,
        figures=figures,
        key=secrets.token_urlsafe(16),
        rules=rules,
        required=Money(rules.deposit.required_minor, here.market.currency),
        account=account,
        wrong=str(refusal.params.get("field", "")) if refusal else "",
        said={"account_trusted": True, "deposit_deducted": True, "deposit_returned": True},
    )


@post("/{market:str}/operator/merchants/{merchant_id:uuid}/account-approval", opt=SEE)
async def account_trusted(here: Asked, merchant_id: FromPath[UUID]) -> Response[str]:
    """The next batch tries an account once more that the bank had refused."""
    try:
        why = await reason_in(here)
        async with here.services.db.work(here.actor) as work:
            await treasury.trust_account(work, here.market_id, merchant_id, why)
    except Refusal as refusal:
        return await _page(here, merchant_id, refusal)
    return back_with(here, f"merchants/{merchant_id}/money", "account_trusted")


@post("/{market:str}/operator/merchants/{merchant_id:uuid}/deposit-deduction", opt=SEE)
async def deposit_deducted(here: Asked, merchant_id: FromPath[UUID]) -> Response[str]:
    """Take a part of the deposit, with a reason; once per form."""
    try:
        why, amount = await reason_in(here), await _amount_in(here)
        key = await _key_in(here, "deduct", merchant_id, amount, why)
        async with here.services.db.work(here.actor) as work:
            await settlement.deduct_deposit(work, here.market_id, merchant_id, amount, why, key)
    except Refusal as refusal:
        return await _page(here, merchant_id, refusal)
    return back_with(here, f"merchants/{merchant_id}/money", "deposit_deducted")


@post("/{market:str}/operator/merchants/{merchant_id:uuid}/deposit-return", opt=SEE)
async def deposit_returned(here: Asked, merchant_id: FromPath[UUID]) -> Response[str]:
    """Give a part of the deposit back with the next statement, with a reason; once per form."""
    try:
        why, amount = await reason_in(here), await _amount_in(here)
        key = await _key_in(here, "give back", merchant_id, amount, why)
        async with here.services.db.work(here.actor) as work:
            await settlement.return_deposit(work, here.market_id, merchant_id, amount, why, key)
    except Refusal as refusal:
        return await _page(here, merchant_id, refusal)
    return back_with(here, f"merchants/{merchant_id}/money", "deposit_returned")


async def _key_in(here: Here, what: str, merchant_id: UUID, amount: Money, why: str) -> Key:
    """The form's own key, so that the second click takes nothing more."""
    asked = body_print(what, merchant_id, amount.minor, amount.currency, why)
    return Key(f"operator:{here.person.person_id}", str((await here.request.form()).get("key", "")), asked)


async def _amount_in(here: Here) -> Money:
    typed = str((await here.request.form()).get("amount", "")).strip()
    try:
        return amounts.parse(typed, here.market.currency)
    except ValueError:
        raise INVALID(field="amount") from None


ROUTES = [
    payout_list,
    payout_csv,
    merchant_money,
    account_trusted,
    deposit_deducted,
    deposit_returned,
]
