"""What counts how much in a market: now, and what its operators decided before."""

from datetime import datetime

import msgspec

from linli.kernel.database import Reader
from linli.modules.discovery.ranking import USUAL, Weights
from linli.modules.discovery.statements import SQL

MOST_CHOICES = 20


class Choice(msgspec.Struct, frozen=True, kw_only=True):
    """What operators decided once. `version` counts from 1; `usual`: as in every market again."""

    version: int
    usual: bool
    weights: Weights
    reason: str
    made_by: str
    made_at: datetime


class _Row(Weights, frozen=True, kw_only=True):
    version: int
    usual: bool
    reason: str
    made_by: str
    made_at: datetime


async def weights_chosen(reader: Reader, market_id: int, size: int = MOST_CHOICES) -> list[Choice]:
    """What its operators decided, the last first: that one holds."""
    return [_choice(row) for row in await reader.many(_Row, SQL.find_weights, market_id, size)]


def _choice(row: _Row) -> Choice:
    points = {name: getattr(row, name) for name in Weights.__struct_fields__}
    return Choice(
        version=row.version,
        usual=row.usual,
        weights=USUAL if row.usual else Weights(**points),
        reason=row.reason,
        made_by=row.made_by,
        made_at=row.made_at,
    )
