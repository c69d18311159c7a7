"""Base 45 with the examples of RFC 9285."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from linli.modules.vouchers import base45

EXAMPLES = [
    (b"", ""),
    (b"AB", "BB8"),
    (b"Hello!!", "%69 VD92EX0"),
    (b"base-45", "UJCLQE7W581"),
    (b"ietf!", "QED8WEX0"),
    (b"\xff\xff", "FGW"),
    (b"\x00", "00"),
]


@pytest.mark.parametrize(("data", "text"), EXAMPLES)
def test_the_examples_of_the_standard(data: bytes, text: str) -> None:
    assert base45.encode(data) == text
    assert base45.decode(text) == data


@given(st.binary(max_size=300))
def test_what_was_encoded_is_read_back_and_never_ends_in_a_blank(data: bytes) -> None:
    text = base45.encode(data)
    assert base45.decode(text) == data
    assert text == text.rstrip()


@given(st.text(base45.ALPHABET, max_size=12))
def test_bytes_have_one_text_only(text: str) -> None:
    try:
        data = base45.decode(text)
    except ValueError:
        return
    assert base45.encode(data) == text


@pytest.mark.parametrize("text", ["GGW", ":::", "::", "V5", "1", "BB8A", "bb8", "BB_", "ＢＢ８", "BB8\n"])
def test_a_text_that_no_bytes_have_is_refused(text: str) -> None:
    with pytest.raises(ValueError, match=r"base 45|length|more than"):
        base45.decode(text)
