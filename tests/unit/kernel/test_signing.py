"""Signatures: one purpose, one text, one secret."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from linli.kernel.signing import Signer, body_print, new_token, token_print

FORMS, VISITS = Signer("secret", "forms"), Signer("secret", "visits")
texts = st.text(st.characters(exclude_categories=("Cs",)), max_size=60)


@given(text=texts)
def test_what_was_signed_is_read_back(text: str) -> None:
    assert FORMS.read(FORMS.sign(text)) == text


@given(text=texts)
def test_another_purpose_and_another_secret_never_read_it(text: str) -> None:
    signed = FORMS.sign(text)
    assert VISITS.read(signed) is None
    assert Signer("other secret", "forms").read(signed) is None
    assert FORMS.print_of(text) != VISITS.print_of(text)


@given(text=texts, place=st.integers(0, 200), other=st.characters(exclude_categories=("Cs",)))
def test_a_text_with_any_one_character_changed_is_not_read(text: str, place: int, other: str) -> None:
    signed = FORMS.sign(text)
    place %= len(signed)
    tampered = signed[:place] + other + signed[place + 1 :]
    assert FORMS.read(tampered) is None or tampered == signed


@pytest.mark.parametrize("signed", ["", ".", "text", "text.", ".x", "text.é", "a.b.c"])
def test_what_was_never_signed_is_not_read(signed: str) -> None:
    assert FORMS.read(signed) is None


def test_a_signature_does_not_move_to_a_longer_text() -> None:
    signed = FORMS.sign("a.b")
    assert FORMS.read("c." + signed) is None


def test_tokens_are_long_and_never_the_same_and_kept_only_as_prints() -> None:
    tokens = {new_token() for _ in range(500)}
    assert len(tokens) == 500
    assert min(map(len, tokens)) >= 43
    assert all(len(token_print(token)) == 32 for token in tokens)


def test_two_requests_have_one_print_only_if_all_their_parts_are_the_same() -> None:
    prints = {
        body_print("a", "b"),
        body_print("ab"),
        body_print("a", "b", ""),
        body_print("a", 1),
        body_print("a", "1"),
        body_print("a\x1fb"),
    }
    assert len(prints) == 6
    assert body_print("a", 1) == body_print("a", 1)
