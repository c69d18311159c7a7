"""Ids and codes: growing, unguessable, and read back from what people make of them."""

import uuid
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta

from hypothesis import given
from hypothesis import strategies as st

from linli.kernel import ids

bodies = st.text(ids.ALPHABET, min_size=1, max_size=19)
digits = st.text("0123456789", min_size=1, max_size=19)


def test_uuid7_grows_and_never_repeats_within_a_process() -> None:
    made = [ids.uuid7() for _ in range(20_000)]
    assert made == sorted(set(made))


def test_uuid7_made_by_many_threads_are_all_different() -> None:
    with ThreadPoolExecutor(8) as threads:
        made = [
            one
            for batch in threads.map(lambda _: [ids.uuid7() for _ in range(2_000)], range(8))
            for one in batch
        ]
    assert len(set(made)) == 16_000


def test_uuid7_says_its_version_variant_and_moment() -> None:
    before = datetime.now(UTC)
    one = ids.uuid7()
    assert (one.version, one.variant) == (7, uuid.RFC_4122)
    assert abs(ids.time_of(one) - before) < timedelta(seconds=1)


def test_a_derived_id_follows_from_its_parts_and_their_order() -> None:
    assert ids.derived("a", 1) == ids.derived("a", "1")
    assert (
        len({ids.derived("a", "b"), ids.derived("b", "a"), ids.derived("ab"), ids.derived("a", "b", "")}) == 4
    )


@given(body=bodies)
def test_a_code_with_any_one_character_changed_is_noticed(body: str) -> None:
    code = body + ids.check_character(body)
    for place in range(len(code)):
        for other in ids.ALPHABET.replace(code[place], ""):
            assert ids.read_code(code[:place] + other + code[place + 1 :], len(code)) is None


@given(body=bodies)
def test_a_code_with_two_neighbors_swapped_is_noticed_but_for_the_one_known_pair(body: str) -> None:
    code = body + ids.check_character(body)
    for place in range(len(code) - 1):
        pair = code[place : place + 2]
        swapped = code[:place] + pair[::-1] + code[place + 2 :]
        read = ids.read_code(swapped, len(code))
        assert read == (swapped if pair[0] == pair[1] or set(pair) == {"0", "Z"} else None)


@given(body=bodies, spaces=st.lists(st.sampled_from([" ", "-", "", "  "]), min_size=20, max_size=20))
def test_a_code_is_read_in_any_case_and_spacing_with_its_lookalikes(body: str, spaces: list[str]) -> None:
    code = body + ids.check_character(body)
    typed = "".join(s + c for s, c in zip(spaces, code, strict=False)).lower()
    assert ids.read_code(typed, len(code)) == code
    assert ids.read_code(typed.replace("0", "o").replace("1", "l"), len(code)) == code
    assert ids.read_code(typed.replace("0", "O").replace("1", "I"), len(code)) == code


@given(typed=st.text(max_size=40))
def test_whatever_is_typed_is_a_code_or_nothing_and_never_an_error(typed: str) -> None:
    read = ids.read_code(typed, 16)
    assert read is None or (len(read) == 16 and set(read) <= set(ids.ALPHABET))
    number = ids.read_number(typed, 12)
    assert number is None or len(number) == 12


def test_new_codes_are_well_formed_and_all_different() -> None:
    codes = {ids.new_code(16) for _ in range(2_000)}
    assert len(codes) == 2_000
    assert all(ids.read_code(ids.grouped(code), 16) == code for code in codes)


def test_a_code_of_another_length_is_nothing() -> None:
    code = ids.new_code(16)
    assert ids.read_code(code[:-1], 16) is None
    assert ids.read_code(code + "0", 16) is None


@given(length=st.integers(3, 19))
def test_a_new_number_is_read_back_and_does_not_start_with_zero(length: int) -> None:
    number = ids.new_number(length)
    assert number[0] != "0"
    assert ids.read_number(ids.grouped(number), length) == number


def test_a_number_with_any_one_digit_changed_is_noticed() -> None:
    for _ in range(50):
        number = ids.new_number(12)
        for place in range(12):
            for other in "0123456789".replace(number[place], ""):
                assert ids.read_number(number[:place] + other + number[place + 1 :], 12) is None


def test_a_number_in_other_scripts_digits_is_nothing() -> None:
    assert ids.read_number("１２３４５６７８９０１２", 12) is None
