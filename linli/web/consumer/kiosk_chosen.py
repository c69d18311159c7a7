"""What is being chosen at a screen, kept in a cookie of that screen until it goes onto a phone or is left.

Nothing of it is in the database: whoever walks away leaves nothing behind.
"""

from collections.abc import Sequence
from uuid import UUID

import msgspec
from litestar import Response

from linli.kernel.refusals import INVALID
from linli.modules import carts, kiosks
from linli.modules.kiosks import MOST_LINES, Chosen, Kiosk
from linli.web.shared import security
from linli.web.shared.http import Here

# A screen without scripts that nobody touches forgets as well.
KEPT_SECONDS = 15 * 60
SHIFT_SECONDS = 12 * 3600
_LINE, _PART = "!", "~"
_PARTS = 5


def home_of(here: Here, kiosk: Kiosk) -> str:
    """The address of a screen, to which its cookies belong."""
    return here.url(f"kiosks/{kiosk.kiosk_id}")


def read_chosen(here: Here) -> list[Chosen]:
    """What was chosen until now; what cannot be read is left out."""
    text = here.request.cookies.get(security.CHOSEN_COOKIE, "")
    lines = [_read(part) for part in text.split(_LINE)[:MOST_LINES]]
    return [line for line in lines if line is not None]


def with_line(chosen: Sequence[Chosen], line: Chosen) -> list[Chosen]:
    """Some more of a thing, up to what an order can have of it. Refuses: cart_full (most)."""
    for place, one in enumerate(chosen):
        if _same(one, line):
            most = min(one.quantity + line.quantity, carts.MOST_UNITS)
            return [*chosen[:place], msgspec.structs.replace(one, quantity=most), *chosen[place + 1 :]]
    if len(chosen) >= MOST_LINES:
        raise carts.CART_FULL(most=MOST_LINES)
    return [*chosen, line]


def with_quantity(chosen: Sequence[Chosen], number: int, quantity: int) -> list[Chosen]:
    """So many of the line of this number, counted from 1; none takes it out. Refuses: invalid (quantity)."""
    if not 0 <= quantity <= carts.MOST_UNITS:
        raise INVALID(field="quantity")
    changed = [
        msgspec.structs.replace(line, quantity=quantity) if place == number else line
        for place, line in enumerate(chosen, 1)
    ]
    return [line for line in changed if line.quantity]


def keep_chosen(here: Here, answer: Response[str], chosen: Sequence[Chosen]) -> None:
    text = _LINE.join(_write(line) for line in chosen)
    _keep(here, answer, security.CHOSEN_COOKIE, text, KEPT_SECONDS if text else 0)


def seller_here(here: Here, sellers: Sequence[kiosks.Seller]) -> kiosks.Seller | None:
    """The clerk who serves now: who was chosen, or the only one there is."""
    named = here.request.cookies.get(security.SELLER_COOKIE, "")
    found = [one for one in sellers if one.person_id.hex == named]
    return next(iter(found or (sellers if len(sellers) == 1 else ())), None)


def keep_seller(here: Here, answer: Response[str], person_id: UUID) -> None:
    _keep(here, answer, security.SELLER_COOKIE, person_id.hex, SHIFT_SECONDS)


def _keep(here: Here, answer: Response[str], name: str, value: str, seconds: int) -> None:
    here.cookie(answer, name, value, max_age=seconds, path=home_of(here, here.kiosk))


def _same(one: Chosen, other: Chosen) -> bool:
    return msgspec.structs.replace(one, quantity=other.quantity) == other


def _write(line: Chosen) -> str:
    source = line.bring_from.hex if line.bring_from else ""
    return _PART.join((line.variant_id.hex, line.store_id.hex, str(line.quantity), line.picks, source))


def _read(text: str) -> Chosen | None:
    parts = text.split(_PART)
    if len(parts) != _PARTS:
        return None
    variant, store, quantity, picks, source = parts
    try:
        carts.read_picks(picks)
        bring_from = UUID(source) if source else None
        line = Chosen(UUID(store), UUID(variant), int(quantity), picks, bring_from)
    except ValueError:
        return None
    return line if 0 < line.quantity <= carts.MOST_UNITS else None
