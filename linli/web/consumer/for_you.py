"""For you, here and now: places chosen by where one goes, or by spot and hour alone; asked about plainly."""

from collections.abc import Mapping
from uuid import UUID

import msgspec
from litestar import Response, get, post

from linli.kernel.database import Reader
from linli.kernel.refusals import NOT_FOUND
from linli.modules import consents, discovery, recommendations
from linli.modules.consents import Purpose
from linli.services import Who
from linli.web.consumer.cards import store_card
from linli.web.consumer.spot import Spot, spot_of
from linli.web.consumer.tongue import Tongue, show, tongue_of
from linli.web.consumer.views import StoreCard
from linli.web.shared.http import Asked, Here

SHELF, PAGE = 3, 12
# So many are asked for, because some may be closed at this hour.
SPARE = 4


class SlotCard(msgspec.Struct, frozen=True):
    """A recommended store, and why, in words."""

    store: StoreCard
    why: str


class Shelf(msgspec.Struct, frozen=True, kw_only=True):
    """`answer` is asked (never answered yet), on, off, or nobody (not signed in); `asks`: what to."""

    answer: str
    asks: str
    slots: list[SlotCard]
    later: list[SlotCard]

    @property
    def personal(self) -> bool:
        return self.answer == "on"


class Chosen(msgspec.Struct, frozen=True):
    """What is recommended before it is dressed; `answer` as on the shelf."""

    answer: str
    slots: list[recommendations.Slot]

    @property
    def store_ids(self) -> list[UUID]:
        return [slot.store_id for slot in self.slots]


async def chosen_for(reader: Reader, here: Here, spot: Spot, size: int) -> Chosen:
    """Enough for a shelf of `size`, best first."""
    person = here.signed_in
    answer = await _answer(reader, here)
    slots = await recommendations.for_you(
        reader,
        here.market,
        person_id=person.person_id if person and answer == "on" else None,
        at=spot.at,
        now=reader.now,
        size=size * SPARE,
    )
    return Chosen(answer, slots)


def shelf_of(
    here: Here, chosen: Chosen, by_store: Mapping[UUID, discovery.Found], spot: Spot, size: int
) -> Shelf:
    """The best that are open now, `size` at most, and of the same ones that open later as many."""
    tongue = tongue_of(here)
    known = [(slot, by_store[slot.store_id]) for slot in chosen.slots if slot.store_id in by_store]
    cards = [(one, _card(slot, one, spot, tongue, here.market.slug)) for slot, one in known]
    opened = [card for one, card in cards if one.open_state.open]
    later = [card for one, card in cards if not one.open_state.open]
    asks = consents.current_text(Purpose.PERSONAL, here.locale).body
    return Shelf(answer=chosen.answer, asks=asks, slots=opened[:size], later=later[:size])


async def _answer(reader: Reader, here: Here) -> str:
    if here.signed_in is None:
        return "nobody"
    answer = await consents.answer_of(reader, here.signed_in.person_id, Purpose.PERSONAL)
    return "asked" if answer is None else "on" if answer.given else "off"


def _card(
    slot: recommendations.Slot, found: discovery.Found, spot: Spot, tongue: Tongue, market: str
) -> SlotCard:
    unplaced = slot.why is recommendations.WhyCode.NEAR and not spot.text
    key = "for_you.why.near_center" if unplaced else f"for_you.why.{slot.why.value}"
    said = tongue.say(key, n=slot.times) if slot.why is recommendations.WhyCode.HABIT else tongue.say(key)
    return SlotCard(store_card(found, tongue, market), said)


async def note_seen(here: Here, store_id: UUID) -> None:
    """A store's page was opened: one statement, which keeps nothing of who did not agree."""
    if here.signed_in is not None:
        async with here.services.db.single(here.actor) as work:
            await recommendations.note_seen(work, here.market_id, here.signed_in.person_id, store_id)


@get("/{market:str}/for-you", opt={"who": Who.ANYONE})
async def for_you_page(here: Asked) -> Response[str]:
    """More of the shelf, what it is based on, and the switch."""
    spot = spot_of(here)
    async with here.services.db.read() as reader:
        chosen = await chosen_for(reader, here, spot, PAGE)
        about = (reader, here.market_id, chosen.store_ids)
        found = await discovery.find_these(*about, at=spot.at, place=here.market)
        shelf = shelf_of(here, chosen, {one.place.store_id: one for one in found}, spot, PAGE)
        kept = 0
        if shelf.personal:
            kept = len(await recommendations.visits_of(reader, here.market_id, here.person.person_id))
    on = shelf.personal
    said = {"chosen": on, "not_chosen": shelf.answer == "off", "dismissed": on, "shown_again": on}
    return show(here, "for_you.html", said=said, nav="home", spot=spot, shelf=shelf, kept=kept)


@post("/{market:str}/for-you/answer", opt={"who": Who.PERSON})
async def answer_asked(here: Asked) -> Response[str]:
    """`allowed=1` agrees; anything else declines, and what was kept is gone."""
    form = await here.request.form()
    allowed = form.get("allowed") == "1"
    async with here.services.db.work(here.actor) as work:
        change = consents.give if allowed else consents.withdraw
        await change(work, here.person.person_id, Purpose.PERSONAL, at="for-you", language=here.locale)
    if form.get("back") == "home":
        return here.see_other(here.url(""))
    return here.see_other(here.url("for-you") + f"?done={'chosen' if allowed else 'not_chosen'}")


@post("/{market:str}/for-you/dismissals", opt={"who": Who.PERSON})
async def dismiss_store(here: Asked) -> Response[str]:
    """Not for me: the store is recommended to this person no more. Refuses: not_found."""
    form = await here.request.form()
    try:
        store_id = UUID(str(form.get("store", "")))
    except ValueError:
        raise NOT_FOUND() from None
    async with here.services.db.work(here.actor) as work:
        await recommendations.dismiss(work, here.market_id, here.person.person_id, store_id)
    return here.see_other(here.url("for-you") + "?done=dismissed")


@post("/{market:str}/for-you/dismissals/end", opt={"who": Who.PERSON})
async def end_dismissals(here: Asked) -> Response[str]:
    """Everything may be recommended again."""
    async with here.services.db.work(here.actor) as work:
        await recommendations.show_again(work, here.market_id, here.person.person_id)
    return here.see_other(here.url("for-you") + "?done=shown_again")
