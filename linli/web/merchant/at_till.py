"""Who stands at a counter, and a code that is held out there."""

from contextlib import AbstractAsyncContextManager
from uuid import UUID

from linli.kernel.refusals import NOT_FOUND
from linli.modules import vouchers
from linli.web.merchant.shop import Shop
from linli.web.shared.http import Here


def clerk_of(here: Here, shop: Shop) -> tuple[UUID, str]:
    """Who acts, and their name as it is shown."""
    return here.person.person_id, shop.member.name


def trying_at(here: Here, shop: Shop, text: str) -> AbstractAsyncContextManager[vouchers.Try]:
    """Whose counter, which clerk, which device. Refuses: too_many_tries, short_codes_closed."""
    if shop.store.merchant_id is None:
        raise NOT_FOUND()
    device_id = here.device.device_id if here.device else None
    at = (shop.store.merchant_id, shop.store.store_id)
    till = vouchers.Till(here.market_id, *at, here.person.person_id, device_id)
    return vouchers.trying(here.services.db, here.actor, till, text)
