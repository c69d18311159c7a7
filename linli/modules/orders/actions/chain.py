"""What an order of goods owes to a chain: whose branch sells it, and who gets the money."""

from collections.abc import Sequence
from uuid import UUID

from linli.kernel.database import Reader
from linli.kernel.refusals import NOT_FOUND
from linli.modules import chains, items, merchants
from linli.modules.orders.model import GoodsQuote, GoodsWay, Wanted
from linli.modules.orders.refusals import NOT_HANDED_OVER, PAY_APART


async def routes_of(
    reader: Reader,
    market_id: int,
    branch: chains.Branch | None,
    wanted: Sequence[Wanted],
    place: chains.PlaceOfUse | None,
) -> list[chains.Route]:
    """In whose territory what is wanted of a branch will be used; nothing where no chain binds it.

    Refuses: outside_territory (nearest, store_id).
    """
    if branch is None or not branch.joined:
        return []
    sold = await items.sellable(reader, market_id, branch.store_id, [one.variant_id for one in wanted])
    articles = [
        chains.Article(one.item_id, one.category_id)
        for one in sold.values()
        if one.merchant_id == branch.head_id
    ]
    return await chains.route(reader, market_id, branch.head_id, articles, place.spot if place else None)


def routed_store(store_id: UUID, routes: Sequence[chains.Route]) -> UUID:
    """The store that an order goes to: the one of the territory, else the one where it was asked for.

    Refuses: pay_apart (two branches would have to sell it).
    """
    bound = {one.store_id for one in routes if one.store_id is not None}
    if len(bound) > 1:
        raise PAY_APART()
    return bound.pop() if bound else store_id


async def way_of_goods(
    reader: Reader,
    market_id: int,
    store_id: UUID,
    wanted: Sequence[Wanted],
    place: chains.PlaceOfUse | None,
) -> GoodsWay:
    """Which store an order of these would go to, for use at a place (None: nobody was asked where).

    Refuses in this order: outside_territory (nearest, store_id), pay_apart.
    """
    branch = await chains.branch_of(reader, market_id, store_id)
    routes = await routes_of(reader, market_id, branch, wanted, place)
    bound = {one.territory.territory_id: one.territory for one in routes if one.territory}
    return GoodsWay(routed_store(store_id, routes), tuple(bound.values()))


async def payee_of_goods(reader: Reader, market_id: int, store: merchants.Store, quote: GoodsQuote) -> UUID:
    """The same as `payee_of`, of a store whose place in a chain is not known yet. Refuses what it refuses."""
    return payee_of(await chains.branch_of(reader, market_id, store.store_id), store, quote)


def payee_of(branch: chains.Branch | None, store: merchants.Store, quote: GoodsQuote) -> UUID:
    """The merchant that gets the money of an order: the store's own, or the head office of its chain.

    Refuses in this order: not_handed_over (this branch gives nothing out), not_found (nobody runs the store,
    or it may not sell an article), pay_apart (two merchants would have to be paid).
    """
    if branch and branch.joined and not branch.hands_over:
        raise NOT_HANDED_OVER()
    if store.merchant_id is None:
        raise NOT_FOUND()
    owners = {line.merchant_id for line in quote.lines if line.merchant_id is not None}
    payees = {chains.collector(branch, store.merchant_id, owner) for owner in sorted(owners)}
    if len(payees) != 1:
        raise PAY_APART()
    return payees.pop()
