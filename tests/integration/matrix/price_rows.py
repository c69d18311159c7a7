"""Prices at the desk."""

from tests.integration.matrix import people as who
from tests.integration.matrix import shelves
from tests.integration.matrix.rows import Case

DESK = "/{market:str}/desk/{slug:str}"
BOOK = f"{DESK}/prices/{{book_id:uuid}}"
TERMS = {"name": "Here", "channel": "any", "place": "here"}

DESK_CASES: dict[str, Case] = {
    f"GET {DESK}/prices": Case(who.MANAGERS, shelves.book),
    f"POST {DESK}/prices": Case(who.MANAGERS, send={**TERMS, "key": "{random}"}),
    f"POST {DESK}/parity": Case(who.MANAGERS, send={"declare": "yes"}),
    f"GET {DESK}/prices/preview": Case(who.MANAGERS, shelves.book),
    f"GET {DESK}/prices/regions": Case(who.MANAGERS, shelves.book),
    f"POST {DESK}/prices/regions": Case(who.MANAGERS, shelves.book),
    f"GET {DESK}/prices/till": Case(who.MANAGERS, shelves.reported),
    f"GET {BOOK}": Case(who.MANAGERS, shelves.book),
    f"POST {BOOK}/terms": Case(who.MANAGERS, shelves.book, {**TERMS, "revision": "1"}),
    f"POST {BOOK}/state": Case(who.MANAGERS, shelves.book, {"state": "off", "revision": "1"}),
    f"POST {BOOK}/entries": Case(who.MANAGERS, shelves.book, {"revision": "1"}),
    f"POST {BOOK}/share": Case(who.MANAGERS, shelves.book, {"percent": "90", "revision": "1"}),
    f"POST {BOOK}/undoing": Case(who.MANAGERS, shelves.changed_book, {"revision": "2"}),
}
