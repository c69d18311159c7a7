"""How results would stand if the factors counted otherwise; nothing changes by looking."""

from linli.kernel.database import Reader
from linli.modules import markets
from linli.modules.discovery.asking import Query
from linli.modules.discovery.queries.looking import look
from linli.modules.discovery.queries.places import pins_of
from linli.modules.discovery.ranking import Weights
from linli.modules.discovery.reordering import Reordered, reordered


async def preview_weights(
    reader: Reader, market: markets.Market, query: Query, weights: Weights
) -> Reordered:
    """The first `size` results of a query, best first, as they stand and as they would with `weights`.

    Refuses nothing.
    """
    looked = await look(reader, market, query)
    pins = await pins_of(reader, market.market_id, [row.one.store_id for row in looked.rows])
    return reordered(looked.rows, weights, query.size, pins)
