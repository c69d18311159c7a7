"""Answers that everybody gets alike are kept for a moment: what is near, and what typed letters may mean.

Only what no person goes into: a request with a token or a cookie is not looked at. An answer is as fresh as
one made anew: it is thrown away as soon as its market's index was written, whichever process did that, and at
the next full minute, for hours and what is paid for change with the clock. While this process hears nothing
of the others, nothing is kept.
"""

import re
from collections import OrderedDict
from collections.abc import Callable
from datetime import datetime, timedelta
from typing import cast

import msgspec
from litestar.enums import ScopeType
from litestar.types import ASGIApp, HTTPScope, Message, Receive, Scope, Send

from linli.modules import discovery, markets
from linli.services import Services

KEPT = re.compile(r"/api/v1/markets/(?P<market>[a-z0-9-]{1,60})/(?:search|suggestions)")
PERSONAL = frozenset((b"authorization", b"cookie"))
# A hint is lost with the process that would have given it: then an answer is as old as this at most.
LONGEST = timedelta(seconds=30)
MOST_BYTES, LARGEST_ANSWER, LONGEST_QUESTION = 32 * 2**20, 2**16, 400
# What an entry takes beside its bytes, roughly.
OVERHEAD = 1_500
# Spots are asked for to a ten-thousandth of a degree, about 10 m: a phone knows it no better.
_AT = re.compile(rb"((?:^|&)at=)(-?\d{1,3}\.\d{4})\d*(,|%2[Cc])(-?\d{1,3}\.\d{4})\d*(?=&|$)")

Key = tuple[str, bytes, bytes]


class Answer(msgspec.Struct, frozen=True):
    """What was answered, what was heard of its market before, and for how long it holds; `route`: by which it
    is counted.
    """

    market_id: int
    mark: tuple[int, int]
    since: datetime
    until: datetime
    route: str
    headers: tuple[tuple[bytes, bytes], ...]
    body: bytes


class Answers:
    """Those of one process: the ones asked for last, up to so many bytes."""

    def __init__(self, services: Services, most_bytes: int = MOST_BYTES) -> None:
        self._live, self._clock = services.live, services.db.clock
        self._kept: OrderedDict[Key, Answer] = OrderedDict()
        self._markets: dict[str, int] = {}
        self._bytes, self._most = 0, most_bytes

    def mark(self, market_id: int) -> tuple[int, int] | None:
        return self._live.mark(f"{discovery.CHANGED}:{market_id}")

    def market_id(self, slug: str) -> int | None:
        """Known once somebody was answered there."""
        return self._markets.get(slug)

    def learn(self, slug: str, market_id: int) -> None:
        self._markets[slug] = market_id

    def now(self) -> datetime:
        return self._clock()

    def find(self, key: Key) -> Answer | None:
        """What was answered, if that is what would be answered now."""
        found = self._kept.get(key)
        if found is None:
            return None
        if found.since <= self.now() < found.until and found.mark == self.mark(found.market_id):
            self._kept.move_to_end(key)
            return found
        self._drop(key)
        return None

    def keep(self, key: Key, answer: Answer) -> None:
        self._drop(key)
        self._kept[key] = answer
        self._bytes += len(answer.body) + OVERHEAD
        while self._bytes > self._most:
            self._drop(next(iter(self._kept)))

    def _drop(self, key: Key) -> None:
        if (gone := self._kept.pop(key, None)) is not None:
            self._bytes -= len(gone.body) + OVERHEAD


def keeping_answers(app: ASGIApp, services: Callable[[], Services]) -> ASGIApp:
    """The app, which answers again what it has just answered; `services` once it serves."""
    opened: list[Answers] = []

    async def with_kept(scope: Scope, receive: Receive, send: Send) -> None:
        asked = KEPT.fullmatch(scope.get("path", ""))
        if asked is None or scope["type"] != ScopeType.HTTP or scope["method"] != "GET":
            await app(scope, receive, send)
            return
        query = scope["query_string"] = _AT.sub(rb"\1\2\3\4", scope["query_string"])
        accepts = _accepted(scope)
        if accepts is None or len(query) > LONGEST_QUESTION:
            await app(scope, receive, send)
            return
        if not opened:
            opened.append(Answers(services()))
        key = (scope["path"], query, accepts)
        answers = opened[0]
        if found := answers.find(key):
            scope["path_template"] = found.route
            age = (b"age", b"%d" % (answers.now() - found.since).total_seconds())
            await send({"type": "http.response.start", "status": 200, "headers": [*found.headers, age]})
            await send({"type": "http.response.body", "body": found.body, "more_body": False})
            return
        await _answered(app, scope, receive, send, answers, key, asked["market"])

    return with_kept


async def _answered(
    app: ASGIApp, scope: HTTPScope, receive: Receive, send: Send, answers: Answers, key: Key, slug: str
) -> None:
    """Have it answered, and keep that; the mark is taken before anything is read."""
    market_id = answers.market_id(slug)
    mark = None if market_id is None else answers.mark(market_id)
    since, said = answers.now(), list[Message]()

    async def noting(message: Message) -> None:
        # Whoever it is sent on to may write into it.
        said.append(cast("Message", dict(message)))
        await send(message)

    await app(scope, receive, noting)
    market = scope["state"].get("linli_market")
    if not isinstance(market, markets.Market):
        return
    answers.learn(slug, market.market_id)
    whole = _whole(said)
    if mark is None or market.market_id != market_id or whole is None:
        return
    headers, body = whole
    until = min(since + LONGEST, since.replace(second=0, microsecond=0) + timedelta(minutes=1))
    answers.keep(key, Answer(market_id, mark, since, until, scope["path_template"], headers, body))


def _whole(said: list[Message]) -> tuple[tuple[tuple[bytes, bytes], ...], bytes] | None:
    """Headers and body of a good answer that came to its end, is not too long, and that a browser is given
    nothing with; None for any other.
    """
    if not said or said[0]["type"] != "http.response.start" or said[0]["status"] != 200:
        return None
    headers = tuple((bytes(name), bytes(value)) for name, value in said[0]["headers"])
    parts, ended = list[bytes](), False
    for one in said[1:]:
        if one["type"] == "http.response.body":
            parts.append(one["body"])
            ended = not one.get("more_body")
    body = b"".join(parts)
    personal = any(name.lower() == b"set-cookie" for name, _ in headers)
    return (headers, body) if ended and not personal and len(body) <= LARGEST_ANSWER else None


def _accepted(scope: HTTPScope) -> bytes | None:
    """How the answer may be packed; None for whoever says who they are."""
    accepts = b""
    for name, value in scope["headers"]:
        if name in PERSONAL:
            return None
        if name == b"accept-encoding":
            accepts = value[:100]
    return accepts
