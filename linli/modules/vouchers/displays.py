"""What a voucher's owner holds out: its token, freshly signed, for a phone's display or for paper."""

import secrets
from datetime import UTC, datetime

import msgspec

from linli.modules.vouchers.issuers import Keys
from linli.modules.vouchers.model import Voucher
from linli.modules.vouchers.tokens import DISPLAYED, NONCE, Token, TokenForm, TokenPart, sign_token

# Beyond the year 2106 a token's seconds have no room.
_LAST = 2**32 - 1


class Shown(msgspec.Struct, frozen=True):
    """A token as it goes into a QR code; good until just before `good_until`."""

    text: str
    form: TokenForm
    key_id: int
    made_at: datetime
    good_until: datetime


def token_of(keys: Keys, voucher: Voucher, form: TokenForm, now: datetime) -> Shown:
    """The voucher's token, made now. Raises ValueError for keys of which none signs."""
    if keys.signs is None:
        raise ValueError("this market has no key that signs")
    key_id, key = keys.signs
    made_at, until = int(now.timestamp()), min(int(voucher.valid_until.timestamp()), _LAST)
    token = Token(
        form=form,
        market_id=voucher.market_id,
        key_id=key_id,
        voucher_id=voucher.voucher_id,
        terms_id=voucher.terms_id,
        serial=voucher.hands,
        valid_from=min(int(voucher.valid_from.timestamp()), until - 1),
        valid_until=until,
        made_at=made_at,
        parts=tuple(TokenPart(part.units, part.units - part.left) for part in voucher.each_part),
        nonce=secrets.token_bytes(NONCE),
    )
    ends = min(made_at + DISPLAYED, until) if form is TokenForm.DISPLAY else until
    good_until = datetime.fromtimestamp(ends, UTC)
    return Shown(sign_token(token, key), form, key_id, datetime.fromtimestamp(made_at, UTC), good_until)
