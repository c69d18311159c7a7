"""From a voucher and the stores that take it to what is carried, in one language."""

from collections.abc import Mapping
from datetime import datetime
from uuid import UUID

from linli.modules import markets, merchants, vouchers
from linli.modules.passes.model import Carried, Place, name_of

# As many as a phone's wallet watches for.
MOST_PLACES = 10


def can_be_carried(voucher: vouchers.Voucher, now: datetime) -> bool:
    """Whether it is of any use elsewhere: it is neither used up nor over."""
    return voucher.state is vouchers.VoucherState.ISSUED and now < voucher.valid_until


def carried(
    voucher: vouchers.Voucher,
    stores: Mapping[UUID, merchants.Store],
    market: markets.Market,
    locale: str,
    *,
    qr: str,
    url: str,
) -> Carried:
    """The voucher in this language; `stores` are those that are known of its own, its seller among them."""

    def pick(own: str, english: str) -> str:
        return (english or own) if locale == "en" else (own or english)

    first = [voucher.store_id, *(one for one in voucher.store_ids if one != voucher.store_id)]
    known = [stores[one] for one in first if one in stores][:MOST_PLACES]
    return Carried(
        name=name_of(voucher.voucher_id, voucher.hands),
        language="zh-Hans" if locale == "zh" else locale,
        market=pick(market.name_zh or market.name, market.name_en),
        title=pick(voucher.title, voucher.title_en),
        code=voucher.code_grouped,
        qr=qr,
        places=tuple(
            Place(pick(one.name, one.name_en), pick(one.address, one.address_en), one.lat, one.lon)
            for one in known
        ),
        valid_from=voucher.valid_from,
        valid_until=voucher.valid_until,
        timezone=market.timezone,
        url=url,
    )
