"""The counter: scan or type a code, see what it is, redeem it with one tap, take a mistake back."""

from collections.abc import Mapping
from typing import Any
from uuid import UUID

from litestar import Response, get, post
from litestar.params import FromPath

from linli.kernel.database import Reader
from linli.kernel.idempotency import Key
from linli.kernel.refusals import DECLARED, Refusal
from linli.kernel.signing import body_print
from linli.modules import vouchers
from linli.services import Who
from linli.web.merchant.counter_foreign import foreign_day, foreign_preview
from linli.web.merchant.counter_views import day_of, no_of, place_of, ticket_of, undo_path, undo_window
from linli.web.merchant.shop import Shop, choices, shop_of, typed
from linli.web.merchant.taking import CHOOSE_AGAIN, choice_of, taken_of
from linli.web.shared.http import NOTHING_SAID, Asked, Here
from linli.web.shared.security import new_nonce

ONLY_CLERKS = {"who": Who.CLERK}
# Of one store: also for who sits at its device by PIN.
AT_THE_TILL = {"who": Who.CLERK, "till": True}


@get("/{market:str}/counter", opt=ONLY_CLERKS)
async def counter_choice(here: Asked) -> Response[str]:
    """Which of the reader's stores; straight on where there is only one."""
    stores = await choices(here, "counter")
    if len(stores) == 1:
        return here.see_other(stores[0].href)
    return here.page("merchant/counter_choice.html", stores=stores, counter_home=here.url("counter"))


@get("/{market:str}/counter/{slug:str}", opt=AT_THE_TILL)
async def counter_home(here: Asked, slug: FromPath[str]) -> Response[str]:
    """Ready for the next code, with the day so far."""
    async with here.services.db.read() as reader:
        shop = await shop_of(here, reader, slug)
        day = await day_of(here, reader, shop)
        foreign = await foreign_day(here, reader, shop)
    minutes = here.services.settings.undo_within_minutes
    said = {"undone": any(taken.undone for taken in day.last), "joined": True}
    return _screen(here, shop, "counter_home", said=said, day=day, foreign=foreign, minutes=minutes)


@get(
    ["/{market:str}/counter/{slug:str}/preview", "/{market:str}/counter/{slug:str}/redemptions"],
    opt=AT_THE_TILL,
)
async def counter_again(here: Asked, slug: FromPath[str]) -> Response[str]:
    """Screens that answer a form cannot be opened by themselves: whoever comes back to one starts anew."""
    async with here.services.db.read() as reader:
        shop = await shop_of(here, reader, slug)
    return here.see_other(shop.counter)


@post("/{market:str}/counter/{slug:str}/preview", opt=AT_THE_TILL)
async def counter_preview(here: Asked, slug: FromPath[str]) -> Response[str]:
    """What a code is, before anything happens to it."""
    text = typed(await here.request.form(), "code")
    async with here.services.db.read() as reader:
        shop = await shop_of(here, reader, slug)
    scan = await _recognize(here, shop, text, elsewhere=True)
    if isinstance(scan, Response):
        return scan
    async with here.services.db.read() as reader:
        seen = await vouchers.prepare(reader, here.market_id, scan, shop.store.store_id, place_of(here))
        if seen.voucher and seen.usable_now:
            return await _preview(here, shop, reader, seen.voucher)
        why = seen.refusal or DECLARED["not_found"]()
        answer = _no(here, shop, why, reader, seen.voucher)
    return await _counted(here, shop, why) or answer


@post("/{market:str}/counter/{slug:str}/redemptions", opt=AT_THE_TILL)
async def redemption(here: Asked, slug: FromPath[str]) -> Response[str]:
    """Use the voucher; the form's key makes a double tap one redemption with one answer."""
    form = await here.request.form()
    text, key = typed(form, "code"), typed(form, "key")
    async with here.services.db.read() as reader:
        shop = await shop_of(here, reader, slug)
    scan = await _recognize(here, shop, text)
    if isinstance(scan, Response):
        return scan
    try:
        done = await _redeem(here, shop, scan, key, taken_of(form, here.market.currency))
    except Refusal as refusal:
        return await _counted(here, shop, refusal) or await _explained(here, shop, scan, refusal, form)
    async with here.services.db.read() as reader:
        ticket = await ticket_of(here, reader, done.voucher, shop.store.trade, done.redemption)
    undo = undo_path(shop, done.redemption.redemption_id)
    minutes = here.services.settings.undo_within_minutes
    return _screen(
        here, shop, "counter_done", ticket=ticket, at=done.redemption.at, undo=undo, minutes=minutes
    )


@post("/{market:str}/counter/{slug:str}/redemptions/{redemption_id:uuid}/undoing", opt=AT_THE_TILL)
async def undoing(here: Asked, slug: FromPath[str], redemption_id: FromPath[UUID]) -> Response[str]:
    """Take a mistaken redemption back, while its window is open."""
    async with here.services.db.read() as reader:
        shop = await shop_of(here, reader, slug)
    try:
        async with here.services.db.work(here.actor) as work:
            await vouchers.undo_redemption(
                work,
                here.market_id,
                redemption_id,
                shop.store.store_id,
                _clerk(here, shop),
                undo_window(here),
            )
    except Refusal as refusal:
        async with here.services.db.read() as reader:
            return _no(here, shop, refusal, reader)
    return here.see_other(f"{shop.counter}?done=undone")


async def _recognize(
    here: Here, shop: Shop, text: str, *, elsewhere: bool = False
) -> vouchers.Scan | Response[str]:
    """Which voucher is held out, or the screen that says why that cannot be told; with `elsewhere`, what
    another platform has sold under a code that is none of ours.
    """
    async with here.services.db.read() as reader:
        try:
            await vouchers.refuse_guessing(reader, *_guesser(here, shop))
            return await vouchers.recognize(reader, here.services.issuers, here.market, text)
        except Refusal as refusal:
            why, answer = refusal, _no(here, shop, refusal, reader)
    if elsewhere and why.kind is vouchers.VOUCHER_CODE_MALFORMED:
        return await foreign_preview(here, shop, text) or answer
    return await _counted(here, shop, why) or answer


async def _preview(
    here: Here,
    shop: Shop,
    reader: Reader,
    voucher: vouchers.Voucher,
    refused: Refusal | None = None,
    said: Mapping[str, object] | None = None,
) -> Response[str]:
    """What it is and what of it is taken; with what was chosen before and why that was refused."""
    ticket = await ticket_of(here, reader, voucher, shop.store.trade)
    choice, key = choice_of(here, voucher, said), new_nonce()
    fault = CHOOSE_AGAIN[refused.code] if refused else ""
    context: dict[str, Any] = {"ticket": ticket, "choice": choice, "key": key, "fault": fault}
    return _screen(here, shop, "counter_preview", refused=refused, **context)


async def _redeem(
    here: Here, shop: Shop, scan: vouchers.Scan, key: str, taken: list[int] | None
) -> vouchers.Redeemed:
    said = body_print("redeem", shop.store.slug, scan.said, taken)
    asked = Key(f"counter:{here.person.person_id}", key, said)
    device_id = here.device.device_id if here.device else None
    async with here.services.db.work(here.actor) as work:
        where = (shop.store.store_id, _clerk(here, shop), asked, place_of(here))
        return await vouchers.redeem(work, here.market_id, scan, *where, taken, device_id)


def _clerk(here: Here, shop: Shop) -> tuple[UUID, str]:
    return here.person.person_id, shop.member.name


def _guesser(here: Here, shop: Shop) -> tuple[int, UUID, UUID]:
    return here.market_id, shop.store.store_id, here.person.person_id


async def _counted(here: Here, shop: Shop, refusal: Refusal) -> Response[str] | None:
    """Count a code that nobody issued, in a transaction of its own; an answer only when that was too many."""
    if refusal.kind not in vouchers.GUESSES:
        return None
    try:
        async with here.services.db.work(here.actor) as work:
            await vouchers.count_wrong_code(work, *_guesser(here, shop))
    except Refusal as too_many:
        async with here.services.db.read() as reader:
            return _no(here, shop, too_many, reader)
    return None


async def _explained(
    here: Here, shop: Shop, scan: vouchers.Scan, refusal: Refusal, said: Mapping[str, object]
) -> Response[str]:
    """The refusal with what the voucher itself tells of it; or the choice again, if only that was wrong."""
    async with here.services.db.read() as reader:
        seen = await vouchers.prepare(reader, here.market_id, scan, shop.store.store_id, place_of(here))
        if seen.voucher and seen.usable_now and refusal.code in CHOOSE_AGAIN:
            return await _preview(here, shop, reader, seen.voucher, refusal, said)
        return _no(here, shop, refusal, reader, seen.voucher)


def _no(
    here: Here, shop: Shop, refusal: Refusal, reader: Reader, voucher: vouchers.Voucher | None = None
) -> Response[str]:
    no = no_of(here, shop, refusal, voucher, reader.now)
    return _screen(here, shop, "counter_no", refused=refusal, no=no)


def _screen(
    here: Here,
    shop: Shop,
    name: str,
    *,
    refused: Refusal | None = None,
    said: Mapping[str, bool] = NOTHING_SAID,
    **context: Any,
) -> Response[str]:
    return here.page(
        f"merchant/{name}.html",
        refused=refused,
        said=said,
        shop=shop,
        store_name=shop.name,
        clerk_name=shop.member.name,
        counter_home=shop.counter,
        **context,
    )


ROUTES = [counter_choice, counter_home, counter_again, counter_preview, redemption, undoing]
