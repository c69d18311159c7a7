"""Articles come, change, and are put away."""

from collections.abc import Sequence
from typing import Any
from uuid import UUID

import msgspec

from linli.kernel import ids
from linli.kernel.database import Work
from linli.kernel.refusals import INVALID, NOT_FOUND
from linli.modules import markets, merchants
from linli.modules.items.events import BasePrice, ItemsWritten
from linli.modules.items.model import Item, ItemState, NewItem, NewVariant, Place
from linli.modules.items.queries import categories, items, stores_of_items, versions
from linli.modules.items.refusals import CODE_TAKEN, ITEM_CHANGED
from linli.modules.items.requirements import check_item
from linli.modules.items.statements import SQL
from linli.modules.items.words import words_of

MOST_AT_ONCE = 1000
_OF_ITEM = (
    *("kind", "title", "title_en", "description", "description_en", "category_id", "icon", "picture_ids"),
    *("attributes", "details", "state", "item_id", "position"),
)
_OF_VARIANT = (
    *("variant_id", "name", "name_en", "sku", "gtin", "price_minor", "weight_g", "content_size"),
    "content_unit",
)


async def create_items(
    work: Work, market_id: int, merchant_id: UUID, new: Sequence[NewItem], store_ids: Sequence[UUID] = ()
) -> list[Item]:
    """Write new articles of a merchant, at most 1,000 at once, into the range of its `store_ids`; announces
    ItemsWritten.

    Whether the person may act for the merchant and these stores is for the caller to ask. Refuses: not_found
    (merchant), invalid (field; of several articles `<place>.<field>`; stores), code_taken (code, place).
    """
    await merchants.merchant(work, market_id, merchant_id)
    ready = await _checked(work, market_id, merchant_id, new)
    ready = [msgspec.structs.replace(one, item_id=one.item_id or ids.uuid7()) for one in ready]
    await require_stores(work, market_id, merchant_id, store_ids)
    await work.run(SQL.write_items, market_id, merchant_id, [_row(one) for one in ready], work.now)
    return await _finish(work, market_id, merchant_id, ready, [1] * len(ready), store_ids)


async def change_items(
    work: Work, market_id: int, merchant_id: UUID, new: Sequence[tuple[NewItem, int]]
) -> list[Item]:
    """Write articles (each with its `item_id`) otherwise, at most 1,000 at once, all or none; announces
    ItemsWritten. With each comes the revision as it was looked at.

    A variant that is not named any more is not sold any more. Refuses: not_found (an article or a variant
    of it), invalid (field), item_changed (title; somebody else was faster), code_taken (code, place).
    """
    before = {one.item_id: one for one in await items(work, market_id, [_key(one) for one, _ in new])}
    if any(_key(one) not in before or before[_key(one)].merchant_id != merchant_id for one, _ in new):
        raise NOT_FOUND()
    if len({_key(one) for one, _ in new}) < len(new):
        raise INVALID(field="item_id")
    ready = await _checked(work, market_id, merchant_id, [one for one, _ in new])
    rows = [{**_row(one), "revision": revision} for one, (_, revision) in zip(ready, new, strict=True)]
    rows.sort(key=lambda row: str(row["item_id"]))
    done = set(await work.column(UUID, SQL.rewrite_items, market_id, merchant_id, rows, work.now))
    for one in ready:
        if one.item_id not in done:
            raise ITEM_CHANGED(title=before[_key(one)].title)
    revisions = [revision + 1 for _, revision in new]
    changed = await _finish(work, market_id, merchant_id, ready, revisions, (), before)
    await work.audit(market_id, "items_changed", str(merchant_id), items=len(changed), first=changed[0].title)
    return changed


async def restore_items(
    work: Work, market_id: int, merchant_id: UUID, back: Sequence[tuple[UUID, int]]
) -> list[Item]:
    """Take changes back: each article as it was before the revision that it has now, which is named with it.

    Refuses: not_found, item_changed (somebody changed it since), code_taken.
    """
    before = await versions(work, market_id, [(item_id, revision - 1) for item_id, revision in back])
    old = [(one, revision) for one, (_, revision) in zip(before, back, strict=True)]
    return await change_items(work, market_id, merchant_id, old)


async def set_states(
    work: Work, market_id: int, merchant_id: UUID, item_ids: Sequence[UUID], state: ItemState
) -> list[Item]:
    """Put articles on sale, hide them or put them away. Refuses: as change_items."""
    found = await items(work, market_id, item_ids)
    changed = [
        (msgspec.structs.replace(one.written(), state=state), one.revision)
        for one in found
        if one.state is not state
    ]
    return await change_items(work, market_id, merchant_id, changed) if changed else []


async def _checked(work: Work, market_id: int, merchant_id: UUID, new: Sequence[NewItem]) -> list[NewItem]:
    if not 0 < len(new) <= MOST_AT_ONCE:
        raise INVALID(field="items")
    shelves = {one.category_id for one in await categories(work, market_id, merchant_id)} | {None}
    ready = []
    for place, one in enumerate(new):
        try:
            ready.append(check_item(one))
        except Exception as refusal:
            raise _placed(refusal, place, len(new)) from None
        if one.category_id not in shelves:
            raise _placed(INVALID(field="category_id"), place, len(new))
    return ready


def _placed(refusal: Exception, place: int, number: int) -> Exception:
    """Of several articles the place of the wrong one is told with the field."""
    field = getattr(refusal, "params", {}).get("field")
    return INVALID(field=f"{place}.{field}") if number > 1 and field else refusal


async def _finish(
    work: Work,
    market_id: int,
    merchant_id: UUID,
    ready: Sequence[NewItem],
    revisions: Sequence[int],
    store_ids: Sequence[UUID],
    before: dict[UUID, Item] | None = None,
) -> list[Item]:
    """Variants, codes, versions and range of articles that stand, and the news of them."""
    currency = (await markets.market(work, market_id)).currency
    keys = [_key(one) for one in ready]
    known = await _known_variants(work, market_id, keys) if before else {}
    ready = [_with_keys(one, known if before else None) for one in ready]
    rows = [_variant_row(_key(one), place, v) for one in ready for place, v in enumerate(one.variants)]
    await work.run(SQL.write_variants, market_id, merchant_id, rows, currency)
    if before:
        await work.run(SQL.retire_variants, market_id, keys, [row["variant_id"] for row in rows])
    await _take_codes(work, market_id, merchant_id, ready, bool(before))
    versions = [
        {"item_id": _key(one), "revision": revision, "written": msgspec.to_builtins(one)}
        for one, revision in zip(ready, revisions, strict=True)
    ]
    await work.run(SQL.write_versions, market_id, versions, work.now)
    if store_ids:
        places = [(store_id, key) for store_id in store_ids for key in keys]
        await put_in_range(work, market_id, places)
    await _announce(work, market_id, merchant_id, currency, ready, before or {})
    return await items(work, market_id, keys)


async def put_in_range(work: Work, market_id: int, places: Sequence[tuple[UUID, UUID]]) -> list[Place]:
    """Stores (first) sell articles (second) from now on; those that did not before."""
    stores, keys = [store_id for store_id, _ in places], [item_id for _, item_id in places]
    return await work.many(Place, SQL.add_to_range, market_id, stores, keys)


async def _known_variants(work: Work, market_id: int, keys: Sequence[UUID]) -> dict[UUID, UUID]:
    """The article of each variant that these articles have or once had: it may come back."""
    rows = await work.many(_Variant, SQL.variants_of_items, market_id, list(keys))
    return {row.variant_id: row.item_id for row in rows}


class _Variant(msgspec.Struct, frozen=True):
    variant_id: UUID
    item_id: UUID


def _with_keys(one: NewItem, known: dict[UUID, UUID] | None) -> NewItem:
    """Each variant with its id; one that claims the id of another article's is refused."""
    claimed = [v.variant_id for v in one.variants if v.variant_id is not None]
    if known is not None and any(known.get(variant_id) != one.item_id for variant_id in claimed):
        raise NOT_FOUND()
    given = [msgspec.structs.replace(v, variant_id=v.variant_id or ids.uuid7()) for v in one.variants]
    return msgspec.structs.replace(one, variants=given)


async def _take_codes(
    work: Work, market_id: int, merchant_id: UUID, ready: Sequence[NewItem], again: bool
) -> None:
    """Barcodes and article numbers, of which each names one variant. Refuses: code_taken (code, place)."""
    named = [
        (code, variant.variant_id, place)
        for place, one in enumerate(ready)
        for variant in one.variants
        for code in dict.fromkeys((variant.gtin, variant.sku))
        if code
    ]
    seen: set[str] = set()
    for code, _, place in named:
        if code in seen:
            raise CODE_TAKEN(code=code, place=place)
        seen.add(code)
    codes, variants = [code for code, _, _ in named], [variant for _, variant, _ in named]
    if again:
        keys = [_key(one) for one in ready]
        await work.run(SQL.drop_codes, market_id, merchant_id, keys, codes, variants)
    taken = set(await work.column(str, SQL.take_codes, market_id, merchant_id, codes, variants))
    for code, _, place in named:
        if code not in taken:
            raise CODE_TAKEN(code=code, place=place)


async def _announce(
    work: Work,
    market_id: int,
    merchant_id: UUID,
    currency: str,
    ready: Sequence[NewItem],
    before: dict[UUID, Item],
) -> None:
    keys = [_key(one) for one in ready]
    stores = await stores_of_items(work, market_id, keys)
    was = {v.variant_id: v.price_minor for one in before.values() for v in one.variants}
    new = [
        BasePrice(v.variant_id, v.price_minor)
        for one in ready
        for v in one.variants
        if v.variant_id is not None and was.get(v.variant_id) != v.price_minor
    ]
    written = ItemsWritten(
        market_id=market_id,
        merchant_id=merchant_id,
        item_ids=tuple(keys),
        store_ids=tuple(sorted({store for some in stores.values() for store in some})),
        currency=currency,
        created=not before,
        prices=tuple(new),
    )
    await work.announce(written)


async def require_stores(work: Work, market_id: int, merchant_id: UUID, store_ids: Sequence[UUID]) -> None:
    """Stores that this merchant's articles may be sold in: open ones. Refuses: invalid (stores)."""
    found = await merchants.stores(work, market_id, store_ids) if store_ids else {}
    if any(store_id not in found or found[store_id].closed for store_id in store_ids):
        raise INVALID(field="stores")


def _key(one: NewItem) -> UUID:
    if one.item_id is None:
        raise INVALID(field="item_id")
    return one.item_id


def _row(one: NewItem) -> dict[str, Any]:
    plain = msgspec.to_builtins(one)
    picked = {name: plain[name] for name in _OF_ITEM}
    return {
        **picked,
        "item_id": plain["item_id"],
        "picture_ids": plain["picture_ids"],
        "words": words_of(one),
    }


def _variant_row(item_id: UUID, place: int, one: NewVariant) -> dict[str, Any]:
    values = {name: getattr(one, name) for name in _OF_VARIANT}
    return {**msgspec.to_builtins(values), "item_id": str(item_id), "position": place}
