"""Signed vouchers and the keys that sign them, as the API says them."""

import base64
from datetime import UTC, datetime
from enum import StrEnum
from typing import Annotated

import msgspec
from msgspec import Meta

from linli.api.v1.shapes import utc
from linli.modules import vouchers


class Form(StrEnum):
    """Shown by a phone that renews it, or kept on paper and by phones without a network."""

    DISPLAY = "display"
    STATIC = "static"


class VoucherToken(msgspec.Struct, frozen=True):
    """A signed token. It is worth the voucher: show it only to the counter."""

    form: Form
    token: Annotated[str, Meta(description="`LINLI1:` and base 45 (RFC 9285).")]
    key_id: Annotated[int, Meta(description="The number of the key that signed it.")]
    made_at: datetime
    good_until: Annotated[datetime, Meta(description="It is good until just before.")]
    renew_after_seconds: Annotated[
        int | None, Meta(description="When to show a new one; null where it stays good.")
    ]


class IssuerKey(msgspec.Struct, frozen=True):
    """A public key (Ed25519) with which this market signs its vouchers."""

    key_id: int
    public_key: Annotated[str, Meta(description="32 bytes as base64url, without padding.")]
    signs_from: datetime
    retired_at: Annotated[datetime | None, Meta(description="Since when it signs no more.")]
    verifies_until: Annotated[
        datetime | None,
        Meta(description="When the last voucher it signed is over; null: not known yet."),
    ]


class IssuerKeyList(msgspec.Struct, frozen=True):
    """Oldest first."""

    items: list[IssuerKey]


def token_of(keys: vouchers.Keys, voucher: vouchers.Voucher, form: Form, now: datetime) -> VoucherToken:
    made = vouchers.token_of(keys, voucher, vouchers.TokenForm[form.name], now)
    renewed = vouchers.RENEWED if form is Form.DISPLAY else None
    return VoucherToken(form, made.text, made.key_id, made.made_at, made.good_until, renewed)


def key_of(key: vouchers.IssuerKey) -> IssuerKey:
    public = base64.urlsafe_b64encode(key.public_key).decode().rstrip("=")
    times = (utc(key.retired_at), utc(key.verifies_until))
    return IssuerKey(key.key_id, public, key.signs_from.astimezone(UTC), *times)
