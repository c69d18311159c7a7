"""How much each factor of a search result counts in this market: tried on a query first, then saved."""

from collections.abc import Mapping, Sequence
from datetime import datetime

import msgspec
from litestar import Response, get, post

from linli.kernel.refusals import INVALID, Refusal
from linli.modules import discovery
from linli.services import Who
from linli.web.operator import roles
from linli.web.operator.actors import actors_said
from linli.web.operator.room import back_with, may, reason_in, room_page, say
from linli.web.shared.http import Asked, Here

SEE = {"who": Who.OPERATOR, "roles": roles.EVERYONE}
ACT = {"who": Who.OPERATOR, "roles": roles.DIRECTORS}
FACTORS = discovery.Weights.__struct_fields__
FIRST = 12
LONGEST_QUERY, LONGEST_NUMBER, LONGEST_WHY = 100, 6, 300


class Past(msgspec.Struct, frozen=True):
    """One choice in words."""

    at: datetime
    who: str
    why: str
    changes: Sequence[str]


@get("/{market:str}/operator/ranking", opt=SEE)
async def ranking_page(here: Asked) -> Response[str]:
    """What counts how much now, who chose it, and how a query (`?q=`) stands."""
    return await _page(here)


@post("/{market:str}/operator/ranking/preview", opt=SEE)
async def ranking_preview(here: Asked) -> Response[str]:
    """The same page with what was typed, tried on the query; saves nothing."""
    return await _page(here, await _typed(here))


@post("/{market:str}/operator/ranking", opt=ACT)
async def ranking_set(here: Asked) -> Response[str]:
    """What was typed counts from the next search on; `usual`: what counts in every market."""
    typed = await _typed(here)
    usual = bool((await here.request.form()).get("usual"))
    try:
        weights = None if usual else _weights(typed)
        version = _whole(typed["version"], "version")
        why = await reason_in(here)
        async with here.services.db.work(here.actor) as work:
            changed = await discovery.set_weights(work, here.market_id, weights, version, why)
    except Refusal as refusal:
        return await _page(here, typed, refusal)
    done = "ranking_usual" if usual else "ranking_saved"
    return back_with(here, "ranking", done if changed else "setting_same")


async def _typed(here: Here) -> dict[str, str]:
    form = await here.request.form()
    longest = {"q": LONGEST_QUERY, "why": LONGEST_WHY} | dict.fromkeys((*FACTORS, "version"), LONGEST_NUMBER)
    return {name: str(form.get(name, "")).strip()[:most] for name, most in longest.items()}


def _weights(typed: Mapping[str, str]) -> discovery.Weights:
    """As they were typed. Refuses: invalid (the factor)."""
    return discovery.Weights(**{name: _whole(typed[name], name) for name in FACTORS})


def _whole(typed: str, field: str) -> int:
    if not (typed.isascii() and typed.isdigit()):
        raise INVALID(field=field)
    return int(typed)


async def _page(
    here: Here, typed: Mapping[str, str] | None = None, refusal: Refusal | None = None
) -> Response[str]:
    async with here.services.db.read() as reader:
        chosen = await discovery.weights_chosen(reader, here.market_id)
        stands = chosen[0].weights if chosen else discovery.USUAL
        given = typed or _given(here, stands, chosen[0].version if chosen else 0)
        wrong = refusal
        weights = stands
        try:
            weights = _weights(given)
        except Refusal as unread:
            wrong = wrong or unread
        query = discovery.Query(text=given["q"], at=(here.market.lat, here.market.lon), size=FIRST)
        found = await discovery.preview_weights(reader, here.market, query, weights)
        who = await actors_said(here, reader, {one.made_by for one in chosen})
    usual = not chosen or chosen[0].usual
    return await room_page(
        here,
        "ranking.html",
        nav="ranking",
        refused=refusal,
        said={"ranking_saved": not usual, "ranking_usual": usual, "setting_same": True},
        factors=FACTORS,
        typed=given,
        stands=msgspec.structs.asdict(stands),
        usual=msgspec.structs.asdict(discovery.USUAL),
        is_usual=usual,
        same=weights == stands,
        found=found,
        most=discovery.MOST_POINTS,
        history=_history(here, chosen, who),
        wrong=str(wrong.params.get("field", "")) if wrong else "",
        acts=may(here, roles.DIRECTORS),
        reads_trail=may(here, roles.TRAIL),
    )


def _given(here: Here, stands: discovery.Weights, version: int) -> dict[str, str]:
    """What the form begins with."""
    asked = here.request.query_params.get("q", "").strip()[:LONGEST_QUERY]
    points = {name: str(value) for name, value in msgspec.structs.asdict(stands).items()}
    return {"q": asked, "why": "", "version": str(version)} | points


def _history(here: Here, chosen: Sequence[discovery.Choice], who: Mapping[str, str]) -> list[Past]:
    """Each choice with what it changed, the last first; before the first one all was as usual."""
    before = [one.weights for one in chosen[1:]]
    if chosen and chosen[-1].version == 1:
        before.append(discovery.USUAL)
    return [
        Past(one.made_at, who[one.made_by], one.reason, _changes(here, old, one.weights))
        for one, old in zip(chosen, before, strict=False)
    ]


def _changes(here: Here, old: discovery.Weights, new: discovery.Weights) -> list[str]:
    was, now = msgspec.structs.asdict(old), msgspec.structs.asdict(new)
    return [
        f"{say(here, f'operator.ranking.factor.{name}')} {was[name]} → {now[name]}"
        for name in FACTORS
        if was[name] != now[name]
    ]


ROUTES = [ranking_page, ranking_preview, ranking_set]
