"""Passes: a voucher as other apps on a phone carry it: a calendar, Apple Wallet, Google Wallet.

Words: what is *carried* is one voucher in one language, of one moment; an *entry* reminds of its end in a
calendar; a *pass* shows its QR code from a phone's own wallet; a *wallet* is one company's.
Promises: nothing here knows more than the voucher's page; an entry, which others may read, has no code in it;
a pass is signed by the operator's own certificate or key, and there is none where none is configured.
Stage: made once and not brought up to date; whether a voucher is used is known at the counter alone.
"""

from linli.modules.passes.calendars import calendar_of
from linli.modules.passes.facts import can_be_carried, carried
from linli.modules.passes.model import AppleKeys, Carried, GoogleKeys, Place, Say, Wallets
from linli.modules.passes.providers import open_wallets

__all__ = [
    "AppleKeys",
    "Carried",
    "GoogleKeys",
    "Place",
    "Say",
    "Wallets",
    "calendar_of",
    "can_be_carried",
    "carried",
    "open_wallets",
]
