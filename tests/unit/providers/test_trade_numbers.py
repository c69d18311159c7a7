"""The names under which WeChat Pay and Alipay know ours: short, of few signs, and readable back."""

import re
from uuid import UUID

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from linli.modules.payments.providers.trade_numbers import (
    ours,
    read_refund_number,
    read_trade_number,
    refund_number,
    trade_number,
)
from tests.integration.providers.pay_stage import intent_of, refund_of

INTENT = intent_of()
REFUND = refund_of(INTENT, 100)


@given(st.uuids(), st.integers(1, 99999))
def test_a_number_fits_both_providers_and_reads_back(name: UUID, count: int) -> None:
    number = trade_number(msgspec.structs.replace(INTENT, intent_id=name, attempt=count))
    assert re.fullmatch(r"[0-9A-Za-z_]{6,32}", number)
    assert read_trade_number(number) == name
    number = refund_number(msgspec.structs.replace(REFUND, refund_id=name, round=count))
    assert re.fullmatch(r"[0-9A-Za-z_]{1,64}", number)
    assert read_refund_number(number) == name


def test_attempts_and_rounds_have_their_own() -> None:
    again = msgspec.structs.replace(INTENT, attempt=2)
    assert trade_number(INTENT) != trade_number(again)
    assert read_trade_number(trade_number(again)) == INTENT.intent_id
    assert refund_number(REFUND) != refund_number(msgspec.structs.replace(REFUND, round=2))


def test_only_our_own_spelling_is_ours() -> None:
    number, refund = trade_number(INTENT), refund_number(REFUND)
    for other in (
        number.lower(),
        number[:-1],
        number[1:],
        f"{number}x",
        "20261122093000",
        "",
        "_1",
        "W" * 26 + "_1",
    ):
        with pytest.raises(ValueError, match="ours"):
            read_trade_number(other)
        assert ours(read_trade_number, other) is None
    # The last letter has three bits to spare: another spelling of the same id is none.
    spelled = [number[:25] + letter + number[26:] for letter in "0123456789ABCDEFGHIJKLMNOPQRSTUV"]
    assert [ours(read_trade_number, one) for one in spelled].count(INTENT.intent_id) == 1
    assert ours(read_trade_number, refund) is None and ours(read_refund_number, number) is None
