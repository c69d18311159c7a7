"""What forgers start from: two markets with their keys, and genuine tokens of vouchers of two merchants."""

import random
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from uuid import UUID

from linli.kernel.keypairs import PrivateKey, PublicKey
from linli.modules.vouchers import Token, TokenForm, TokenPart, sign_token
from linli.modules.vouchers.tokens import APART, DISPLAYED, MOST_UNITS

NOON = 1_795_348_800
HOUR, DAY = 3_600, 86_400
MARKET, OTHER_MARKET = 1, 2
# As many genuine tokens are on hand at a time; new ones come often, so that mutations hit different things.
ON_HAND = 40
# Text, market that judges, its keys, moment: what it says, or TokenError.
Judge = Callable[[str, int, Mapping[int, PublicKey], int], Token]


@dataclass(frozen=True)
class Genuine:
    """A token that its market has signed, and a moment at which it is good."""

    token: Token
    text: str
    at: int

    def good_at(self, at: int) -> bool:
        """Said once more in other words than the product's."""
        if not self.token.valid_from <= at < self.token.valid_until or at < self.token.made_at - APART:
            return False
        return self.token.form is TokenForm.STATIC or at < self.token.made_at + 90


class World:
    """Keys and genuine tokens, all from one seed."""

    def __init__(self, seed: int) -> None:
        self.rng = random.Random(seed)
        # Number 1 has retired, 2 signs, 3 is told already; the other market uses the same numbers.
        self.signers = {
            market_id: {number: PrivateKey(self.rng.randbytes(32)) for number in (1, 2, 3)}
            for market_id in (MARKET, OTHER_MARKET)
        }
        self.keys = {
            market_id: {number: key.public for number, key in signers.items()}
            for market_id, signers in self.signers.items()
        }
        self.made: list[Genuine] = []

    def genuine(self, form: TokenForm | None = None) -> Genuine:
        """One of those on hand, now and then a new one."""
        if len(self.made) < ON_HAND or self.rng.random() < 0.02:
            self.made = [*self.made[-ON_HAND + 1 :], self._new()]
        fitting = [one for one in self.made if form is None or one.token.form is form]
        return self.rng.choice(fitting) if fitting else self.genuine(form)

    def _new(self) -> Genuine:
        rng = self.rng
        made_at = NOON + rng.randrange(30 * DAY)
        token = Token(
            form=rng.choice(list(TokenForm)),
            market_id=MARKET,
            key_id=rng.choice((1, 2, 2, 2)),
            voucher_id=self.any_id(),
            terms_id=self.any_id(),
            serial=rng.choice((1, 1, 1, 2, 3)),
            valid_from=made_at - rng.randrange(1, 5 * DAY),
            valid_until=made_at + rng.randrange(HOUR, 700 * DAY),
            made_at=made_at,
            parts=tuple(self.part() for _ in range(rng.choice((1, 1, 1, 3, 5, 12)))),
            nonce=rng.randbytes(6),
        )
        life = DISPLAYED if token.form is TokenForm.DISPLAY else token.valid_until - made_at
        text = sign_token(token, self.signers[MARKET][token.key_id])
        return Genuine(token, text, made_at + rng.randrange(life))

    def part(self) -> TokenPart:
        most = self.rng.choice((1, 4, 10, 20_000, MOST_UNITS))
        return TokenPart(most, self.rng.choice((0, 0, most // 2, most)))

    def any_id(self) -> UUID:
        return UUID(bytes=self.rng.randbytes(16))
