"""Records of the modules as cards in the reader's language."""

from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta
from uuid import UUID

from linli.kernel.money import Money
from linli.modules import catalog, community, discovery, markets, media, merchants, orders, vouchers
from linli.web.consumer.schedule import in_words, open_now
from linli.web.consumer.tongue import Tongue
from linli.web.consumer.views import (
    DealCard,
    GivenCard,
    OrderCard,
    PartLine,
    PinFace,
    ReviewCard,
    StoreCard,
    VoucherCard,
)
from linli.web.shared.photos import cover_srcset, photo_url
from linli.web.shared.pictures import known_icon, trade_icon

# Validity ends just before an instant; people read the last day on which it holds.
LAST_MOMENT = timedelta(seconds=1)
_STATUS = {
    vouchers.VoucherState.ISSUED: "ready",
    vouchers.VoucherState.REDEEMED: "used",
    vouchers.VoucherState.REFUNDED: "refunded",
    vouchers.VoucherState.EXPIRED: "expired",
}


def known_things(names: Sequence[str]) -> list[str]:
    return [name for name in names if known_icon(name)]


def store_card(found: discovery.Found, tongue: Tongue, market: str, *, near: bool = True) -> StoreCard:
    """One search result in the market of this slug; the distance only where it is from somewhere (`near`)."""
    place, now = found.place, open_now(found.open_state, tongue)
    return StoreCard(
        id=place.store_id,
        slug=place.slug,
        name=tongue.pick(place.name, place.name_en),
        trade=place.trade,
        things=known_things(place.things),
        area=tongue.pick(place.address, place.address_en) if place.claimed else "",
        rating=place.rating_tenths / 10 if place.rating_count else None,
        review_count=place.rating_count or None,
        distance_m=found.distance_m if near else None,
        open_state=now.state if now else "closed",
        open_text=now.text if now else "",
        verified=place.verified,
        demo=place.demo,
        unclaimed=not place.claimed,
        offer=_offer(place, tongue),
        photo_url=photo_url(market, place.cover_id, media.SIZES[0]),
        photo_srcset=cover_srcset(market, place.cover_id),
    )


def pin_face(pin: discovery.Pin, tongue: Tongue) -> PinFace:
    """One store on the map; its offer's price as people write it there, short."""
    price = pin.offer_price
    return PinFace(
        slug=pin.slug,
        name=tongue.pick(pin.name, pin.name_en),
        trade=pin.trade,
        icon=trade_icon(pin.trade),
        at=(round(pin.lon, 6), round(pin.lat, 6)),
        offer=tongue.money(price) if price else "",
        listed=not pin.claimed,
    )


def _offer(place: discovery.Place, tongue: Tongue) -> str:
    if place.offer_price is None:
        return ""
    return tongue.pick(place.offer_title, place.offer_title_en)


def plain_store_card(store: merchants.Store, tongue: Tongue) -> StoreCard:
    """A store by itself, without search's knowledge of it."""
    return StoreCard(
        id=store.store_id,
        slug=store.slug,
        name=tongue.pick(store.name, store.name_en),
        trade=store.trade,
        things=known_things(store.things),
        area=tongue.pick(store.address, store.address_en),
        rating=None,
        review_count=None,
        distance_m=None,
        open_state="closed",
        open_text="",
        verified=False,
        demo=False,
        unclaimed=not store.claimed,
        offer="",
    )


def deal_card(
    deal: catalog.Deal,
    trade: str,
    tongue: Tongue,
    *,
    store_name: str | None = None,
    left: int | None = None,
    market: str,
    slug: str,
) -> DealCard:
    """A deal as the store of this `slug` offers it."""
    contents = tongue.say("consumer.when.list").join(
        tongue.pick(line.name, line.name_en) + (f" ×{line.qty}" if line.qty > 1 else "")
        for line in deal.contents
    )
    return DealCard(
        id=deal.deal_id,
        title=tongue.pick(deal.title, deal.title_en),
        trade=trade,
        icon=known_icon(deal.icon),
        price=deal.price,
        list_price=deal.list_price if deal.list_price_minor > deal.price_minor else None,
        store_name=store_name,
        about=None if store_name else contents,
        left=left,
        photo_url=photo_url(market, deal.picture_id),
        asked_at=f"?store={slug}" if len(deal.store_ids) > 1 else "",
    )


def review_card(review: community.Review) -> ReviewCard:
    return ReviewCard(
        name=review.nickname,
        rating=review.tenths / 10,
        text=review.body,
        at=review.written_at,
        reply=review.reply,
        deal=review.deal_title,
    )


def order_card(order: orders.Order, stores: Mapping[UUID, merchants.Store], tongue: Tongue) -> OrderCard:
    store = stores.get(order.store_id)
    return OrderCard(
        id=order.order_id,
        title=tongue.pick(order.title, order.title_en),
        icon=known_icon(order.icon),
        quantity=order.quantity,
        total=order.total,
        state=order.state.value,
        of_goods=order.of_goods,
        more=order.line_count - 1,
        placed_at=order.placed_at,
        store_name=tongue.pick(store.name, store.name_en) if store else "",
        trade=store.trade if store else "shop",
    )


def voucher_card(
    voucher: vouchers.Voucher,
    store: merchants.Store,
    market: markets.Market,
    now: datetime,
    tongue: Tongue,
    keys: vouchers.Keys | None = None,
    short_code: str = "",
) -> VoucherCard:
    """A voucher with its QR text, signed for paper and phones without a network where `keys` are given, and
    its digits; one that ran out but was not yet swept up is shown as expired.
    """
    status = _STATUS[voucher.state]
    if status == "ready" and voucher.valid_until <= now:
        status = "expired"
    return VoucherCard(
        id=voucher.voucher_id,
        order_id=voucher.order_id,
        code=voucher.code,
        title=tongue.pick(voucher.title, voucher.title_en),
        trade=store.trade,
        store_name=tongue.pick(store.name, store.name_en),
        store_slug=store.slug,
        store_address=tongue.pick(store.address, store.address_en),
        status=status,
        valid_until=voucher.valid_until - LAST_MOMENT,
        usable=in_words(voucher.usable, tongue) if voucher.usable else "",
        usable_now=markets.allows(voucher.usable, now, timezone=market.timezone, country=market.country),
        value=voucher.value,
        redeemed_at=voucher.redeemed_at,
        valid_from=voucher.valid_from,
        too_early=now < voucher.valid_from,
        left=left_of(voucher, tongue),
        parts=part_lines(voucher, tongue),
        qr_text=_qr_text(voucher, market, now, keys if status == "ready" else None),
        short_code=vouchers.grouped_short_code(short_code) if short_code and status == "ready" else "",
    )


def left_of(voucher: vouchers.Voucher, tongue: Tongue) -> str:
    """What is left of a voucher that is used more than once, in words; empty for one that is used at once."""
    if voucher.kind is vouchers.VoucherKind.VALUE:
        face = Money(voucher.units[0], voucher.currency)
        left = Money(voucher.each_part[0].left, voucher.currency)
        return tongue.say("wallet.amount_left", left=tongue.money(left), total=tongue.money(face))
    total = sum(voucher.units)
    left_units = sum(part.left for part in voucher.each_part)
    return tongue.say("voucher.parts", left=left_units, total=total) if total > 1 else ""


def part_lines(voucher: vouchers.Voucher, tongue: Tongue) -> list[PartLine]:
    """The parts of a package; none for any other."""
    if voucher.kind is not vouchers.VoucherKind.PACKAGE:
        return []
    return [
        PartLine(
            tongue.pick(part.name, part.name_en),
            tongue.say("voucher.parts", left=part.left, total=part.units),
            part.left == 0,
        )
        for part in voucher.each_part
    ]


def _qr_text(
    voucher: vouchers.Voucher, market: markets.Market, now: datetime, keys: vouchers.Keys | None
) -> str:
    if keys is None:
        return vouchers.qr_text(market.slug, voucher.code)
    return vouchers.token_of(keys, voucher, vouchers.TokenForm.STATIC, now).text


def given_card(gift: vouchers.GiftGiven, store: merchants.Store, tongue: Tongue) -> GivenCard:
    return GivenCard(
        voucher_id=gift.voucher_id,
        title=tongue.pick(gift.title, gift.title_en),
        store_name=tongue.pick(store.name, store.name_en),
        trade=store.trade,
        open=gift.state is vouchers.GiftState.OPEN,
        at=gift.closed_at or gift.made_at,
    )


def voucher_cards(
    found: Sequence[vouchers.Voucher],
    stores: Mapping[UUID, merchants.Store],
    market: markets.Market,
    now: datetime,
    tongue: Tongue,
    keys: vouchers.Keys | None = None,
    short_codes: Mapping[UUID, str] | None = None,
) -> list[VoucherCard]:
    digits = short_codes or {}
    return [
        voucher_card(one, stores[one.store_id], market, now, tongue, keys, digits.get(one.voucher_id, ""))
        for one in found
        if one.store_id in stores
    ]
