"""Who belongs to whom, who collects, and whose territory a place is."""

from collections.abc import Sequence
from uuid import UUID

from linli.kernel.database import Reader
from linli.kernel.facts import Fact
from linli.kernel.refusals import NOT_FOUND
from linli.modules.chains.areas import binding, chosen, nearest
from linli.modules.chains.model import Article, Branch, RangeRule, Route, Territory, Use
from linli.modules.chains.refusals import BRANCH_TAKEN, OUTSIDE_TERRITORY
from linli.modules.chains.statements import SQL


async def branch_of(reader: Reader, market_id: int, store_id: UUID) -> Branch | None:
    """The store as a branch, asked or joined; None where it is in no chain."""
    found = await reader.one(Branch, SQL.find_branch, market_id, store_id)
    return found if found and found.state.value != "left" else None


async def branches_of_head(reader: Reader, market_id: int, head_id: UUID) -> list[Branch]:
    """A head office's branches, those asked among them."""
    return await reader.many(Branch, SQL.branches_of_head, market_id, head_id)


async def branches_of_merchant(reader: Reader, market_id: int, merchant_id: UUID) -> list[Branch]:
    """A franchisee's stores in chains of others, those asked among them."""
    return await reader.many(Branch, SQL.branches_of_merchant, market_id, merchant_id)


async def branches_with_all(reader: Reader, market_id: int, head_id: UUID) -> list[UUID]:
    """The joined branches that sell all of a head office's articles."""
    found = await branches_of_head(reader, market_id, head_id)
    return [one.store_id for one in found if one.joined and one.range is RangeRule.ALL]


async def heads_of_store(reader: Reader, market_id: int, store_id: UUID, merchant_id: UUID) -> list[UUID]:
    """The merchants whose articles a store may sell: its own, unless its terms say otherwise, and its head
    office.
    """
    branch = await branch_of(reader, market_id, store_id)
    if branch is None or not branch.joined:
        return [merchant_id]
    own = [merchant_id] if branch.own_articles or not branch.franchised else []
    return list(dict.fromkeys([*own, branch.head_id]))


async def territories(reader: Reader, market_id: int, head_id: UUID) -> list[Territory]:
    """A head office's territories by name."""
    return await reader.many(Territory, SQL.find_territories, market_id, head_id)


async def territory(reader: Reader, market_id: int, head_id: UUID, territory_id: UUID) -> Territory:
    """One territory of a head office. Refuses: not_found."""
    found = await reader.one(Territory, SQL.find_territory, market_id, territory_id)
    if found is None or found.head_id != head_id:
        raise NOT_FOUND()
    return found


async def bound_by(reader: Reader, market_id: int, head_id: UUID, article: Article) -> list[Territory]:
    """The territories that say who sells an article of a head office; none: every branch that has it."""
    return binding(await territories(reader, market_id, head_id), article)


async def route(
    reader: Reader,
    market_id: int,
    head_id: UUID,
    articles: Sequence[Article],
    place: tuple[float, float] | None,
) -> list[Route]:
    """For each article whose territory a place (latitude, longitude) is; for an article that no territory
    binds, none.

    Refuses: outside_territory (an article is bound and the place, or that it is told, is missing; nearest:
    the name of the nearest territory, store_id: its branch).
    """
    known = await territories(reader, market_id, head_id)
    routes = []
    for article in articles:
        bound = binding(known, article)
        there = chosen(bound, place) if place else None
        if bound and there is None:
            near = nearest(bound, place) if place else bound[0]
            told = near or bound[0]
            raise OUTSIDE_TERRITORY(nearest=told.name, store_id=str(told.store_id))
        routes.append(Route(there))
    return routes


async def require_no_branch(reader: Reader, market_id: int, store_id: UUID) -> None:
    """A store that is in no chain. Refuses: branch_taken."""
    if await branch_of(reader, market_id, store_id) is not None:
        raise BRANCH_TAKEN()


async def uses_of_orders(reader: Reader, market_id: int, order_ids: Sequence[UUID]) -> dict[UUID, list[Use]]:
    """In whose territories the things of some orders will be used, by order."""
    found: dict[UUID, list[Use]] = {}
    for one in await reader.many(Use, SQL.find_uses, market_id, list(order_ids)):
        found.setdefault(one.order_id, []).append(one)
    return found


async def uses_of_branch(
    reader: Reader, market_id: int, head_id: UUID, store_id: UUID, size: int = 20
) -> list[Use]:
    """The last orders that a branch had because of a head office's territories, newest first."""
    return await reader.many(Use, SQL.find_uses_of_branch, market_id, head_id, store_id, size)


async def about_orders(reader: Reader, market_id: int, order_ids: list[UUID]) -> list[Fact]:
    """Where what these orders are about is used, for the eyes of whoever bought it."""
    return await reader.many(Fact, SQL.about_orders, market_id, order_ids)
