"""Signed vouchers: one text for each token, read exactly, believed only from their market and in time."""

import json
from pathlib import Path
from typing import Any
from uuid import UUID

import pytest
from hypothesis import given
from hypothesis import strategies as st

from linli.kernel.keypairs import PrivateKey
from linli.modules.vouchers import base45, tokens
from linli.modules.vouchers.tokens import Token, TokenError, TokenFault, TokenForm, TokenPart

# Read by whoever writes another reader of tokens, so that all agree to the last character.
VECTORS: dict[str, Any] = json.loads(Path(__file__).with_name("token_vectors.json").read_text("utf-8"))
KEY = PrivateKey(bytes.fromhex(VECTORS["private_key"]))
KEYS = {2: KEY.public}
NOON = 1_795_348_800
DAY = 86_400
TOKEN = Token(
    form=TokenForm.STATIC,
    market_id=3,
    key_id=2,
    voucher_id=UUID("0199f3a5-7c1e-7b3a-9d2e-5a1b8c4d6e7f"),
    terms_id=UUID("0199f3a5-7c1e-7b3a-9d2e-5a1b8c4d6e80"),
    serial=1,
    valid_from=NOON - DAY,
    valid_until=NOON + 30 * DAY,
    made_at=NOON,
    parts=(TokenPart(1, 0),),
    nonce=bytes(range(6)),
)


def changed(**changes: Any) -> Token:
    return Token(**{**{name: getattr(TOKEN, name) for name in TOKEN.__struct_fields__}, **changes})


def fault(text: str, at: int = NOON, market_id: int = 3) -> TokenFault | None:
    try:
        tokens.judge_token(text, market_id, KEYS, at)
    except TokenError as refused:
        return refused.fault
    return None


@pytest.mark.parametrize("vector", VECTORS["good"], ids=lambda vector: vector["what"])
def test_the_published_tokens_say_what_they_should(vector: dict[str, Any]) -> None:
    signed = tokens.read_token(vector["text"])
    token = tokens.verify_token(signed, vector["market_id"], {vector["key_id"]: KEY.public})
    assert {
        "form": token.form.name.lower(),
        "voucher_id": str(token.voucher_id),
        "terms_id": str(token.terms_id),
        "serial": token.serial,
        "valid_from": token.valid_from,
        "valid_until": token.valid_until,
        "made_at": token.made_at,
        "parts": [[part.units, part.used] for part in token.parts],
        "nonce": token.nonce.hex(),
    } == vector["says"]
    assert tokens.sign_token(token, KEY) == vector["text"]


@pytest.mark.parametrize("vector", VECTORS["bad"], ids=lambda vector: vector["what"])
def test_the_published_texts_that_are_no_tokens_are_refused(vector: dict[str, Any]) -> None:
    assert fault(vector["text"], vector.get("at", NOON)) == vector["fault"]


units = st.integers(1, tokens.MOST_UNITS)
parts = st.lists(
    units.flatmap(lambda most: st.builds(TokenPart, units=st.just(most), used=st.integers(0, most))),
    min_size=1,
    max_size=12,
)
times = st.lists(st.integers(0, 2**32 - 1), min_size=2, max_size=2, unique=True).map(sorted)
every_token = st.builds(
    lambda form, ids, serial, valid, made, parts, nonce: Token(
        form, ids[0], ids[1], ids[2], ids[3], serial, valid[0], valid[1], made, tuple(parts), nonce
    ),
    st.sampled_from(TokenForm),
    st.tuples(st.integers(1, 2**32 - 1), st.integers(1, 2**32 - 1), st.uuids(), st.uuids()),
    st.integers(1, 2**16 - 1),
    times,
    st.integers(0, 2**32 - 1),
    parts,
    st.binary(min_size=6, max_size=6),
)


@given(every_token)
def test_a_token_is_read_back_as_it_was_signed(token: Token) -> None:
    text = tokens.sign_token(token, KEY)
    assert len(text) <= tokens.LONGEST
    assert set(text) <= set(base45.ALPHABET)
    assert tokens.verify_token(tokens.read_token(text), token.market_id, {token.key_id: KEY.public}) == token


@given(st.binary(max_size=120))
def test_bytes_that_are_read_are_the_only_ones_that_say_so(data: bytes) -> None:
    try:
        token = tokens.decode(data)
    except ValueError:
        return
    assert tokens.encode(token) == data


@pytest.mark.parametrize(
    "changes",
    [
        {"parts": ()},
        {"parts": (TokenPart(1, 0),) * 13},
        {"parts": (TokenPart(0, 0),)},
        {"parts": (TokenPart(1, 2),)},
        {"parts": (TokenPart(-1, 0),)},
        {"parts": (TokenPart(tokens.MOST_UNITS + 1, 0),)},
        {"serial": 0},
        {"serial": 2**16},
        {"market_id": 0},
        {"key_id": 0},
        {"valid_until": 2**32},
        {"valid_until": TOKEN.valid_from},
        {"made_at": -1},
        {"nonce": bytes(5)},
        {"nonce": bytes(7)},
    ],
)
def test_what_a_token_cannot_say_is_never_signed(changes: dict[str, Any]) -> None:
    with pytest.raises(ValueError, match=r"token|room|end|voucher has"):
        tokens.sign_token(changed(**changes), KEY)


@pytest.mark.parametrize("number", [0, 1, 127, 128, 16_383, 16_384, tokens.MOST_UNITS - 1])
def test_numbers_of_every_length_have_one_spelling(number: int) -> None:
    token = changed(parts=(TokenPart(max(1, number), number),))
    body = tokens.encode(token)
    assert tokens.decode(body) == token
    longer = body[:-7] + bytes([body[-7] | 0x80, 0]) + body[-6:]
    with pytest.raises(ValueError, match=r"longer|long"):
        tokens.decode(longer)


@pytest.mark.parametrize(
    ("moment", "form", "said"),
    [
        (NOON, TokenForm.STATIC, None),
        (NOON + 29 * DAY, TokenForm.STATIC, None),
        (NOON + 30 * DAY - 1, TokenForm.STATIC, None),
        (NOON + 30 * DAY, TokenForm.STATIC, TokenFault.EXPIRED),
        (NOON - 30, TokenForm.STATIC, None),
        (NOON - 31, TokenForm.STATIC, TokenFault.STALE),
        (NOON + 89, TokenForm.DISPLAY, None),
        (NOON + 90, TokenForm.DISPLAY, TokenFault.STALE),
        (NOON + 31 * DAY, TokenForm.DISPLAY, TokenFault.EXPIRED),
        (NOON - 31, TokenForm.DISPLAY, TokenFault.STALE),
    ],
)
def test_a_displayed_token_ages_and_one_on_paper_lasts_as_long_as_its_voucher(
    moment: int, form: TokenForm, said: TokenFault | None
) -> None:
    assert fault(tokens.sign_token(changed(form=form), KEY), moment) == said


def test_before_its_voucher_is_good_a_token_is_not() -> None:
    text = tokens.sign_token(changed(valid_from=NOON + DAY), KEY)
    assert fault(text) == TokenFault.TOO_EARLY
    assert fault(text, NOON + DAY) is None


def test_another_market_s_and_another_key_s_tokens_are_told_apart() -> None:
    assert fault(tokens.sign_token(changed(market_id=4), KEY)) == TokenFault.OTHER_MARKET
    assert fault(tokens.sign_token(changed(key_id=1), KEY)) == TokenFault.UNKNOWN_KEY
    assert fault(tokens.sign_token(TOKEN, PrivateKey.new())) == TokenFault.FORGED


def test_what_a_refused_token_claims_is_told_where_it_could_be_read() -> None:
    with pytest.raises(TokenError) as no:
        tokens.judge_token(tokens.sign_token(TOKEN, PrivateKey.new()), 3, KEYS, NOON)
    assert no.value.token == TOKEN
    with pytest.raises(TokenError) as no:
        tokens.judge_token("LINLI1:", 3, KEYS, NOON)
    assert no.value.token is None
