"""Pages are written as Jinja2 itself would write them."""

from enum import StrEnum
from pathlib import Path

import pytest
from jinja2 import DictLoader, Environment, StrictUndefined, UndefinedError
from markupsafe import Markup, escape

from linli.app import FACES, WEB
from linli.web.shared.render import build_environment
from linli.web.shared.writing import DirectEnvironment, written

PAGE = {
    "parts": """{% macro row(a, b=1) %}<b>{{ a }}{{ b }}
{%- if caller is defined %}{{ caller(a) }}{% endif %}</b>{% endmacro %}""",
    "base": "{% block body %}{% endblock %}|{{ self.body() }}",
    "page": """{% extends "base" %}{% import "parts" as parts %}{% from "parts" import row %}
{% block body %}{% for one in many recursive %}{{ row(one, **{"b": loop.index}) }}{{ parts.row(*[one]) }}
{%- call(it) row(one) %}<i>{{ it }}</i>{% endcall %}{{ loop.cycle("x", "y") }}{{ one ~ "<" }}
{%- if one is not string %}{{ loop(one) }}{% endif %}{% endfor %}
{%- set kept %}<u>{{ many[0] }}</u>{% endset %}{{ kept }}{{ kept|upper }}{{ say(word="<") }}{% endblock %}""",
}


class Kind(StrEnum):
    OPEN = "open<"


def told(kind: type[Environment], name: str = "page", **more: object) -> str:
    environment = kind(loader=DictLoader(PAGE), autoescape=True, undefined=StrictUndefined)
    many = ["a<b", Markup("<br>"), [Markup("<hr>"), "邻里"]]
    return environment.get_template(name).render(many=many, say=lambda word: word, **more)


def test_a_page_is_the_same_whoever_writes_it() -> None:
    assert told(DirectEnvironment) == told(Environment)
    assert "<b>a&lt;b1</b>" in told(DirectEnvironment) and "<b><br>2</b>" in told(DirectEnvironment)


def test_what_is_missing_is_still_an_error_that_names_its_line(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(PAGE, "broken", "\n\n{{ nobody(1) }}")
    with pytest.raises(UndefinedError, match="nobody") as raised:
        told(DirectEnvironment, "broken")
    assert raised.traceback[-2].lineno + 1 == 3 or raised.traceback[-1].lineno + 1 == 3


@pytest.mark.parametrize(
    "value", ["", "邻里", "a<b", "a b", 7, 1.5, None, True, Markup("<b>"), Kind.OPEN, Path("/a&b"), b"<"]
)
def test_values_are_escaped_as_ever(value: object) -> None:
    assert "".join([written(value)]) == str(escape(value))


def test_nothing_that_templates_call_wants_to_be_given_their_context() -> None:
    environment = build_environment({face: WEB / face / "templates" for face in FACES})
    called = [one for one in environment.globals.values() if callable(one)]
    assert isinstance(environment, DirectEnvironment) and len(called) > 10
    assert not [one for one in called if hasattr(one, "jinja_pass_arg")]
    assert hasattr(environment.filters["groupby"], "jinja_pass_arg"), "so it would be seen; a filter may"
