"""Where something will be used, as its buyer says it, and what a branch does there."""

from math import isfinite

from linli.kernel import texts
from linli.kernel.refusals import INVALID
from linli.modules.chains.areas import on_earth
from linli.modules.chains.model import PlaceOfUse, Territory, Use

LONGEST_ADDRESS = 200


def place_of_use(address: str, lat: float, lon: float) -> PlaceOfUse:
    """A place of use that can be found by whoever measures there: an address in words and degrees.

    Refuses in this order: invalid (address, position).
    """
    words = texts.line(address, "address", LONGEST_ADDRESS, shortest=2)
    if not (isfinite(lat) and isfinite(lon) and on_earth((lat, lon))):
        raise INVALID(field="position")
    return PlaceOfUse(lat=lat, lon=lon, address=words)


def does_of(*which: Territory | Use, everywhere: bool = False) -> str:
    """What is done beside selling in one of them, or `everywhere`: "both", "measures", "installs", or "sold"
    where it is none of these.
    """
    rule = all if everywhere else any
    measures, installs = rule(one.measures for one in which), rule(one.installs for one in which)
    if measures and installs:
        return "both"
    return "measures" if measures else "installs" if installs else "sold"
