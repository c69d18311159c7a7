"""Publishing, changing and ending deals."""

from uuid import UUID

import msgspec

from linli.kernel import ids, sql
from linli.kernel.database import Work
from linli.kernel.refusals import INVALID
from linli.modules import markets, merchants, reservations
from linli.modules.catalog.events import DealChanged, DealEnded, DealPublished
from linli.modules.catalog.model import Deal, NewDeal
from linli.modules.catalog.offers import check_deal
from linli.modules.catalog.queries import deal as find_deal
from linli.modules.catalog.queries import deals_of_store
from linli.modules.catalog.refusals import DEAL_CHANGED, DEAL_ENDED
from linli.modules.merchants import MERCHANT_NOT_VERIFIED

SQL = sql.load(__file__)


async def publish_deal(work: Work, market_id: int, new: NewDeal) -> Deal:
    """Put a deal on sale, with its stock as a pool under the deal's own id; announces DealPublished.

    Whether the person may act for its stores is for the caller to ask. Refuses: not_found (store),
    verification_over, merchant_not_verified (also where no merchant runs the store), store_closed, invalid
    (field; stores: one that the merchant does not run or that is closed). Prices in minor units.
    """
    store = await merchants.store(work, market_id, new.store_id)
    if store.merchant_id is None:
        raise MERCHANT_NOT_VERIFIED()
    if store.closed:
        raise merchants.STORE_CLOSED()
    await merchants.require_verified(work, market_id, store.merchant_id)
    market = await markets.market(work, market_id)
    new = await _in_stores(work, market_id, check_deal(new, market.currency), store.merchant_id)
    deal_id = new.deal_id or ids.uuid7()
    await reservations.create_pool(work, market_id, deal_id, reservations.PoolKind.STOCK, new.stock)
    await work.run(
        SQL.write_deal,
        market_id,
        deal_id,
        new.store_id,
        store.merchant_id,
        new.title,
        new.title_en,
        msgspec.to_builtins(new.contents),
        list(new.rules_zh),
        list(new.rules_en),
        new.icon,
        new.price_minor,
        new.list_price_minor,
        new.currency,
        new.stock,
        new.per_person,
        new.valid_days,
        new.usable,
        work.now,
        deal_id,
        new.picture_id,
        msgspec.to_builtins(new.use_rules),
    )
    await _write_terms(work, market_id, deal_id, deal_id, new)
    await work.run(SQL.write_stores, market_id, deal_id, list(new.store_ids))
    deal = await find_deal(work, market_id, deal_id)
    await work.announce(
        DealPublished(
            market_id=market_id,
            deal_id=deal_id,
            store_id=deal.store_id,
            store_ids=deal.store_ids,
            title=deal.title,
            title_en=deal.title_en,
            price_minor=deal.price_minor,
            list_price_minor=deal.list_price_minor,
            currency=deal.currency,
        )
    )
    return deal


async def change_deal(work: Work, market_id: int, deal_id: UUID, new: NewDeal, revision: int) -> Deal:
    """Sell a deal otherwise from now on; whoever bought keeps the terms of then. Announces DealChanged.

    `revision` is that of the deal as it was looked at. The store that keeps it stays; stock never falls below
    what is sold or held for unpaid orders. Prices in minor units. Refuses: not_found, merchant_not_verified,
    invalid (field), deal_ended, deal_changed (somebody else was faster), below_sold (least).
    """
    was = await find_deal(work, market_id, deal_id)
    await merchants.require_verified(work, market_id, was.merchant_id)
    new = msgspec.structs.replace(check_deal(new, was.currency), store_id=was.store_id)
    new = await _in_stores(work, market_id, new, was.merchant_id)
    kept = _promise(was) == _promise(new)
    terms_id = was.terms_id if kept else ids.uuid7()
    if not await work.run(
        SQL.change_deal,
        market_id,
        deal_id,
        revision,
        *(new.title, new.title_en, msgspec.to_builtins(new.contents), list(new.rules_zh), list(new.rules_en)),
        *(new.icon, new.price_minor, new.list_price_minor, new.stock, new.per_person, new.valid_days),
        *(new.usable, terms_id, new.picture_id, msgspec.to_builtins(new.use_rules)),
    ):
        raise DEAL_CHANGED() if (await find_deal(work, market_id, deal_id)).on_sale else DEAL_ENDED()
    if not kept:
        await _write_terms(work, market_id, terms_id, deal_id, new)
        await work.run(SQL.write_stores, market_id, deal_id, list(new.store_ids))
        await work.run(SQL.drop_stores, market_id, deal_id, list(new.store_ids))
    await work.audit(
        market_id,
        "deal_changed",
        str(deal_id),
        terms=str(terms_id),
        price_minor=[was.price_minor, new.price_minor],
        stock=[was.stock, new.stock],
    )
    shown = tuple(sorted({*was.store_ids, *new.store_ids}))
    changed = DealChanged(market_id=market_id, deal_id=deal_id, store_id=was.store_id, store_ids=shown)
    await work.announce(changed)
    if new.stock != was.stock:
        await reservations.resize_pool(work, market_id, deal_id, new.stock)
    return await find_deal(work, market_id, deal_id)


async def end_deal(work: Work, market_id: int, deal_id: UUID) -> Deal:
    """Take a deal off sale for good; what was sold stays valid. Announces DealEnded.

    Refuses: not_found, deal_ended (already).
    """
    if not await work.run(SQL.end_deal, market_id, deal_id):
        await find_deal(work, market_id, deal_id)
        raise DEAL_ENDED()
    await work.run(SQL.drop_stores, market_id, deal_id, [])
    ended = await find_deal(work, market_id, deal_id)
    where = (ended.store_id, ended.store_ids)
    await work.announce(
        DealEnded(market_id=market_id, deal_id=deal_id, store_id=where[0], store_ids=where[1])
    )
    return ended


async def withdraw_store(work: Work, market_id: int, store_id: UUID) -> None:
    """A store closes: what is good there alone ends, and what is good elsewhere is sold there from now on.

    Whoever bought keeps what they have. Announces DealEnded and DealChanged. Refuses nothing.
    """
    for deal in await deals_of_store(work, market_id, store_id):
        rest = [one for one in deal.store_ids if one != store_id]
        if not rest:
            await end_deal(work, market_id, deal.deal_id)
            continue
        terms_id = ids.uuid7()
        keeper = rest[0] if deal.store_id == store_id else deal.store_id
        await work.run(SQL.hand_over_deal, market_id, deal.deal_id, keeper, terms_id)
        await work.run(SQL.copy_terms, market_id, terms_id, deal.terms_id, rest, work.now)
        await work.run(SQL.drop_stores, market_id, deal.deal_id, rest)
        await work.announce(
            DealChanged(market_id=market_id, deal_id=deal.deal_id, store_id=keeper, store_ids=deal.store_ids)
        )


async def _write_terms(work: Work, market_id: int, terms_id: UUID, deal_id: UUID, new: NewDeal) -> None:
    contents = msgspec.to_builtins(new.contents)
    rules = (list(new.rules_zh), list(new.rules_en))
    row = (contents, *rules, new.valid_days, new.usable, list(new.store_ids), work.now)
    uses = msgspec.to_builtins(new.use_rules)
    await work.run(SQL.write_terms, market_id, terms_id, deal_id, *row, uses)


async def _in_stores(work: Work, market_id: int, new: NewDeal, merchant_id: UUID) -> NewDeal:
    """The deal with all its stores, in one order, its own among them. Refuses: invalid (stores)."""
    wanted = sorted({new.store_id, *new.store_ids})
    found = await merchants.stores(work, market_id, wanted) if len(wanted) > 1 else {}
    theirs = {one.store_id for one in found.values() if one.merchant_id == merchant_id and not one.closed}
    if len(wanted) > 1 and not theirs.issuperset(wanted):
        raise INVALID(field="stores")
    return msgspec.structs.replace(new, store_ids=wanted)


def _promise(deal: Deal | NewDeal) -> tuple[object, ...]:
    """What is written in a deal's terms: where this differs, whoever buys from now on has others."""
    words = (tuple(deal.contents), tuple(deal.rules_zh), tuple(deal.rules_en))
    return (*words, deal.valid_days, deal.usable, tuple(sorted(deal.store_ids)), deal.use_rules)
