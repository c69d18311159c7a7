"""The counter: scan or type a code, see what it is, redeem it with one tap, take a mistake back."""

from collections.abc import Mapping
from typing import Any
from uuid import UUID

from litestar import Response, get, post
from litestar.params import FromPath

from linli.kernel.database import Reader
from linli.kernel.idempotency import Key
from linli.kernel.refusals import NOT_FOUND, Refusal
from linli.kernel.signing import body_print
from linli.modules import members, vouchers
from linli.services import Who
from linli.web.merchant.at_till import clerk_of, trying_at
from linli.web.merchant.counter_foreign import foreign_day, foreign_preview
from linli.web.merchant.counter_goods import goods_preview
from linli.web.merchant.counter_views import day_of, no_of, place_of, ticket_of, undo_path, undo_window
from linli.web.merchant.payments import member_preview
from linli.web.merchant.shop import Shop, choices, counter_page, shop_of, typed
from linli.web.merchant.taking import CHOOSE_AGAIN, choice_of, taken_of
from linli.web.shared.http import Asked, Here
from linli.web.shared.security import new_nonce

# Of one store: also for who sits at its device by PIN.
AT_THE_TILL = {"who": Who.CLERK, "till": True}
# Forms that are answered by a screen of their own.
ANSWERING = ("preview", "redemptions", "hand-overs", "returns")
ONLY_CLERKS = {"who": Who.CLERK}


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
    said = {"undone": any(taken.undone for taken in day.last), "goods_undone": True, "joined": True}
    return counter_page(here, shop, "counter_home", said=said, day=day, foreign=foreign, minutes=minutes)


@get(
    [f"/{{market:str}}/counter/{{slug:str}}/{form}" for form in ANSWERING],
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
    if members.looks_like_code(text):
        return await member_preview(here, shop, text)
    try:
        async with trying_at(here, shop, text) as tried:
            return await goods_preview(here, shop, tried) or await _seen(here, shop, tried)
    except Refusal as refusal:
        async with here.services.db.read() as reader:
            return _no(here, shop, refusal, reader)


async def _seen(here: Here, shop: Shop, tried: vouchers.Try) -> Response[str]:
    """The voucher, or why not; what is none of ours may have been sold by another platform."""
    async with here.services.db.read() as reader:
        seen = await vouchers.look(reader, here.services.issuers, here.market, tried, place_of(here))
        if seen.voucher and seen.usable_now:
            return await _preview(here, shop, reader, seen.voucher)
    why = seen.refusal or NOT_FOUND()
    answer = await foreign_preview(here, shop, tried) if tried.may_be_foreign(why) else None
    if answer is not None:
        return answer
    async with here.services.db.read() as reader:
        return _no(here, shop, why, reader, seen.voucher)


@post("/{market:str}/counter/{slug:str}/redemptions", opt=AT_THE_TILL)
async def redemption(here: Asked, slug: FromPath[str]) -> Response[str]:
    """Use the voucher; the form's key makes a double tap one redemption with one answer."""
    form = await here.request.form()
    text, key = typed(form, "code"), typed(form, "key")
    async with here.services.db.read() as reader:
        shop = await shop_of(here, reader, slug)
    try:
        async with trying_at(here, shop, text) as tried:
            async with here.services.db.read() as reader:
                scan = await vouchers.recognize(reader, here.services.issuers, here.market, text, tried)
            try:
                done = await _redeem(here, shop, tried, scan, key, taken_of(form, here.market.currency))
            except Refusal as refusal:
                tried.judge(refusal)
                return await _explained(here, shop, scan, refusal, form)
    except Refusal as refusal:
        async with here.services.db.read() as reader:
            return _no(here, shop, refusal, reader)
    async with here.services.db.read() as reader:
        ticket = await ticket_of(here, reader, done.voucher, shop.store.trade, done.redemption)
    undo = undo_path(shop, done.redemption.redemption_id)
    minutes = here.services.settings.undo_within_minutes
    return counter_page(
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
                clerk_of(here, shop),
                undo_window(here),
                _at_device(here),
            )
    except Refusal as refusal:
        async with here.services.db.read() as reader:
            return _no(here, shop, refusal, reader)
    return here.see_other(f"{shop.counter}?done=undone")


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
    return counter_page(here, shop, "counter_preview", refused=refused, **context)


async def _redeem(
    here: Here, shop: Shop, tried: vouchers.Try, scan: vouchers.Scan, key: str, taken: list[int] | None
) -> vouchers.Redeemed:
    said = body_print("redeem", shop.store.slug, scan.said, taken)
    # The store's key, not the clerk's: whoever took over the till may ask for an answer that was lost.
    asked = Key(f"counter:{shop.store.store_id}", key, said)
    async with here.services.db.work(here.actor) as work:
        where = (shop.store.store_id, clerk_of(here, shop), asked, place_of(here))
        done = await vouchers.redeem(work, here.market_id, scan, *where, taken, _at_device(here))
        await vouchers.give_back(work, tried)
    return done


def _at_device(here: Here) -> vouchers.AtDevice:
    """What the clerk works with: the enrolled device, or a browser with a session of theirs."""
    if here.device:
        return vouchers.AtDevice(vouchers.DeviceKind.TERMINAL, here.device.device_id)
    return vouchers.AtDevice(vouchers.DeviceKind.BROWSER, here.session.session_id)


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
    return counter_page(here, shop, "counter_no", refused=refusal, no=no)


ROUTES = [counter_choice, counter_home, counter_again, counter_preview, redemption, undoing]
