"""The store that a page of this face is about, and the person who works in it."""

from collections import Counter
from collections.abc import Mapping
from datetime import datetime
from typing import Any

import msgspec
from litestar import Response
from litestar.datastructures import FormMultiDict

from linli.kernel.database import Reader
from linli.kernel.money import Money
from linli.kernel.refusals import Refusal
from linli.modules import markets, merchants
from linli.modules.merchants import StaffMember, StaffRole, Store
from linli.web.shared.formatting import Formatter
from linli.web.shared.http import NOTHING_SAID, Here

LONGEST_FIELD = 4000


class Shop(msgspec.Struct, frozen=True):
    """A store as its own staff see it; `name` is in the reader's language, `root` inside the market."""

    store: Store
    member: StaffMember
    name: str
    desk: str
    counter: str

    @property
    def leads(self) -> bool:
        """Whether the reader may see more than the counter and today's orders."""
        return self.member.role.weight >= StaffRole.MANAGER.weight

    @property
    def owns(self) -> bool:
        """Whether the reader may see what the merchant has earned."""
        return self.member.role is StaffRole.OWNER


async def shop_of(here: Here, reader: Reader, slug: str, *roles: StaffRole) -> Shop:
    """The store of this URL for one of its staff. Refuses: not_found (or not theirs), not_allowed."""
    store = await merchants.store_by_slug(reader, here.market_id, slug)
    member = await merchants.require_staff(
        reader, here.market_id, here.person.person_id, store.store_id, *roles
    )
    return Shop(
        store=store,
        member=member,
        name=pick(here, store.name, store.name_en),
        desk=here.url(f"desk/{slug}"),
        counter=here.url(f"counter/{slug}"),
    )


def pick(here: Here, own: str, english: str) -> str:
    """The English text for English readers, the original for all others; the other one where it is empty."""
    return (english or own) if here.locale == "en" else (own or english)


def words_for(here: Here, now: datetime) -> Formatter:
    """Times as this reader reads them, for texts that are put together outside a template."""
    return Formatter(here.locale, here.market.timezone, now)


def midnight(here: Here, now: datetime) -> datetime:
    """When the market's day began."""
    return markets.day_began(now, here.market.timezone)


def money_here(here: Here, minor: int) -> Money:
    return Money(minor, here.market.currency)


def typed(form: FormMultiDict, name: str) -> str:
    """One text field as a person meant it."""
    value = form.get(name, "")
    return value.replace("\x00", "").strip()[:LONGEST_FIELD] if isinstance(value, str) else ""


def desk_page(
    here: Here,
    shop: Shop,
    template: str,
    *,
    status: int = 200,
    refused: Refusal | None = None,
    said: Mapping[str, bool] = NOTHING_SAID,
    **context: Any,
) -> Response[str]:
    """A page of the store's desk, with what its navigation needs; `refused` and `said` as in `Here.page`."""
    context |= {"shop": shop, "desk_name": shop.name}
    return here.page(f"merchant/{template}", status=status, refused=refused, said=said, **context)


def counter_page(
    here: Here,
    shop: Shop,
    name: str,
    *,
    refused: Refusal | None = None,
    said: Mapping[str, bool] = NOTHING_SAID,
    **context: Any,
) -> Response[str]:
    """One of the counter's screens; `refused` and `said` as in `Here.page`."""
    context |= {"shop": shop, "store_name": shop.name, "clerk_name": shop.member.name}
    return here.page(
        f"merchant/{name}.html", refused=refused, said=said, counter_home=shop.counter, **context
    )


class Choice(msgspec.Struct, frozen=True):
    """One of the stores in which the reader works."""

    name: str
    role: str
    href: str


class Chain(msgspec.Struct, frozen=True):
    """A merchant of which the reader leads several stores."""

    name: str
    stores: int
    href: str


async def led_stores(here: Here, reader: Reader) -> list[StaffMember]:
    """The reader's places as a manager or owner, by the stores' names."""
    roles = await merchants.staff_roles(reader, here.market_id, here.person.person_id)
    return [member for member in roles if member.role.weight >= StaffRole.MANAGER.weight]


async def chains(here: Here) -> list[Chain]:
    """The merchants whose stores the reader can see side by side."""
    async with here.services.db.read() as reader:
        counts = Counter(member.merchant_id for member in await led_stores(here, reader))
        several = {merchant_id: count for merchant_id, count in counts.items() if count > 1}
        known = await merchants.merchants_of_ids(reader, here.market_id, several) if several else {}
    return [
        Chain(known[merchant_id].name, count, here.url(f"head-office/{merchant_id}"))
        for merchant_id, count in several.items()
        if merchant_id in known
    ]


async def choices(here: Here, face: str) -> list[Choice]:
    """The stores in which the reader works, with the address of each in `face` (counter or desk)."""
    async with here.services.db.read() as reader:
        roles = await merchants.staff_roles(reader, here.market_id, here.person.person_id)
    return [
        Choice(
            name=pick(here, member.store_name, member.store_name_en),
            role=member.role.value,
            href=here.url(f"{face}/{member.store_slug}"),
        )
        for member in roles
    ]
