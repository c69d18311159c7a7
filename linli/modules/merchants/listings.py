"""What a listing must be before it is written."""

import re
from collections.abc import Iterable

import msgspec

from linli.kernel.refusals import INVALID
from linli.modules import markets
from linli.modules.merchants.model import Store

_SLUG = re.compile(r"[a-z0-9][a-z0-9-]{0,79}", re.ASCII)


def check_store(store: Store) -> None:
    """Refuses: invalid (field: slug, name, trade, lat, lon, price_level, hours - in this order)."""
    faults = {
        "slug": _SLUG.fullmatch(store.slug) is None,
        "name": not store.name.strip(),
        "trade": store.trade not in markets.TRADES,
        "lat": not -90 <= store.lat <= 90,
        "lon": not -180 <= store.lon <= 180,
        "price_level": not 0 <= store.price_level <= 4,
        "hours": store.hours != "" and not markets.valid_expression(store.hours),
    }
    for field, wrong in faults.items():
        if wrong:
            raise INVALID(field=field)


def ready_listings(found: Iterable[Store]) -> list[Store]:
    """A batch made ready to write: each store once (the last of equals), hours that nobody can read left out.

    Refuses: invalid (of any store; field slug also where two stores of the batch want the same one).
    """
    by_id = {store.store_id: _with_readable_hours(store) for store in found}
    for store in by_id.values():
        check_store(store)
    if len({store.slug for store in by_id.values()}) < len(by_id):
        raise INVALID(field="slug")
    return list(by_id.values())


def _with_readable_hours(store: Store) -> Store:
    readable = store.hours == "" or markets.valid_expression(store.hours)
    return store if readable else msgspec.structs.replace(store, hours="")
