"""What a scanner or a clerk's fingers make of a voucher code."""

import pytest

from linli.kernel import ids
from linli.kernel.refusals import Refusal
from linli.modules.vouchers import qr_text, read_scan

CODE = "7K3MQ9XW2RTB4HN" + ids.check_character("7K3MQ9XW2RTB4HN")


def test_a_qr_code_that_is_scanned_gives_back_its_voucher_code() -> None:
    assert read_scan(qr_text("hangzhou", CODE), "hangzhou") == CODE


@pytest.mark.parametrize(
    "typed",
    [
        CODE.lower(),
        ids.grouped(CODE),
        "-".join(CODE[i : i + 4] for i in range(0, 16, 4)),
        f"  {CODE}\n",
        CODE.translate({ord(c): ord(c) + 0xFEE0 for c in CODE}),
        qr_text("hangzhou", CODE).lower(),
        qr_text("hangzhou", ids.grouped(CODE)),
    ],
)
def test_a_code_typed_in_a_hurry_is_read_as_the_code_it_means(typed: str) -> None:
    assert read_scan(typed, "hangzhou") == CODE


def test_letters_that_look_like_digits_are_read_as_digits() -> None:
    body = "0110110110110QX"
    code = body + ids.check_character(body)
    assert read_scan("OIL" + code[3:], "hangzhou") == code


@pytest.mark.parametrize("position", range(16))
def test_a_code_with_one_wrong_character_is_malformed(position: int) -> None:
    wrong = "8" if CODE[position] != "8" else "9"
    with pytest.raises(Refusal, match="voucher_code_malformed"):
        read_scan(CODE[:position] + wrong + CODE[position + 1 :], "hangzhou")


@pytest.mark.parametrize(
    "text", ["", "https://example.org/menu", CODE[:-1], CODE + "0", "LINLI::" + CODE, "券" * 16]
)
def test_a_text_that_is_no_code_is_malformed(text: str) -> None:
    with pytest.raises(Refusal) as no:
        read_scan(text, "hangzhou")
    assert (no.value.code, no.value.status) == ("voucher_code_malformed", 422)


def test_a_qr_code_of_another_market_says_which() -> None:
    with pytest.raises(Refusal) as no:
        read_scan(qr_text("helsinki", CODE), "hangzhou")
    assert (no.value.code, no.value.params) == ("voucher_of_another_market", {"market": "helsinki"})


def test_a_broken_code_of_another_market_is_malformed_first() -> None:
    with pytest.raises(Refusal, match="voucher_code_malformed"):
        read_scan("LINLI:helsinki:" + CODE[:-1], "hangzhou")
