"""What a deal must be."""

from uuid import UUID

import msgspec
import pytest

from linli.kernel.refusals import Refusal
from linli.modules import catalog
from linli.modules.catalog.offers import check_deal

SET_FOR_TWO = catalog.NewDeal(
    store_id=UUID(int=1),
    title="西湖醋鱼双人餐",
    title_en="West Lake fish for two",
    contents=[catalog.Content(name="西湖醋鱼", name_en="West Lake fish", qty=1, price_minor=8800)],
    price_minor=9900,
    list_price_minor=15800,
    currency="CNY",
    stock=100,
)


def test_a_deal_in_order_is_accepted_at_its_bounds() -> None:
    check_deal(SET_FOR_TWO, "CNY")
    check_deal(msgspec.structs.replace(SET_FOR_TWO, price_minor=15800, stock=1, per_person=1), "CNY")
    check_deal(msgspec.structs.replace(SET_FOR_TWO, valid_days=730, usable="Mo-Fr; PH off"), "CNY")


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("title", " "),
        ("title", "x" * 81),
        ("title_en", "x" * 81),
        ("contents", []),
        ("contents", [catalog.Content(name="")]),
        ("contents", [catalog.Content(name="tea", qty=0)]),
        ("contents", [catalog.Content(name="tea", price_minor=-1)]),
        ("price_minor", 0),
        ("price_minor", 10**11),
        ("list_price_minor", 9899),
        ("currency", "EUR"),
        ("stock", 0),
        ("per_person", 0),
        ("valid_days", 0),
        ("valid_days", 731),
        ("usable", "whenever"),
        ("icon", "no-such-picture"),
        ("icon", ""),
        ("icon", "../../etc/passwd"),
    ],
)
def test_a_deal_out_of_order_is_refused_by_the_field_that_is_wrong(field: str, value: object) -> None:
    with pytest.raises(Refusal, match="invalid") as refused:
        check_deal(msgspec.structs.replace(SET_FOR_TWO, **{field: value}), "CNY")
    assert refused.value.params == {"field": field}


def test_of_two_wrong_fields_the_first_is_named() -> None:
    with pytest.raises(Refusal) as refused:
        check_deal(msgspec.structs.replace(SET_FOR_TWO, stock=0, title=""), "CNY")
    assert refused.value.params == {"field": "title"}
