"""What a row of the matrix says of an endpoint."""

from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

from tests.integration.matrix import objects
from tests.integration.matrix import people as who

FINE = frozenset((200, 201, 202, 204, 303))
PICKUP_SEEN_BY_BUYER = {"pickup code": who.BUYER}
CODE_SEEN_BY_BUYER = {"code": who.BUYER}
# The demonstration's page of messages stands in for everybody's telephone.
MESSAGES_SEEN = {"phone of a stranger": who.EVERYONE}
INVITATION_SEEN = {"invitation": who.MANAGERS}


@dataclass(frozen=True)
class Case:
    """One endpoint: whom it lets in, what it is sent, and what it may show to whom.

    A name in braces is filled in: of the market (`market`), what `make` made, or what stands in `names`.
    """

    opens: frozenset[str]
    make: Callable[..., Awaitable[objects.Made]] = objects.shop
    send: Mapping[str, Any] | None = None
    query: str = ""
    names: Mapping[str, str] = field(default_factory=dict)
    # Statuses of those who are let in; an endpoint may answer by a business "no" to an odd request.
    fine: frozenset[int] = FINE
    # Kind of secret → who reads one of that kind here. Nobody else does, and they do.
    shows: Mapping[str, frozenset[str]] = field(default_factory=dict)
    # The ids of an address belong together: `owner` of one shop cannot reach the other shop's by them.
    crossed: frozenset[int] = frozenset((403, 404, 409, 422))
    # How somebody signed in is turned away where it is not by "nothing there".
    refused: str = "absent"


API = "/api/v1/markets/{market:str}"
SHOP_API = API + "/stores/{slug:str}"
MARKS = {"quality": 5, "place": 5, "service": 5, "body": "好"}
