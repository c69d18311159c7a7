"""Markets, one-time codes and tokens."""

from datetime import datetime
from enum import StrEnum
from typing import Annotated
from uuid import UUID

import msgspec
from msgspec import Meta

from linli.api.v1.shapes import Point
from linli.modules import identity, markets, notices

Phone = Annotated[
    str,
    Meta(min_length=3, max_length=40, description="As people write it.", examples=["+86 138 0000 0001"]),
]


class Scope(StrEnum):
    """What a token is for."""

    CONSUMER = "consumer"
    COUNTER = "counter"
    MERCHANT = "merchant"
    OPERATOR = "operator"


class Market(msgspec.Struct, frozen=True):
    """A city or district run as one unit. Its currency and time zone hold for all that is in it."""

    slug: Annotated[str, Meta(examples=["hangzhou"])]
    name: str
    name_en: str
    currency: Annotated[str, Meta(examples=["CNY"])]
    timezone: Annotated[str, Meta(examples=["Asia/Shanghai"])]
    country: Annotated[str, Meta(examples=["CN"])]
    language: Annotated[str, Meta(examples=["zh"])]
    center: Point
    attribution: Annotated[str, Meta(description="What must be said wherever its map data is shown.")]


class MarketList(msgspec.Struct, frozen=True):
    """Every market of this installation."""

    items: list[Market]


class CodeWanted(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """The phone to text a code to."""

    phone: Phone


class CodeSent(msgspec.Struct, frozen=True):
    """A code is on its way, whether or not the phone is known here."""

    phone_tail: Annotated[str, Meta(examples=["0001"])]


class TokenWanted(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """A phone and either the code that was texted to it or its owner's password."""

    phone: Phone
    code: Annotated[str, Meta(max_length=40, examples=["123456"])] = ""
    password: Annotated[str, Meta(max_length=200, examples=["linli-demo"])] = ""
    scopes: Annotated[
        list[Scope],
        Meta(min_length=1, max_length=4, description="Without it, consumer.", examples=[["consumer"]]),
    ] = msgspec.field(default_factory=lambda: [Scope.CONSUMER])
    name: Annotated[
        str, Meta(max_length=60, description="What its owner knows it by.", examples=["Evening report"])
    ] = ""


class Token(msgspec.Struct, frozen=True):
    """A bearer token, shown this once. Only scopes that its person can have a use for are given."""

    token: Annotated[str, Meta(description="Send it as `Authorization: Bearer …`.")]
    scopes: list[Scope]
    expires_at: datetime
    nickname: str


class TokenLine(msgspec.Struct, frozen=True):
    """A token as its owner sees it: never the token itself. `used_at` is told to the quarter of an hour."""

    token_id: UUID
    name: str
    scopes: list[Scope]
    created_at: datetime
    expires_at: datetime
    used_at: datetime | None
    present: Annotated[bool, Meta(description="Whether it is the token of this call.")]


class TokenList(msgspec.Struct, frozen=True):
    """The newest tokens first, at most 50."""

    items: list[TokenLine]


class Message(msgspec.Struct, frozen=True):
    """A text message that would have been sent; shown in a demo only."""

    message_id: UUID
    recipient: str
    body: str
    written_at: datetime


class MessageList(msgspec.Struct, frozen=True):
    """The newest messages first."""

    items: list[Message]


def market_of(market: markets.Market) -> Market:
    return Market(
        slug=market.slug,
        name=market.name,
        name_en=market.name_en,
        currency=market.currency,
        timezone=market.timezone,
        country=market.country,
        language=market.language,
        center=Point(market.lat, market.lon),
        attribution=market.attribution,
    )


def token_of(issued: identity.IssuedToken, person: identity.Person) -> Token:
    scopes = [Scope(scope) for scope in issued.scopes]
    return Token(issued.token, scopes, issued.expires_at, person.nickname)


def message_of(message: notices.Message) -> Message:
    return Message(message.message_id, message.recipient, message.body, message.written_at)


def token_line_of(token: identity.Token, present: UUID) -> TokenLine:
    scopes = [Scope(scope) for scope in token.scopes]
    return TokenLine(
        token_id=token.token_id,
        name=token.name,
        scopes=scopes,
        created_at=token.created_at,
        expires_at=token.expires_at,
        used_at=token.used_at,
        present=token.token_id == present,
    )
