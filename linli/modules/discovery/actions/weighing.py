"""What counts how much in a market, as its operators decide."""

import msgspec

from linli.kernel.database import Work
from linli.kernel.refusals import INVALID
from linli.modules.discovery.queries.weighing import weights_chosen
from linli.modules.discovery.ranking import FARTHEST_HALF, MOST_POINTS, NEAREST_HALF, USUAL, Weights
from linli.modules.discovery.refusals import WEIGHTS_CHANGED
from linli.modules.discovery.statements import SQL


async def set_weights(work: Work, market_id: int, weights: Weights | None, version: int, why: str) -> bool:
    """From now on the factors count so; None: as in every market. `version` is the choice that was looked at,
    0 for none. False, and nothing written, if it is so already.

    Refuses in this order: invalid (the factor: not of 0 to 200 points; half_m: not 50 to 20,000 meters;
    points: none is left for words and nearness), weights_changed (somebody else chose meanwhile).
    """
    wanted = weights or USUAL
    for name in Weights.__struct_fields__:
        least, most = (NEAREST_HALF, FARTHEST_HALF) if name == "half_m" else (0, MOST_POINTS)
        if not least <= getattr(wanted, name) <= most:
            raise INVALID(field=name)
    if not wanted.text and not wanted.near:
        raise INVALID(field="points")
    chosen = await weights_chosen(work, market_id, 1)
    if (chosen[0].version if chosen else 0) != version:
        raise WEIGHTS_CHANGED()
    before = chosen[0].weights if chosen else USUAL
    stands_usual = chosen[0].usual if chosen else True
    if before == wanted and (stands_usual or weights is not None):
        return False
    row = (weights is None, *msgspec.structs.astuple(wanted), why, work.actor.name, work.now)
    if not await work.run(SQL.choose_weights, market_id, version, *row):
        raise WEIGHTS_CHANGED()
    facts = {"before": msgspec.structs.asdict(before), "after": msgspec.structs.asdict(wanted)}
    await work.audit(market_id, "weights_chosen", f"weights:{version + 1}", why, **facts)
    return True
