"""Price books as they are typed, and what the module is told of them."""

import contextlib
import re
from collections.abc import Mapping, Sequence
from datetime import datetime
from uuid import UUID
from zoneinfo import ZoneInfo

import msgspec
from litestar.datastructures import FormMultiDict

from linli.kernel import money
from linli.kernel.money import Money
from linli.kernel.refusals import INVALID
from linli.modules.merchants import Store
from linli.modules.prices import Book, Channel, Entry, NewBook
from linli.web.merchant.shop import Shop, typed
from linli.web.shared.dense import decimal
from linli.web.shared.http import Here

CHANNELS = tuple(one.value for one in Channel)
EVERYWHERE, HERE_ONLY, REGION = "everywhere", "here", "region"
# A share of the base price as it is typed: "90%", "87.5 %".
_SHARE = re.compile(r"(?P<whole>[0-9]{1,3})(\.(?P<part>[0-9]{1,2}))? ?[%％]")
_ASK = "ask."


class BookForm(msgspec.Struct, frozen=True):
    """Every field as typed. `place` is everywhere, here, region, or the ids of stores."""

    name: str = ""
    channel: str = Channel.ANY.value
    tier: str = ""
    place: str = EVERYWHERE
    region: str = ""
    begins: str = ""
    ends: str = ""
    reason: str = ""
    reason_en: str = ""


def read_form(form: FormMultiDict) -> BookForm:
    return BookForm(**{name: typed(form, name) for name in BookForm.__struct_fields__})


def form_of(here: Here, book: Book) -> BookForm:
    """A book as it would be typed; several stores are kept as they are."""
    place = EVERYWHERE
    if book.region or book.store_ids:
        place = REGION if book.region else " ".join(str(one) for one in book.store_ids)
    return BookForm(
        book.name,
        book.channel.value,
        book.tier,
        place,
        book.region,
        _local(here, book.begins_at),
        _local(here, book.ends_at),
        book.reason,
        book.reason_en,
    )


def new_book(here: Here, shop: Shop, stores: Sequence[Store], form: BookForm) -> NewBook:
    """What is meant. Refuses: invalid (channel, place, region, begins_at, ends_at)."""
    if form.channel not in CHANNELS:
        raise INVALID(field="channel")
    if form.place == REGION and not form.region:
        raise INVALID(field="region")
    return NewBook(
        name=form.name,
        channel=Channel(form.channel),
        tier=form.tier,
        region=form.region if form.place == REGION else "",
        store_ids=_stores(shop, stores, form.place),
        begins_at=moment_in(here, form.begins, "begins_at"),
        ends_at=moment_in(here, form.ends, "ends_at"),
        reason=form.reason,
        reason_en=form.reason_en,
    )


def _stores(shop: Shop, stores: Sequence[Store], place: str) -> list[UUID]:
    if place in (EVERYWHERE, REGION):
        return []
    if place == HERE_ONLY:
        return [shop.store.store_id]
    known = {str(store.store_id): store.store_id for store in stores}
    wanted = place.split()
    if not wanted or any(one not in known for one in wanted):
        raise INVALID(field="place")
    return [known[one] for one in wanted]


def moment_in(here: Here, text: str, field: str) -> datetime | None:
    """A moment as it is typed, in the market's zone; None where nothing is. Refuses: invalid (`field`)."""
    if not text:
        return None
    try:
        return datetime.fromisoformat(text).replace(tzinfo=ZoneInfo(here.market.timezone))
    except ValueError:
        raise INVALID(field=field) from None


def _local(here: Here, moment: datetime | None) -> str:
    zone = ZoneInfo(here.market.timezone)
    return f"{moment.astimezone(zone):%Y-%m-%dT%H:%M}" if moment else ""


def ask_text(entry: Entry | None, currency: str) -> str:
    """What a book asks, as it is typed: "12.50", "90%" or nothing."""
    if entry is None:
        return ""
    if entry.price_minor is not None:
        return decimal(Money(entry.price_minor, currency))
    whole, part = divmod(entry.percent_bp or 0, 100)
    return f"{whole}.{part:02}%" if part else f"{whole}%"


def read_ask(variant_id: UUID, text: str, currency: str) -> Entry:
    """An entry as it was typed; empty: out of the book. Refuses: invalid (asked)."""
    if not text:
        return Entry(variant_id)
    share = _SHARE.fullmatch(text)
    if share:
        return Entry(variant_id, None, read_share(share.group()))
    try:
        return Entry(variant_id, money.parse(text, currency).minor)
    except ValueError:
        raise INVALID(field="asked") from None


def read_share(text: str) -> int:
    """Hundredths of a percent of "87.5" or "87.5%". Refuses: invalid (percent)."""
    share = _SHARE.fullmatch(text if text.endswith(("%", "％")) else f"{text}%")
    found = int(share["whole"]) * 100 + int((share["part"] or "0").ljust(2, "0")) if share else 0
    if not found:
        raise INVALID(field="percent")
    return found


def asks_in(form: FormMultiDict) -> dict[UUID, str]:
    """What was typed into the table, by variant; a name that is no variant's is passed over."""
    found = {}
    for name in form:
        with contextlib.suppress(ValueError):
            if name.startswith(_ASK):
                found[UUID(name.removeprefix(_ASK))] = typed(form, name)
    return found


def changed(asked: Mapping[UUID, str], held: Mapping[UUID, Entry], currency: str) -> list[Entry]:
    """What is otherwise than it stands. Refuses: invalid (asked)."""
    wanted = [read_ask(variant_id, text, currency) for variant_id, text in asked.items()]
    return [one for one in wanted if one != held.get(one.variant_id, Entry(one.variant_id))]
