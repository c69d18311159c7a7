"""What a source may write into a store, and what of it stands there afterwards."""

import hashlib
from typing import Any
from uuid import UUID

import msgspec

from linli.kernel import ids
from linli.modules import merchants
from linli.modules.listings.model import Draft
from linli.modules.merchants import Listed, Store

Fields = dict[str, Any]
# A second source never renames or moves a place; it may fill what is empty.
FILLED = tuple(name for name in Listed.__struct_fields__ if name not in ("name", "trade", "lat", "lon"))
SLUG_END = 8


def fields_of(listed: Listed) -> Fields:
    """As the records keep it."""
    found: Fields = msgspec.to_builtins(listed)
    return found


def print_of(listed: Listed) -> str:
    """The same for the same words, whoever read them."""
    return hashlib.sha256(msgspec.json.encode(listed)).hexdigest()


def store_id_of(source: str, key: str) -> UUID:
    """The id of the store that a thing becomes: the same in every run."""
    return ids.derived("listing", f"{source}:{key}")


def store_of(draft: Draft, source: str) -> Store:
    """The draft as a new, unclaimed store."""
    store_id = store_id_of(source, draft.key)
    name = merchants.slug_of(draft.listed.name, draft.listed.name_en)
    said = {field: getattr(draft.listed, field) for field in Listed.__struct_fields__}
    slug = f"{name}-{store_id.hex[:SLUG_END]}"
    return Store(store_id=store_id, slug=slug, source=f"{source}:{draft.key}", **said)


def may_write(store: Store, *, ours: bool) -> Fields:
    """What must stand in a store for the source to write over it at first: what is there, if the store is the
    source's own, else only what is empty; nothing at all once a merchant runs it.
    """
    if store.claimed:
        return {}
    now = fields_of(merchants.listing_of(store))
    return now if ours else {name: type(now[name])() for name in FILLED}


def settled(before: Fields, said: Fields, store: Store) -> tuple[Fields, list[str]]:
    """(what of the source's words stands in the store, the fields in which its people say something else)."""
    now = fields_of(merchants.listing_of(store))
    taken = {name: said[name] if now[name] == said[name] else was for name, was in before.items()}
    kept = [name for name, words in said.items() if words and now[name] != words] if store.claimed else []
    return taken, kept
