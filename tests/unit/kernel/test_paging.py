"""Cursors: what a page hands out it takes back, and nothing else."""

from uuid import UUID

import pytest
from hypothesis import given
from hypothesis import strategies as st

from linli.kernel.paging import LAST_ID, page_of, read_cursor, write_cursor
from linli.kernel.refusals import Refusal


@given(last=st.uuids())
def test_a_cursor_is_read_back(last: UUID) -> None:
    assert read_cursor(write_cursor(last)) == last


@pytest.mark.parametrize("cursor", [None, ""])
def test_no_cursor_is_before_everything(cursor: str | None) -> None:
    assert read_cursor(cursor) == LAST_ID


@pytest.mark.parametrize("cursor", ["x", "AAAA", "é" * 22, "!!!!", "A" * 23, "A" * 4000, "\x00" * 22])
def test_a_cursor_that_nobody_wrote_is_refused(cursor: str) -> None:
    with pytest.raises(Refusal) as refused:
        read_cursor(cursor)
    assert (refused.value.code, refused.value.params) == ("invalid", {"field": "cursor"})


@given(cursor=st.text(max_size=60))
def test_any_text_is_a_cursor_or_refused_and_never_an_error(cursor: str) -> None:
    try:
        assert isinstance(read_cursor(cursor), UUID)
    except Refusal as refusal:
        assert refusal.code == "invalid"


@given(count=st.integers(0, 12), size=st.integers(1, 6))
def test_a_page_has_a_next_one_only_if_a_row_is_left(count: int, size: int) -> None:
    rows = [UUID(int=number) for number in range(count, 0, -1)]
    page = page_of(rows[: size + 1], size, lambda row: row)
    assert page.items == rows[:size]
    assert (page.next_cursor is None) is (count <= size)
    if page.next_cursor:
        assert read_cursor(page.next_cursor) == rows[size - 1]
