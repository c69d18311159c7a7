"""The pass at the door: what a phone shows after paying in the aisle. It ages in seconds, so that a picture
of it lets nobody out, and a clerk's look at it counts once.
"""

from datetime import datetime
from uuid import UUID

from linli.kernel.signing import Signer
from linli.modules.pickups.refusals import EXIT_PASS_FORGED, EXIT_PASS_STALE, PICKUP_OF_ANOTHER_MARKET

PREFIX = "LINLI-EXIT:"
LONGEST = 200
# How long a shown pass is good, how often the page shows a new one, and how far clocks may be apart; in
# seconds.
SHOWN = 45
RENEWED = 15
APART = 30


def exit_text(signer: Signer, market_slug: str, order_id: UUID, now: datetime) -> str:
    """What the pass's QR code says from now on."""
    return PREFIX + signer.sign(f"{market_slug}/{order_id.hex}/{int(now.timestamp())}")


def is_exit(text: str) -> bool:
    """Whether it says of itself that it is one."""
    return text.strip().startswith(PREFIX)


def read_exit(signer: Signer, text: str, market_slug: str, now: datetime) -> UUID:
    """The order of a pass. Refuses in this order: exit_pass_forged, pickup_of_another_market,
    exit_pass_stale (seconds).
    """
    said = signer.read(text.strip()[:LONGEST].removeprefix(PREFIX))
    parts = said.split("/") if said else []
    if len(parts) != len(("market", "order", "made at")):
        raise EXIT_PASS_FORGED()
    slug, order, made_at = parts
    if slug != market_slug:
        raise PICKUP_OF_ANOTHER_MARKET(market=slug)
    age = int(now.timestamp()) - int(made_at)
    if not -APART <= age < SHOWN:
        raise EXIT_PASS_STALE(seconds=SHOWN)
    return UUID(order)
