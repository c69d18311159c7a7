"""What a new shop of each trade begins with."""

import pytest

from linli.modules import items, media
from linli.modules.items import TEMPLATES, AttributeKind, ContentUnit, template_of, translated
from linli.web.shared.trades import TRADES


def test_every_trade_that_a_shop_can_be_of_has_a_template_and_nothing_else_has() -> None:
    assert TEMPLATES.keys() == TRADES.keys()
    assert template_of("submarines") is TEMPLATES["shop"]


@pytest.mark.parametrize("trade", TEMPLATES)
def test_a_template_can_be_shown_and_its_examples_fit_it(trade: str) -> None:
    one = TEMPLATES[trade]
    assert 5 <= len(one.categories) <= 12
    assert {shelf.icon for shelf in one.categories} <= media.PICTURES
    assert len({shelf.zh for shelf in one.categories}) == len({shelf.en for shelf in one.categories})
    assert all(len(said.zh) <= 60 and len(said.en) <= 60 for said in [s.name for s in one.categories])
    assert len(one.attributes) >= 2
    assert ContentUnit.NONE not in one.units
    assert len(one.examples) >= 2
    for example in one.examples:
        assert 0 <= example.category < len(one.categories)
        assert example.kind is None or example.kind in one.kinds
        for name, value in example.attributes.items():
            asked = one.attribute(name)
            assert asked is not None, name
            if asked.kind is AttributeKind.CHOICE:
                assert not isinstance(value, str) or trade == "clinic"
            else:
                assert isinstance(value, str)


def test_words_of_a_template_are_told_in_both_languages_and_others_stay() -> None:
    assert translated("颜色", "en", "clothes") == "Color"
    assert translated("Chilled", "zh", "grocery") == "冷藏"
    assert translated("自家的说法", "en", "grocery") == "自家的说法"
    color = items.template_of("clothes").attribute("color")
    assert color is not None
    assert color.name.within("zh") == "颜色"
