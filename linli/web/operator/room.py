"""What every page of the room has: its navigation, the way it says things, and reading a reason."""

from collections.abc import Awaitable, Callable, Mapping
from uuid import UUID

from litestar import Response

from linli.kernel import errands
from linli.kernel.database import Work
from linli.kernel.refusals import INVALID, NOT_FOUND, Refusal
from linli.modules import listings, malls, reconciliation, vouchers
from linli.web.operator.roles import MONEY, WORKINGS, Roles, visible
from linli.web.shared.http import NOTHING_SAID, Here

LEAST_REASON, LONGEST_REASON = 3, 300
# At most this many rows are acted upon at once: as many as a page can show.
MOST_PICKED = 100
Nav = list[tuple[str | None, list[tuple[str, str, str, str, int]]]]


async def room_page(
    here: Here,
    template: str,
    *,
    nav: str,
    status: int = 200,
    refused: Refusal | None = None,
    said: Mapping[str, bool] = NOTHING_SAID,
    **context: object,
) -> Response[str]:
    """A page of the room, in the place of its navigation that `nav` names; `refused` is said on it."""
    async with here.services.db.read() as reader:
        counts = {
            "jobs": await errands.open_failures(reader, here.market_id),
            "malls": await malls.hosts_waiting(reader, here.market_id),
            "listings": await listings.count_reviews(reader, here.market_id),
        }
        if may(here, WORKINGS):
            counts["guessing"] = await vouchers.open_alarms(reader, here.market_id)
        if may(here, MONEY):
            counts["differences"] = await reconciliation.open_differences(reader, here.market_id)
    return here.page(
        f"operator/{template}",
        status=status,
        refused=refused,
        said=said,
        refusal_text=refused_text(here, refused) if refused else "",
        nav=nav,
        desk_home=room_url(here),
        desk_nav=_navigation(here, counts),
        **context,
    )


def _navigation(here: Here, counts: dict[str, int]) -> Nav:
    return [
        (
            say(here, f"operator.group.{group}") if group else None,
            [
                (key, icon, say(here, f"operator.nav.{key}"), room_url(here, path), counts.get(key, 0))
                for key, icon, path, _ in items
            ],
        )
        for group, items in visible(here.operator_role)
    ]


def room_url(here: Here, path: str = "") -> str:
    """An address inside the room: `room_url(here, "orders")` → `/hangzhou/operator/orders`."""
    return here.url(f"operator/{path}")


def say(here: Here, key: str, /, **values: object) -> str:
    """Words of the reader's language as plain text, for cells that templates and exports share."""
    return here.words.plain(key, **values)


def may(here: Here, roles: Roles) -> bool:
    """Whether the reader's role is among these; what it may not do is not offered."""
    return here.operator_role in roles


def pick(here: Here, own: str, english: str) -> str:
    """The English text for English readers, the original for all others; the other one where it is empty."""
    return (english or own) if here.locale == "en" else (own or english)


def masked(name: str) -> str:
    """A person's name as operators see it: its first sign and nothing of its length."""
    return f"{name[:1]}＊＊" if name else ""


def masked_phone(tail: str) -> str:
    return f"•••• {tail}"


async def reason_in(here: Here) -> str:
    """Why something is done, as typed into the form. Refuses: invalid (3 to 300 characters)."""
    typed = " ".join(str((await here.request.form()).get("why", "")).split())
    if not LEAST_REASON <= len(typed) <= LONGEST_REASON:
        raise INVALID(field="why")
    return typed


async def act_with_reason(
    here: Here,
    act: Callable[[Work, str], Awaitable[object]],
    again: Callable[[Refusal], Awaitable[Response[str]]],
    back: str,
    done: str,
) -> Response[str]:
    """Does something with the reason that was typed: then back to the page, which says `done`, or the page
    `again` with why not. What is not there is not found.
    """
    try:
        why = await reason_in(here)
        async with here.services.db.work(here.actor) as work:
            await act(work, why)
    except Refusal as refusal:
        if refusal.kind is NOT_FOUND:
            raise
        return await again(refusal)
    return back_with(here, back, done)


async def picked_in(here: Here) -> list[str]:
    """The rows that were picked. Refuses: invalid (none, or more than a page shows)."""
    values = (await here.request.form()).getall("pick", [])
    picked = [str(value) for value in values]
    if not 0 < len(picked) <= MOST_PICKED:
        raise INVALID(field="pick")
    return picked


def uuid_in(text: str, field: str) -> UUID:
    """An id that came in an address or a form. Refuses: invalid."""
    try:
        return UUID(text)
    except ValueError:
        raise INVALID(field=field) from None


def back_with(here: Here, path: str, done: str) -> Response[str]:
    """After an action: back to the page it came from, which says what was done."""
    return here.see_other(f"{room_url(here, path)}?done={done}")


def refused_text(here: Here, refusal: Refusal) -> str:
    """A refusal in the reader's words, to be shown in place: in the room's own where there are any."""
    own = f"operator.refusal.{refusal.code}"
    if refusal.kind is INVALID:
        own = f"operator.wrong.{refusal.params.get('field')}"
    return say(here, own if here.words.has(own) else refusal.message_key, **refusal.params)
