"""The member code as bars that a scanner reads, and amounts as people type them."""

import re

import pytest
import zxingcpp
from PIL import Image, ImageDraw

from linli.kernel.money import Money
from linli.modules.members.codes import is_of_market, looks_like_code, new_code
from linli.web.shared.bars import bars_svg, signs_of
from linli.web.shared.typed_money import read_amount


def test_bars_are_read_as_the_digits_that_they_were_made_of() -> None:
    digits = new_code(3)
    svg = str(bars_svg(digits, "code"))
    width = int(re.findall(r'viewBox="0 0 (\d+)', svg)[0])
    picture = Image.new("L", (width * 3, 120), 255)
    draw = ImageDraw.Draw(picture)
    for at, wide in re.findall(r"M(\d+) 0h(\d+)v", svg):
        draw.rectangle((int(at) * 3, 0, (int(at) + int(wide)) * 3 - 1, 119), fill=0)
    [found] = zxingcpp.read_barcodes(picture)
    assert (found.text, found.format) == (digits, zxingcpp.BarcodeFormat.Code128)
    assert looks_like_code(digits) and is_of_market(digits, 3) and not is_of_market(digits, 4)


@pytest.mark.parametrize("wrong", ["", "123", "12a4", "١٢"])
def test_bars_of_anything_else_are_an_error(wrong: str) -> None:
    with pytest.raises(ValueError, match="pairs of digits"):
        signs_of(wrong)


@pytest.mark.parametrize(
    ("typed", "minor"),
    [
        *(("38", 3800), ("38.5", 3850), ("38,50", 3850), ("38。50", 3850), ("¥ 38.00", 3800), (".5", 50)),
        *(
            ("３８．５", 3850),
            ("0", 0),
            ("", None),
            ("abc", None),
            ("1.234", None),
            ("-5", None),
            ("1e3", None),
        ),
    ],
)
def test_an_amount_is_read_as_people_type_it(typed: str, minor: int | None) -> None:
    assert read_amount(typed, "CNY") == (None if minor is None else Money(minor, "CNY"))
