"""Places among the results that stores pay for: booked for words or a trade and some days, and ended."""

import re
from collections.abc import Mapping
from datetime import timedelta
from uuid import UUID

from litestar import Response, get, post
from litestar.params import FromPath

from linli.kernel.idempotency import Key, once
from linli.kernel.refusals import INVALID, NOT_FOUND, Refusal
from linli.kernel.signing import body_print
from linli.modules import discovery, merchants
from linli.modules.markets import TRADES
from linli.services import Who
from linli.web.operator import roles
from linli.web.operator.actors import actors_said
from linli.web.operator.room import act_with_reason, back_with, may, room_page
from linli.web.operator.rule_form import day_in
from linli.web.shared.http import Asked, Here
from linli.web.shared.security import new_nonce

SEE = {"who": Who.OPERATOR, "roles": roles.EVERYONE}
ACT = {"who": Who.OPERATOR, "roles": roles.MONEY}
BETWEEN = re.compile(r"[,;，；、\n]+")
FIELDS = {"store": 80, "words": 1_000, "trade": 40, "since": 20, "until": 20, "paid_how": 200, "key": 80}
ONE_DAY = timedelta(days=1)


@get("/{market:str}/operator/sponsored", opt=SEE)
async def sponsored_page(here: Asked) -> Response[str]:
    """What runs, what is to come and what is over."""
    return await _page(here)


@post("/{market:str}/operator/sponsored", opt=ACT)
async def sponsored_booked(here: Asked) -> Response[str]:
    """A place from the first to the end of the last day."""
    form = await here.request.form()
    typed = {name: str(form.get(name, "")).strip()[:longest] for name, longest in FIELDS.items()}
    asked = Key(f"operator:{here.person.person_id}", typed["key"], body_print("sponsored", *typed.values()))
    try:
        since, last = day_in(here, typed["since"], "since"), day_in(here, typed["until"], "until")
        if last is None:
            raise INVALID(field="until")
        async with here.services.db.work(here.actor) as work:

            async def act() -> discovery.Sponsored:
                store = await merchants.store_by_slug(work, here.market_id, typed["store"])
                return await discovery.book_sponsored(
                    work,
                    here.market_id,
                    store.store_id,
                    words=BETWEEN.split(typed["words"]),
                    trade=typed["trade"],
                    starts_at=since or work.now,
                    ends_at=last + ONE_DAY,
                    paid_how=typed["paid_how"],
                )

            await once(work, here.market_id, asked, discovery.Sponsored, act)
    except Refusal as refusal:
        return await _page(here, refusal, typed)
    return back_with(here, "sponsored", "sponsored_booked")


@post("/{market:str}/operator/sponsored/{sponsored_id:uuid}/end", opt=ACT)
async def sponsored_ended(here: Asked, sponsored_id: FromPath[UUID]) -> Response[str]:
    """Shown no more from the next search on."""
    return await act_with_reason(
        here,
        lambda work, why: discovery.end_sponsored(work, here.market_id, sponsored_id, why),
        lambda refusal: _page(here, refusal),
        *("sponsored", "sponsored_ended"),
    )


async def _page(
    here: Here, refusal: Refusal | None = None, typed: Mapping[str, str] | None = None
) -> Response[str]:
    async with here.services.db.read() as reader:
        booked = await discovery.sponsored_of_market(reader, here.market_id)
        stores = await merchants.stores(reader, here.market_id, {one.store_id for one in booked})
        who = await actors_said(here, reader, {one.booked_by for one in booked})
        now = reader.now
    absent = refusal is not None and refusal.kind is NOT_FOUND
    return await room_page(
        here,
        "sponsored.html",
        nav="sponsored",
        refused=refusal,
        said={"sponsored_booked": True, "sponsored_ended": True},
        running=[one for one in booked if one.runs(now)],
        coming=[one for one in booked if not one.runs(now) and not one.over(now)],
        past=[one for one in booked if one.over(now)],
        stores=stores,
        who=who,
        typed=typed or dict.fromkeys(FIELDS, ""),
        key=(typed or {}).get("key") or new_nonce(),
        trades=list(TRADES),
        wrong="store" if absent else str(refusal.params.get("field", "")) if refusal else "",
        acts=may(here, roles.MONEY),
        reads_trail=may(here, roles.TRAIL),
        moment=timedelta(microseconds=1),
    )


ROUTES = [sponsored_page, sponsored_booked, sponsored_ended]
