"""What a foreign code looks like, and how a use may move."""

import re
from pathlib import Path

import pytest

from linli.modules.foreign_vouchers.model import UseState
from linli.modules.foreign_vouchers.moves import LEGAL
from linli.modules.foreign_vouchers.providers.douyin import Douyin
from linli.modules.foreign_vouchers.statements import SQL

DOUYIN = Douyin("https://open.douyin.com", "https://v.douyin.com")


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("123456789012", "123456789012"),
        ("123456789012345", "123456789012345"),
        (" 1234 5678-9012 ", "123456789012"),
        ("１２３４５６７８９０１２", "123456789012"),
        ("https://v.douyin.com/eHHc1ft/", "https://v.douyin.com/eHHc1ft/"),
        ("HTTPS://V.DOUYIN.COM/eHHc1ft", "https://v.douyin.com/eHHc1ft"),
        ("https://v.douyin.com/eHHc1ft/?a=b#c", "https://v.douyin.com/eHHc1ft/"),
    ],
)
def test_a_code_or_link_of_the_platform_is_recognized(text: str, code: str) -> None:
    assert DOUYIN.reads(text) == code


@pytest.mark.parametrize(
    "text",
    [
        *("", "12345678901", "1234567890123", "12345678901x", "LINLI1:ABC", "7K3MQ9XW2RTB4HNP"),
        *("http://v.douyin.com/eHHc1ft/", "https://v.douyin.com.evil.example/eHHc1ft/"),
        *("https://v.douyin.com@evil.example/x", "https://evil.example/https://v.douyin.com/x"),
        *("https://v.douyin.com/a/../b/", "https://v.douyin.com/", "https://[v.douyin.com/x"),
        *("https://v.douyin.com:8443/x", "https://user@v.douyin.com/x", "https://v.douyin.com/" + "a" * 65),
    ],
)
def test_anything_else_is_asked_nowhere(text: str) -> None:
    assert DOUYIN.reads(text) is None


def test_every_statement_makes_a_legal_move() -> None:
    made = set()
    for statement in SQL.all():
        if Path(statement.path).name != "uses.sql" or "SET state" not in statement.text:
            continue
        to = re.findall(r"SET state = (?:'(\w+)'|\$3)", statement.text)[0]
        own = statement.text[statement.text.index("SET state") :]
        before = re.findall(r"\b[ue]\.state = '(\w+)'", own)
        ends = [to] if to else ["denied", "not_taken"]
        assert before, statement.name
        made |= {(UseState(one), UseState(end)) for one in before for end in ends}
    assert made == {(one, end) for one, ends in LEGAL.items() for end in ends}
