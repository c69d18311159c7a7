"""EMVCo codes: the specification's own example, to the last sign, and what cannot be written or read."""

import pytest

from linli.kernel.money import Money
from linli.modules.payments.merchant_presented import (
    Account,
    Presented,
    checksum,
    parts,
    payload,
    read,
    written,
)

# EMV QRCPS Merchant-Presented Mode, the example of its annex.
EXAMPLE = (
    "00020101021229300012D156000000000510A93FO3230Q31280012D15600000001030812345678520441115802CN"
    "5914BEST TRANSPORT6007BEIJING64200002ZH0104最佳运输0202北京540523.7253031565502016233030412340603***"
    "0708A60086670902ME91320016A0112233449988770708123456786304A13A"
)
NOODLES = Presented(
    accounts=[Account("shop.linli", [("01", "hangzhou-7K3M9QX")])],
    category="5812",
    currency="CNY",
    country="CN",
    name="Wangjie Noodles",
    city="Hangzhou",
    local=("ZH", "望街面馆", "杭州"),
)


def test_the_example_of_the_specification_is_read_whole() -> None:
    fields = dict(read(EXAMPLE))
    assert (fields["00"], fields["01"], fields["52"], fields["53"]) == ("01", "12", "4111", "156")
    assert (fields["54"], fields["58"], fields["59"], fields["60"]) == (
        "23.72",
        "CN",
        "BEST TRANSPORT",
        "BEIJING",
    )
    assert parts(fields["29"]) == [("00", "D15600000000"), ("05", "A93FO3230Q")]
    assert parts(fields["31"]) == [("00", "D15600000001"), ("03", "12345678")]
    assert parts(fields["64"]) == [("00", "ZH"), ("01", "最佳运输"), ("02", "北京")]
    assert f"{checksum(EXAMPLE[:-4].encode()):04X}" == "A13A"
    assert checksum(b"123456789") == 0x29B1


def test_a_shops_code_says_who_is_paid_and_how_much_where_that_is_known() -> None:
    static = dict(read(payload(NOODLES)))
    assert (static["01"], "54" in static) == ("11", False)
    assert parts(static["26"]) == [("00", "shop.linli"), ("01", "hangzhou-7K3M9QX")]
    asked = Presented(**{**_given(NOODLES), "amount": Money(3850, "CNY"), "additional": [("05", "8213")]})
    dynamic = dict(read(payload(asked)))
    assert (dynamic["01"], dynamic["54"], parts(dynamic["62"])) == ("12", "38.50", [("05", "8213")])
    yen = Presented(**{**_given(NOODLES), "currency": "JPY", "amount": Money(500, "JPY")})
    assert dict(read(payload(yen)))["54"] == "500"


@pytest.mark.parametrize(
    "change",
    [
        {"accounts": []},
        {"name": "   "},
        {"amount": Money(0, "CNY")},
        {"amount": Money(1, "EUR")},
        {"additional": [("05", "x" * 100)]},
        {"additional": [("5", "x")]},
    ],
)
def test_what_a_field_cannot_hold_is_an_error(change: dict[str, object]) -> None:
    with pytest.raises(ValueError, match=r"field|account|amount"):
        payload(Presented(**{**_given(NOODLES), **change}))


@pytest.mark.parametrize(
    "text", ["", "6304", EXAMPLE[:-1] + "B", EXAMPLE.replace("23.72", "33.72"), "0002016304C18C"]
)
def test_a_slip_is_noticed(text: str) -> None:
    with pytest.raises(ValueError, match="EMVCo"):
        read(text)
    with pytest.raises(ValueError, match="cut off"):
        parts(written([("00", "01")])[:-1])


def _given(code: Presented) -> dict[str, object]:
    return {name: getattr(code, name) for name in code.__struct_fields__}
