"""GTINs: lengths, check digits, and how they are written."""

import pytest

from linli.modules.items import read_gtin
from linli.modules.items.barcodes import tidy_code


@pytest.mark.parametrize(
    ("typed", "read"),
    [
        ("4006381333931", "4006381333931"),
        ("400 6381 333931", "4006381333931"),
        ("96385074", "96385074"),
        ("036000291452", "0036000291452"),
        ("00012345600012", "00012345600012"),
        ("4006381333932", None),
        ("400638133393", None),
        ("", None),
        ("４００６３８１３３３９３１", None),
        ("A006381333931", None),
    ],
)
def test_a_gtin_is_known_by_its_length_and_check_digit(typed: str, read: str | None) -> None:
    assert read_gtin(typed) == read


def test_any_other_code_is_kept_in_capitals() -> None:
    assert tidy_code(" ab-17 ") == "AB-17"
    assert tidy_code("4006381-333931") == "4006381333931"
