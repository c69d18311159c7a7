"""What is the merchant's: balance now, on its way, held; and each cent back to its order and redemption."""

from uuid import UUID

from litestar import Response, get
from litestar.params import FromPath

from linli.kernel.database import Reader
from linli.kernel.money import Money
from linli.kernel.refusals import NOT_FOUND
from linli.modules import merchants, settlement, treasury, vouchers
from linli.modules.merchants import StaffRole
from linli.services import Who
from linli.web.merchant.money_views import entry_rows, percent, purse_of, rule_said
from linli.web.merchant.shop import Shop, desk_page, shop_of
from linli.web.shared.http import Asked, Here

ONLY_OWNERS = {"who": Who.OWNER}
LATEST_STATEMENTS = 3


@get("/{market:str}/desk/{slug:str}/money", opt=ONLY_OWNERS)
async def money(here: Asked, slug: FromPath[str]) -> Response[str]:
    """Where all of the merchant's money is, the latest statements, and every entry, newest first."""
    after = here.request.query_params.get("after")
    async with here.services.db.read() as reader:
        shop = await shop_of(here, reader, slug, StaffRole.OWNER)
        merchant = (reader, here.market_id, shop.member.merchant_id)
        page = await settlement.entries_of_payee(*merchant, after)
        rows = await entry_rows(here, reader, shop, page.items)
        purse = await purse_of(here, reader, shop)
        latest = (await settlement.statements(*merchant, size=LATEST_STATEMENTS)).items
        account = await treasury.account_of(*merchant)
    return desk_page(
        here,
        shop,
        "money.html",
        said={"account_changed": account is not None},
        nav="money",
        purse=purse,
        rows=rows,
        statements=latest,
        account=account,
        after=page.next_cursor,
        first=not after,
    )


@get("/{market:str}/desk/{slug:str}/money/entries/{entry_id:uuid}", opt=ONLY_OWNERS)
async def entry_page(here: Asked, slug: FromPath[str], entry_id: FromPath[UUID]) -> Response[str]:
    """One entry: how it was reckoned, by which rule, for which voucher of which order."""
    async with here.services.db.read() as reader:
        shop = await shop_of(here, reader, slug, StaffRole.OWNER)
        found = await settlement.entries_of_ids(reader, here.market_id, [entry_id])
        entry = found.get(entry_id)
        if entry is None or entry.payee_id != shop.member.merchant_id:
            raise NOT_FOUND()
        (row,) = await entry_rows(here, reader, shop, [entry])
        line, rule, units = None, None, []
        if entry.order_id:
            lines = await settlement.lines_of_order(reader, here.market_id, entry.order_id)
            line = next((one for one in lines if one.line_no == entry.line_no), None)
            units = await vouchers.vouchers_of_order(reader, here.market_id, entry.order_id)
        if line and line.commission_rule_id:
            ids = [line.commission_rule_id]
            rule = (await settlement.rules_of_ids(reader, here.market_id, ids)).get(line.commission_rule_id)
        statement = None
        if entry.statement_id:
            statement = await settlement.statement(reader, here.market_id, entry.statement_id, entry.payee_id)
        seen_at = await _desk_of(here, reader, shop, entry) if entry.order_id else ""
    voucher = next((one for one in units if one.voucher_id == entry.voucher_id), None)
    return desk_page(
        here,
        shop,
        "entry.html",
        nav="money",
        row=row,
        entry=entry,
        rate=percent(line.commission_bp) if line else "",
        rule_said=rule_said(here, rule),
        shares=[(one.part, percent(one.bp)) for one in line.shares[:-1]] if line else [],
        line_total=Money(line.amount_minor, line.currency) if line else None,
        voucher_tail=voucher.code[-4:] if voucher else "",
        statement=statement,
        order_href=f"{seen_at}/orders/{entry.order_id}" if seen_at else "",
    )


async def _desk_of(here: Here, reader: Reader, shop: Shop, entry: settlement.Entry) -> str:
    """The desk that has an entry's order: of this store, or of another where the reader works; else empty."""
    if entry.store_id is None or entry.store_id == shop.store.store_id:
        return shop.desk if entry.store_id else ""
    about = (here.market_id, here.person.person_id, entry.store_id)
    there = await merchants.staff_member(reader, *about)
    return here.url(f"desk/{there.store_slug}") if there and there.role is not StaffRole.CLERK else ""


ROUTES = [money, entry_page]
