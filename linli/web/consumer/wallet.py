"""The wallet, and one voucher to hold up at the counter."""

import secrets
from urllib.parse import urlencode
from uuid import UUID

from litestar import Response, get
from litestar.params import FromPath

from linli.kernel.database import Reader
from linli.kernel.money import Money
from linli.kernel.refusals import NOT_FOUND
from linli.modules import merchants, orders, promotions, vouchers
from linli.services import Who
from linli.web.consumer.cards import given_card, voucher_card, voucher_cards
from linli.web.consumer.pickup import waiting_faces
from linli.web.consumer.tongue import show, tongue_of
from linli.web.consumer.use_places import use_places
from linli.web.shared.http import Asked, Here

PAGE = 24
# The shelf of what was given away, beside those of what one has.
GIVEN = "gifted"


@get("/{market:str}/wallet", opt={"who": Who.PERSON})
async def wallet_page(here: Asked) -> Response[str]:
    """One shelf of the person's vouchers: what can be used, what was used, what ended unused."""
    asked = here.request.query_params
    if asked.get("shelf") == GIVEN and not here.mall_here:
        return await _given_page(here, asked.get("cursor"))
    shelf, cursor = _shelf(asked.get("shelf")), asked.get("cursor")
    owner = (here.market_id, here.person.person_id)
    async with here.services.db.read() as reader:
        waiting = await waiting_faces(reader, here)
        shelves = await _shelves(here, reader, len(waiting))
        page = await vouchers.shelf_of_person(reader, *owner, shelf, cursor, PAGE, at=here.only_at)
        stores = await merchants.stores(reader, here.market_id, [one.store_id for one in page.items])
        cards = voucher_cards(page.items, stores, here.market, reader.now, tongue_of(here))
    first = shelf is vouchers.Shelf.ACTIVE and not cursor
    return show(
        here,
        "wallet.html",
        nav="wallet",
        shelf=shelf.value,
        shelves=shelves,
        cards=cards,
        pickups=waiting if first else [],
        more_href=_address(here, shelf.value, page.next_cursor) if page.next_cursor else None,
        first=not cursor,
    )


async def _given_page(here: Here, cursor: str | None) -> Response[str]:
    """What the person gives or has given away; whoever has it now is nobody's business here."""
    async with here.services.db.read() as reader:
        shelves = await _shelves(here, reader, len(await waiting_faces(reader, here)))
        page = await vouchers.gifts_of_person(reader, here.market_id, here.person.person_id, cursor, PAGE)
        stores = await merchants.stores(reader, here.market_id, [one.store_id for one in page.items])
    tongue = tongue_of(here)
    return show(
        here,
        "wallet.html",
        nav="wallet",
        shelf=GIVEN,
        shelves=shelves,
        pickups=[],
        cards=[given_card(one, stores[one.store_id], tongue) for one in page.items if one.store_id in stores],
        more_href=_address(here, GIVEN, page.next_cursor) if page.next_cursor else None,
        first=not cursor,
    )


async def _shelves(here: Here, reader: Reader, waiting: int) -> list[tuple[str, str, int]]:
    """The tabs: name, address, how many; what waits in a store stands beside the vouchers to be used."""
    owner = (here.market_id, here.person.person_id)
    counted = await vouchers.shelves_of_person(reader, *owner, at=here.only_at)
    counts = {one.value: counted.on(one) for one in vouchers.Shelf}
    counts[vouchers.Shelf.ACTIVE.value] += waiting
    if not here.mall_here:
        counts[GIVEN] = await vouchers.count_gifts(reader, *owner)
    shelves = [(name, _address(here, name), count) for name, count in counts.items()]
    good = await promotions.count_good(reader, *owner)
    return [*shelves[:1], ("coupons", here.url("coupons"), good), *shelves[1:]]


def _shelf(wanted: str | None) -> vouchers.Shelf:
    """Which shelf an address names; one that is none is the first."""
    return vouchers.Shelf(wanted) if wanted in set(vouchers.Shelf) else vouchers.Shelf.ACTIVE


def _address(here: Here, shelf: str, cursor: str = "") -> str:
    wishes = {"shelf": shelf if shelf != vouchers.Shelf.ACTIVE else "", "cursor": cursor}
    asked = urlencode({name: value for name, value in wishes.items() if value})
    return here.url("wallet") + (f"?{asked}" if asked else "")


async def own_voucher(here: Here, reader: Reader, voucher_id: UUID) -> vouchers.Voucher:
    """Refuses: not_found, also for somebody else's."""
    voucher = await vouchers.voucher(reader, here.market_id, voucher_id)
    if voucher.person_id != here.person.person_id:
        raise NOT_FOUND()
    return voucher


def _became(use: vouchers.OfflineUse) -> str:
    """What the guest is told of a use without a network: its state, or why the shop bears it."""
    if use.state is not vouchers.UseState.LOST or use.why == vouchers.Loss.USED_BEFORE:
        return use.state.value
    broke = (vouchers.Loss.NOT_VALID_THEN, vouchers.Loss.NOT_USABLE_THEN)
    return "untimely" if use.why in broke else "untaken"


@get("/{market:str}/vouchers/{voucher_id:uuid}", opt={"who": Who.PERSON})
async def voucher_page(here: Asked, voucher_id: FromPath[UUID]) -> Response[str]:
    """One voucher, huge: QR and code on white. Only its own person sees it. The QR code is the one that stays
    good; the page's script shows one that ages in its place, as long as there is a network.
    """
    async with here.services.db.read() as reader:
        voucher = await own_voucher(here, reader, voucher_id)
    keys = await vouchers.signing_keys(here.services.db, here.services.issuers, here.market_id)
    async with here.services.db.read() as reader:
        store = await merchants.store(reader, here.market_id, voucher.store_id)
        issued = await vouchers.vouchers_of_order(reader, here.market_id, voucher.order_id)
        siblings = [one for one in issued if one.person_id == voucher.person_id]
        order = await orders.order(reader, here.market_id, voucher.order_id, None)
        gift = await vouchers.open_gift(reader, here.market_id, voucher_id)
        offline = await vouchers.offline_uses_of_voucher(reader, here.market_id, voucher_id)
        places = await use_places(here, reader, voucher.store_ids, store)
        digits = (await vouchers.short_codes(reader, here.market_id, [voucher_id])).get(voucher_id, "")
        card = voucher_card(voucher, store, here.market, reader.now, tongue_of(here), keys, digits)
    unused = [one for one in siblings if one.state is vouchers.VoucherState.ISSUED]
    return show(
        here,
        "voucher.html",
        without_bar=True,
        voucher=card,
        phone=store.phone,
        places=places,
        place=[one.voucher_id for one in siblings].index(voucher_id) + 1,
        total=len(siblings),
        others=[one.voucher_id for one in unused if one.voucher_id != voucher_id],
        unused=len(unused),
        back=Money(sum(one.left_minor for one in unused), voucher.currency),
        gift=gift,
        offline=[(_became(one), one.happened_at, one.happened_at + vouchers.WINDOW) for one in offline],
        paid_here=order.person_id == here.person.person_id,
        said={"gift_revoked": gift is None, "gift_claimed": voucher.hands > 1},
        apple=here.services.wallets.apple_at(here.services.db.clock()) is not None,
        google=here.services.wallets.google is not None,
        key=secrets.token_urlsafe(16),
    )
