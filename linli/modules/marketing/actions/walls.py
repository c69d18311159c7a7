"""The codes of a wall: one for each thing that is shown on it, and never a second one."""

from collections.abc import Mapping
from uuid import UUID

from linli.kernel import ids
from linli.kernel.database import Work
from linli.kernel.refusals import INVALID
from linli.kernel.signing import Signer
from linli.modules import items
from linli.modules.marketing.actions.making import described
from linli.modules.marketing.codes import new_link_code
from linli.modules.marketing.model import Channel, Place
from linli.modules.marketing.queries import codes_of_wall
from linli.modules.marketing.refusals import PRINT_NO_WARES
from linli.modules.marketing.statements import SQL

MOST_ON_A_WALL = 200
LONGEST_WARE = 60
_TRIES = 5


async def make_wall(
    work: Work,
    market_id: int,
    store_id: UUID,
    channel: Channel,
    name: str,
    wares: Mapping[UUID, str],
    person_id: UUID,
    signer: Signer,
) -> UUID:
    """The campaign that a wall is, by its name, with a code for each of these articles (names by id). An
    article that has a live code on this wall keeps it: whoever asks twice, or at once, makes none twice. That
    `person_id` may do this, the caller checks.

    Refuses: print_no_wares (none, or none that this store sells), invalid (total: over 200; campaign: 1 to 60
    characters; channel).
    """
    if len(wares) > MOST_ON_A_WALL:
        raise INVALID(field="total")
    sold = await items.stores_of_items(work, market_id, list(wares))
    wanted = {item_id: label for item_id, label in wares.items() if store_id in sold.get(item_id, ())}
    if not wanted:
        raise PRINT_NO_WARES()
    about = await described(work, market_id, store_id, channel, name or "-", Place(campaign=name))
    campaign_id = about[5]
    if campaign_id is None:
        raise INVALID(field="campaign")
    # Whoever makes the same wall at the same time waits here, and then finds its codes.
    await work.value(UUID, SQL.lock_campaign, market_id, campaign_id)
    known = {code.landing_ref for code in await codes_of_wall(work, market_id, store_id, campaign_id)}
    missing = [item_id for item_id in wanted if item_id not in known]
    for _ in range(_TRIES):
        if not missing:
            break
        codes = [new_link_code(signer) for _ in missing]
        labels = [wanted[item_id][:LONGEST_WARE] for item_id in missing]
        rows = ([ids.uuid7(work.now) for _ in missing], codes, labels, missing)
        where = (market_id, store_id, channel.value, campaign_id, person_id, work.now)
        got = set(await work.column(UUID, SQL.insert_codes_of_wall, *where, *rows))
        missing = [item_id for item_id in missing if item_id not in got]
    return campaign_id
