"""License numbers: the right ones in any spelling, one character off is off."""

import pytest

from linli.modules.merchants import business_id_check, credit_check, normal_license
from linli.modules.merchants.slugs import slug_of

CREDIT = "Y1000000123456789"


def test_a_credit_code_is_read_in_any_spelling() -> None:
    code = CREDIT + credit_check(CREDIT)
    assert normal_license(code, "CN") == code
    assert normal_license(f" {code[:8].lower()} {code[8:13]}-{code[13:]} ", "CN") == code


def test_every_single_wrong_character_of_a_credit_code_is_noticed() -> None:
    code = CREDIT + credit_check(CREDIT)
    for place, right in enumerate(code):
        for other in "0123456789ABCDEFGHJKLMNPQRTUWXY":
            if other != right:
                assert normal_license(code[:place] + other + code[place + 1 :], "CN") is None


def test_a_known_example_of_the_standard_and_of_finland_pass() -> None:
    # Published by their holders: the State Council's example of GB 32100, and a Finnish authority's own ID.
    assert normal_license("91350100M000100Y43", "CN") == "91350100M000100Y43"
    assert normal_license("0245437-2", "FI") == "0245437-2"
    assert normal_license("02454372", "FI") == "0245437-2"


@pytest.mark.parametrize("typed", ["", "1234567", "0245437-3", "ABCDEFG-1", "０２４５４３７２", "123456789"])
def test_what_is_no_business_id_is_none(typed: str) -> None:
    assert normal_license(typed, "FI") is None


def test_a_remainder_of_one_is_never_given_out() -> None:
    never = next(f"{n:07}" for n in range(1000) if business_id_check(f"{n:07}") is None)
    assert all(normal_license(never + str(digit), "FI") is None for digit in range(10))


def test_elsewhere_letters_and_digits_do() -> None:
    assert normal_license("HRB 12345 b", "DE") == "HRB12345B"
    for typed in ("abc", "x" * 33, "a;drop", "<b>"):
        assert normal_license(typed, "DE") is None


@pytest.mark.parametrize(
    ("name", "english", "slug"),
    [
        ("桂花小馆", "Osmanthus Kitchen", "osmanthus-kitchen"),
        ("桂花小馆", "", "gui-hua-xiao-guan"),
        ("Café Ätran", "", "cafe-atran"),
        ("☕", "", "store"),
        ("x" * 200, "", "x" * 60),
    ],
)
def test_a_name_becomes_an_address(name: str, english: str, slug: str) -> None:
    assert slug_of(name, english) == slug
