"""The limits of shops' screens."""

from tests.races.attacks import kiosks
from tests.races.stage import Limit

OF_KIOSKS = (
    Limit(
        "selection taken once",
        "phones that take what was chosen at a screen",
        ("kiosks.take_selection",),
        kiosks.taken_once,
    ),
    Limit(
        "kiosk opened once",
        "browsers that one offer makes the screen",
        ("kiosks.open_kiosk",),
        kiosks.opened_once,
    ),
)
