"""What every search has to know of its market before it looks: read at once."""

from collections.abc import Mapping, Sequence

import msgspec

from linli.kernel.database import Reader
from linli.modules.discovery.ranking import USUAL, Weights
from linli.modules.discovery.statements import SQL
from linli.modules.discovery.synonyms import Synonyms, with_own


class Ground(msgspec.Struct, frozen=True, kw_only=True):
    """What words mean in a market, what counts how much there, and how many places have some terms."""

    meanings: Synonyms
    weights: Weights
    counts: Mapping[str, int]


class _Ground(msgspec.Struct, frozen=True):
    weights: tuple[int, ...] | None
    synonyms: str
    stores: list[int]


class _Stores(msgspec.Struct, frozen=True):
    term: str
    stores: int


async def ground_of(reader: Reader, market_id: int, terms: Sequence[str]) -> Ground:
    """As it is now, in one short statement: no process is ever behind another."""
    row = await reader.one(_Ground, SQL.read_ground, market_id, list(terms))
    assert row is not None, "it always answers with one row"
    return Ground(
        meanings=with_own(row.synonyms),
        weights=Weights(**dict(zip(Weights.__struct_fields__, row.weights, strict=True)))
        if row.weights
        else USUAL,
        counts=dict(zip(terms, row.stores, strict=True)),
    )


async def counts_of(
    reader: Reader, market_id: int, ground: Ground, terms: Sequence[str]
) -> Mapping[str, int]:
    """How many places have each of these terms: asked only for those that are not known yet."""
    new = [term for term in terms if term not in ground.counts]
    if not new:
        return ground.counts
    rows = await reader.many(_Stores, SQL.count_of_terms, market_id, new)
    return {**ground.counts, **{row.term: row.stores for row in rows}}
