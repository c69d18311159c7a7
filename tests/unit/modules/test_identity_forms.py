"""Phones, nicknames, codes, cookies and passwords: their forms, without a database."""

from uuid import UUID

import pytest

from linli.kernel.refusals import Refusal
from linli.kernel.signing import Signer
from linli.modules import identity
from linli.modules.identity import credentials, nicknames, passwords, phones

PERSON = UUID("01936f3a-0000-7000-8000-000000000001")
SESSION = UUID("01936f3a-0000-7000-8000-000000000002")


@pytest.mark.parametrize(
    ("typed", "country", "phone"),
    [
        ("040 123 4567", "FI", "+358401234567"),
        ("+358 40 123 4567", "CN", "+358401234567"),
        ("138 0013 8000", "CN", "+8613800138000"),
        ("１３８００１３８０００", "CN", "+8613800138000"),
        ("+86-138-0013-8000", "fi", "+8613800138000"),
    ],
)
def test_a_typed_phone_becomes_one_number_however_it_is_written(typed: str, country: str, phone: str) -> None:
    assert identity.normal_phone(typed, country) == phone


@pytest.mark.parametrize(
    "typed",
    ["", "abc", "12", "+358", "040 123 4567 ext 9", "+999 123456789", "1" * 500, "999999999999999999"],
)
def test_a_phone_that_cannot_be_one_is_refused(typed: str) -> None:
    with pytest.raises(Refusal, match="phone_invalid") as refused:
        identity.normal_phone(typed, "FI")
    assert refused.value.params == {}


def test_a_new_neighbor_gets_a_friendly_name_in_their_language() -> None:
    assert nicknames.friendly_nickname("zh").startswith("邻居")
    assert nicknames.friendly_nickname("en").startswith("Neighbor ")
    assert len({nicknames.friendly_nickname("zh") for _ in range(50)}) > 25


def test_the_owner_of_a_chinese_number_is_greeted_in_chinese() -> None:
    assert phones.likely_language("+8613800138000") == "zh"
    assert phones.likely_language("+358401234567") == "en"


def test_a_chosen_nickname_is_tidied() -> None:
    assert nicknames.clean_nickname("  Aino \n from  Kallio ") == "Aino from Kallio"


@pytest.mark.parametrize("typed", ["", "   ", "x" * 31, "A\u202eb", "a\u200bb", "\x00"])
def test_a_nickname_that_cannot_be_seen_or_is_too_long_is_refused(typed: str) -> None:
    with pytest.raises(Refusal, match="nickname_invalid"):
        nicknames.clean_nickname(typed)


def test_a_code_is_six_digits_and_drawn_by_lot() -> None:
    codes = {credentials.new_sign_in_code() for _ in range(200)}
    assert all(len(code) == 6 and code.isascii() and code.isdigit() for code in codes)
    assert len(codes) > 190


@pytest.mark.parametrize("typed", ["012345", " 012 345 ", "012-345", "０１２３４５"])
def test_a_code_is_read_however_it_is_typed(typed: str) -> None:
    assert credentials.read_sign_in_code(typed) == "012345"


def test_the_print_of_a_code_belongs_to_its_phone_and_its_key() -> None:
    ours, other = Signer("a", "phones"), Signer("b", "phones")
    prints = {
        credentials.code_print(ours, "+358401234567", "012345"),
        credentials.code_print(ours, "+358401234568", "012345"),
        credentials.code_print(ours, "+358401234567", "012346"),
        credentials.code_print(other, "+358401234567", "012345"),
        ours.print_of("+358401234567"),
    }
    assert len(prints) == 5


def test_a_cookie_is_read_back_with_its_secret_as_a_print_only() -> None:
    secret = "s" * 43
    cookie = credentials.write_cookie(PERSON, SESSION, secret)
    assert cookie == f"{PERSON.hex}.{SESSION.hex}.{secret}"
    read = credentials.read_cookie(cookie)
    assert read is not None
    assert (read.person_id, read.session_id, len(read.token_print)) == (PERSON, SESSION, 32)
    assert secret.encode() not in read.token_print


@pytest.mark.parametrize(
    "cookie",
    [
        "",
        "..",
        f"{PERSON}.{SESSION}.{'s' * 43}",
        f"{PERSON.hex}.{SESSION.hex}",
        f"{PERSON.hex}.{SESSION.hex}.",
        f"{PERSON.hex}.{SESSION.hex}.{'s' * 43}\n",
        f"{PERSON.hex}.{SESSION.hex}.{'ü' * 43}",
        "x" * 10_000,
    ],
)
def test_what_has_not_the_form_of_a_cookie_is_none(cookie: str) -> None:
    assert credentials.read_cookie(cookie) is None


def test_a_password_matches_itself_and_nothing_else() -> None:
    kept = passwords.hashed("three small boats")
    assert kept.startswith("$argon2id$")
    assert passwords.matches(kept, "three small boats")
    assert not passwords.matches(kept, "three small boat")
    assert not passwords.matches(kept, "three small boats" + "x" * 300)


def test_a_password_typed_on_another_keyboard_is_the_same() -> None:
    assert passwords.matches(passwords.hashed("cafe\u0301 ole ole"), "caf\u00e9 ole ole")


@pytest.mark.parametrize("given", ["nobody\x00signs", "half \ud83d of a pair", "x" * 100_000])
def test_what_no_keyboard_types_is_simply_not_the_password(given: str) -> None:
    assert not passwords.matches(passwords.hashed("three small boats"), given)


@pytest.mark.parametrize("kept", [None, "", "not a hash"])
def test_without_a_hash_no_password_matches(kept: str | None) -> None:
    assert not passwords.matches(kept, "nobody signs in with this")


@pytest.mark.parametrize(
    "password",
    ["", "1234567", "x" * 201, " " * 8, "\u3000\u00a0" * 8, "\u200b" * 8, "eight\x00and", "tab\tand more",
     "half \ud83d of a pair"],
)  # fmt: skip
def test_a_password_of_the_wrong_length_or_that_cannot_be_seen_or_typed_is_weak(password: str) -> None:
    with pytest.raises(Refusal, match="password_weak") as refused:
        passwords.check_strength(password)
    assert refused.value.params == {"shortest": 8, "longest": 200}


def test_records_that_hold_secrets_do_not_show_them() -> None:
    from linli.kernel import clock

    issued = identity.IssuedToken("linli_secret", ("consumer",), clock.now())
    assert "secret" not in repr(issued)
