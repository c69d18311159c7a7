"""Heads as an auditor notes them: typed, or kept as an earlier audit's JSON."""

import json
from argparse import Namespace
from pathlib import Path

import pytest

from linli.cli.heads import Head, noted

MARK, OTHER = "ab" * 32, "0f" * 32


def given(*heads: str, files: tuple[Path, ...] = (), market: str | None = None) -> Namespace:
    return Namespace(head=list(heads), noted=[str(one) for one in files], market=market)


def test_typed_heads_and_those_of_files_are_put_together_by_market(tmp_path: Path) -> None:
    file = tmp_path / "earlier.json"
    told = [
        {"market": "hangzhou", "height": 4, "hash": MARK},
        {"market": "helsinki", "height": 0, "hash": OTHER},
    ]
    file.write_text(json.dumps({"fine": False, "ms": 3, "heads": told, "answers": []}), "utf-8")
    found = noted(given(f"hangzhou:7:{OTHER.upper()}", f"hangzhou:4:{MARK}", files=(file,)))
    assert found == {
        "hangzhou": [Head("hangzhou", 4, MARK), Head("hangzhou", 7, OTHER)],
        "helsinki": [Head("helsinki", 0, OTHER)],
    }


def test_nothing_noted_is_nothing() -> None:
    assert noted(Namespace(head=None, noted=None, market=None)) == {}


@pytest.mark.parametrize(
    "text",
    [
        "", "hangzhou", MARK, f"7:{MARK}", f":7:{MARK}", f"hangzhou:-1:{MARK}", f"hangzhou:x:{MARK}",
        f"hangzhou::{MARK}", f"hangzhou:7:{MARK[:-1]}", f"hangzhou:7:{MARK}0", f"hangzhou:7:{'g' * 64}",
        f"hangzhou:{2**31}:{MARK}", f"hangzhou:{'9' * 40}:{MARK}", f"hangzhou:\u0667:{MARK}",
    ],
)  # fmt: skip
def test_what_is_no_head_is_refused_with_its_text(text: str) -> None:
    with pytest.raises(ValueError, match="MARKET:HEIGHT:HASH"):
        noted(given(text))


@pytest.mark.parametrize(
    "text",
    ["", "{}", "[]", "nonsense", '{"heads": []}', '{"heads": [{"market": "a", "height": -1, "hash": "00"}]}',
     '{"fine": true, "answers": []}', f'{{"heads": [{{"market": "a", "height": "1", "hash": "{MARK}"}}]}}'],
)  # fmt: skip
def test_a_file_that_no_audit_wrote_is_refused_with_its_name(text: str, tmp_path: Path) -> None:
    file = tmp_path / "notes.json"
    file.write_text(text, "utf-8")
    with pytest.raises(ValueError, match=r"notes\.json"):
        noted(given(files=(file,)))


def test_a_typed_head_of_a_market_that_is_not_audited_is_refused() -> None:
    with pytest.raises(ValueError, match="only helsinki is audited"):
        noted(given(f"hangzhou:7:{MARK}", market="helsinki"))
