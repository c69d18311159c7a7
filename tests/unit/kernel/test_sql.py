"""Named SQL: split at its names, with a reason each, and loud about what is missing."""

from pathlib import Path

import pytest

from linli.kernel import sql

TWO = """-- A file may say something first.

-- name: find_one
-- One row
-- by key.
SELECT 1
-- inside
WHERE true;

-- name: find_all
-- All of them.
SELECT 2
"""


def test_statements_have_their_names_reasons_and_text() -> None:
    one, two = sql.parse(TWO, "shop.sql")
    assert (one.name, one.why, one.path) == ("find_one", "One row by key.", "shop.sql")
    assert one.text == "/* find_one */ SELECT 1\n-- inside\nWHERE true"
    assert (two.name, two.text) == ("find_all", "/* find_all */ SELECT 2")


@pytest.mark.parametrize(
    "source", ["-- name: bare\nSELECT 1", "-- name: empty\n-- Why.\n", "-- name: nothing\n"]
)
def test_a_statement_without_a_reason_or_a_text_is_refused(source: str) -> None:
    with pytest.raises(ValueError, match="needs a sentence of why"):
        sql.parse(source, "shop.sql")


def test_files_beside_a_module_and_in_its_folder_are_loaded_together(tmp_path: Path) -> None:
    (tmp_path / "sql").mkdir()
    (tmp_path / "a.sql").write_text("-- name: one\n-- Why.\nSELECT 1", "utf-8")
    (tmp_path / "sql" / "b.sql").write_text("-- name: two\n-- Why.\nSELECT 2", "utf-8")
    (tmp_path / "schema.sql").write_text("-- name: three\n-- Why.\nSELECT 3", "utf-8")
    loaded = sql.load(str(tmp_path / "actions.py"))
    assert [statement.name for statement in loaded.all()] == ["one", "two"]
    assert loaded.two.text.endswith("SELECT 2")
    with pytest.raises(AttributeError, match="three"):
        _ = loaded.three


def test_a_name_that_is_taken_is_refused(tmp_path: Path) -> None:
    for name in ("a.sql", "b.sql"):
        (tmp_path / name).write_text("-- name: one\n-- Why.\nSELECT 1", "utf-8")
    with pytest.raises(ValueError, match="the name one is taken"):
        sql.load(str(tmp_path / "actions.py"))
