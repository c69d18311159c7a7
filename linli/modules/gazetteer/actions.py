"""Writing a market's table of places."""

from collections.abc import Sequence
from operator import attrgetter

from linli.kernel import sql
from linli.kernel.database import Work, plain
from linli.kernel.refusals import INVALID
from linli.modules.gazetteer.folding import spellings
from linli.modules.gazetteer.model import Entry

SQL = sql.load(__file__)
LONGEST_NAME = 120
_COLUMNS = ("key", "kind", "name", "name_en", "lat", "lon", "reach_m", "importance")


async def replace(work: Work, market_id: int, source: str, rows: Sequence[Entry]) -> int:
    """Let these be all places of that source; how many they are. Other sources keep theirs.

    Refuses: invalid (field: key where two are the same, name, lat, lon, importance).
    """
    _check(rows)
    await work.run(SQL.drop_names, market_id, source)
    await work.run(SQL.drop_places, market_id, source)
    columns = [plain(list(map(attrgetter(name), rows))) for name in _COLUMNS]
    # An array of arrays would have to be rectangular: other names travel as one text each, a line apiece.
    other = ["\n".join(row.names) for row in rows]
    written = await work.run(SQL.write_places, market_id, source, *columns, other)
    names = [
        (folded, row.key, row.importance)
        for row in rows
        for folded in spellings([row.name, row.name_en, *row.names])
    ]
    if names:
        await work.run(SQL.write_names, market_id, source, *map(list, zip(*names, strict=True)))
    return written


def _check(rows: Sequence[Entry]) -> None:
    if len({row.key for row in rows}) < len(rows):
        raise INVALID(field="key")
    for row in rows:
        every = (row.name, row.name_en, *row.names)
        faults = {
            "name": not row.name or any(len(name) > LONGEST_NAME or "\n" in name for name in every),
            "lat": not -90 <= row.lat <= 90,
            "lon": not -180 <= row.lon <= 180,
            "importance": not 0 <= row.importance <= 100,
        }
        for field, wrong in faults.items():
            if wrong:
                raise INVALID(field=field)
