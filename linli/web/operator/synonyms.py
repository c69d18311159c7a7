"""Words that mean the same in this market: added, changed and ended; searches know them at once."""

import re
from collections.abc import Sequence
from uuid import UUID

import msgspec
from litestar import Response, get, post
from litestar.params import FromPath

from linli.kernel.refusals import Refusal
from linli.modules import discovery
from linli.modules.markets import TRADES
from linli.services import Who
from linli.web.operator import roles
from linli.web.operator.room import act_with_reason, may, room_page, uuid_in
from linli.web.shared.http import Asked, Here

SEE = {"who": Who.OPERATOR, "roles": roles.EVERYONE}
ACT = {"who": Who.OPERATOR, "roles": roles.JUDGES}
BETWEEN = re.compile(r"[,;，；、\n]+")
LONGEST_TYPED = 1_000


class Typed(msgspec.Struct, frozen=True):
    """What stood in a form; `synonym_id` of the group it changes, None for a new one."""

    words: str = ""
    trade: str = ""
    why: str = ""
    synonym_id: UUID | None = None


@get("/{market:str}/operator/synonyms", opt=SEE)
async def synonym_page(here: Asked) -> Response[str]:
    """The market's own groups; `?change=` puts one into the form, `?word=` says what a word means now."""
    return await _page(here)


@post("/{market:str}/operator/synonyms", opt=ACT)
async def synonyms_added(here: Asked) -> Response[str]:
    """A new group, known to the next search."""
    typed = await _typed(here)
    return await act_with_reason(
        here,
        lambda work, why: discovery.add_synonyms(work, here.market_id, _words(typed), typed.trade, why),
        lambda refusal: _page(here, refusal, typed),
        *("synonyms", "synonyms_added"),
    )


@post("/{market:str}/operator/synonyms/{synonym_id:uuid}", opt=ACT)
async def synonyms_changed(here: Asked, synonym_id: FromPath[UUID]) -> Response[str]:
    """Other words for a group."""
    typed = await _typed(here, synonym_id)
    what = (synonym_id, _words(typed), typed.trade)
    return await act_with_reason(
        here,
        lambda work, why: discovery.change_synonyms(work, here.market_id, *what, why),
        lambda refusal: _page(here, refusal, typed),
        *("synonyms", "synonyms_changed"),
    )


@post("/{market:str}/operator/synonyms/{synonym_id:uuid}/end", opt=ACT)
async def synonyms_ended(here: Asked, synonym_id: FromPath[UUID]) -> Response[str]:
    """A group means nothing from the next search on."""
    return await act_with_reason(
        here,
        lambda work, why: discovery.end_synonyms(work, here.market_id, synonym_id, why),
        lambda refusal: _page(here, refusal, change=synonym_id),
        *("synonyms", "synonyms_ended"),
    )


async def _typed(here: Here, synonym_id: UUID | None = None) -> Typed:
    form = await here.request.form()
    words, trade, why = (str(form.get(name, ""))[:LONGEST_TYPED] for name in ("words", "trade", "why"))
    return Typed(words, trade, why, synonym_id)


def _standing(own: Sequence[discovery.OwnSynonyms], change: UUID | None) -> Typed:
    """A group as it is, in the form; an empty form for one that is not in force."""
    found = (one for one in own if one.synonym_id == change)
    return next((Typed(", ".join(one.words), one.trade, "", one.synonym_id) for one in found), Typed())


def _words(typed: Typed) -> list[str]:
    return BETWEEN.split(typed.words)


async def _page(
    here: Here, refusal: Refusal | None = None, typed: Typed | None = None, change: UUID | None = None
) -> Response[str]:
    word = here.request.query_params.get("word", "").strip()[:100]
    if asked := here.request.query_params.get("change"):
        change = uuid_in(asked, "change")
    async with here.services.db.read() as reader:
        own = await discovery.synonyms_in_force(reader, here.market_id)
        ended = await discovery.synonyms_ended(reader, here.market_id)
        meaning = await discovery.meaning(reader, here.market_id, word) if word else None
    typed = typed or _standing(own, change)
    return await room_page(
        here,
        "synonyms.html",
        nav="synonyms",
        status=refusal.status if refusal else 200,
        refused=refusal,
        said={"synonyms_added": True, "synonyms_changed": True, "synonyms_ended": True},
        own=own,
        ended=ended,
        word=word,
        meaning=meaning,
        typed=typed,
        trades=list(TRADES),
        wrong=str(refusal.params.get("field", "")) if refusal else "",
        acts=may(here, roles.JUDGES),
        reads_trail=may(here, roles.TRAIL),
    )


ROUTES = [synonym_page, synonyms_added, synonyms_changed, synonyms_ended]
