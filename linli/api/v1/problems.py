"""What can be refused, so that a problem's `type` leads somewhere."""

import msgspec
from litestar import get
from litestar.params import FromPath

from linli.api import words
from linli.api.call import Called
from linli.kernel.refusals import DECLARED, NOT_FOUND, RefusalKind
from linli.services import Who


class ProblemKind(msgspec.Struct, frozen=True):
    """One kind of problem; names in braces stand for the values in a problem's `params`."""

    code: str
    status: int
    text: str


class ProblemKindList(msgspec.Struct, frozen=True):
    """By code."""

    items: list[ProblemKind]


@get("/problems", opt={"who": Who.ANYONE}, tags=["Problems"], summary="Every kind of problem")
async def list_problems(call: Called) -> ProblemKindList:
    """In the language of Accept-Language."""
    return ProblemKindList([_shown(kind, call.locale) for _, kind in sorted(DECLARED.items())])


@get("/problems/{code:str}", opt={"who": Who.ANYONE}, tags=["Problems"], summary="One kind of problem")
async def get_problem(call: Called, code: FromPath[str]) -> ProblemKind:
    """What a problem's `type` leads to."""
    kind = DECLARED.get(code)
    if kind is None:
        raise NOT_FOUND()
    return _shown(kind, call.locale)


def _shown(kind: RefusalKind, locale: str) -> ProblemKind:
    return ProblemKind(kind.code, kind.status, words.say(locale, f"refusal.{kind.code}"))
