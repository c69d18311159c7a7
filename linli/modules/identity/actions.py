"""Signing in and out, and who people are."""

import asyncio
import hmac
from collections.abc import Callable, Sequence
from uuid import UUID

import msgspec

from linli.kernel import ids, limits, signing, sql
from linli.kernel.database import Database, Work
from linli.kernel.refusals import NOT_FOUND
from linli.kernel.signing import Signer
from linli.modules import notices
from linli.modules.identity import credentials, nicknames, passwords, phones
from linli.modules.identity.model import SCOPES, IssuedToken, OperatorRole, Person, SignedIn
from linli.modules.identity.queries import NOBODY, person, person_of_phone
from linli.modules.identity.refusals import CODE_EXPIRED, CODE_WRONG, SCOPE_UNKNOWN, SIGN_IN_WRONG

SQL = sql.load(__file__)


class _Try(msgspec.Struct, frozen=True):
    code_print: bytes
    tries_left: int


async def count_code_request(work: Work, phone: str, address: str) -> None:
    """Count one request for a code: 5 an hour for a phone (E.164), 30 an hour for a network address.

    Give it a transaction of its own, committed before `send_sign_in_code`. Refuses: too_many_tries; a refused
    request is not counted.
    """
    await limits.count(work, credentials.CODES_PER_PHONE, phone)
    await limits.count(work, credentials.CODES_PER_ADDRESS, address)


async def send_sign_in_code(
    work: Work, market_id: int, phone: str, signer: Signer, write: Callable[[str], str]
) -> None:
    """Text a new six-digit code to a phone (E.164), known or not; `write` puts the code into words.

    Only the code's keyed print is kept. It lives ten minutes and five tries, and replaces the one before.
    Refuses nothing: count the request first (`count_code_request`).
    """
    code = credentials.new_sign_in_code()
    code_print = credentials.code_print(signer, phone, code)
    expires_at = work.now + credentials.CODE_LIFE
    await work.run(
        SQL.write_sign_in_code, signer.print_of(phone), code_print, credentials.CODE_TRIES, expires_at
    )
    await notices.send(work, market_id, phone, write(code))


async def sign_in_with_code(
    db: Database, phone: str, code: str, signer: Signer, *, language: str = ""
) -> SignedIn:
    """Use up the code of a phone (E.164). Who was not yet a member becomes one, under a friendly nickname.

    A wrong try is counted even though it is refused. Refuses: code_expired (none sent, too old, used up or
    out of tries), code_wrong(tries_left).
    """
    phone_print = signer.print_of(phone)
    given = credentials.code_print(signer, phone, credentials.read_sign_in_code(code))
    async with db.work() as work:
        attempt = await work.one(_Try, SQL.spend_try, phone_print, work.now)
        if attempt is not None and hmac.compare_digest(attempt.code_print, given):
            await work.run(SQL.use_up_code, phone_print)
            return await _known_or_new(work, phone, signer, language)
    if attempt is None:
        raise CODE_EXPIRED()
    raise CODE_WRONG(tries_left=attempt.tries_left)


async def sign_in_with_password(db: Database, phone: str, password: str, signer: Signer) -> SignedIn:
    """Sign in with phone (E.164) and password; takes the same time whether or not the phone is known.

    Refuses: too_many_tries (10 in 15 minutes for a phone), sign_in_wrong (phone unknown, no password set, or
    another one: they look the same).
    """
    async with db.work() as work:
        await limits.count(work, credentials.PASSWORDS_PER_PHONE, phone)
    async with db.read() as reader:
        found = await person_of_phone(reader, phone, signer)
        person_id = NOBODY if found is None else found.person_id
        known_hash = await reader.value(str, SQL.find_password_hash, person_id)
    if not await asyncio.to_thread(passwords.matches, known_hash, password) or found is None:
        raise SIGN_IN_WRONG()
    return SignedIn(found, new=False)


async def set_password(work: Work, person_id: UUID, password: str) -> None:
    """Let a person sign in with this password too, of 8 to 200 characters.

    Refuses: password_weak, not_found.
    """
    passwords.check_strength(password)
    password_hash = await asyncio.to_thread(passwords.hashed, password)
    if not await work.run(SQL.set_password_hash, person_id, password_hash):
        raise NOT_FOUND()


async def register_demo_person(
    work: Work,
    phone: str,
    nickname: str,
    password: str | None,
    signer: Signer,
    person_id: UUID | None = None,
    *,
    language: str = "",
) -> Person:
    """Put one of the demo's cast into the database; a second call gives the person who is there already.

    Without a password the person can sign in by code only.

    Refuses: nickname_invalid, password_weak.
    """
    nickname = nicknames.clean_nickname(nickname)
    if password is not None:
        passwords.check_strength(password)
    known = await person_of_phone(work, phone, signer)
    if known is not None:
        return known
    new_id = person_id or ids.uuid7()
    if await work.run(SQL.claim_phone, signer.print_of(phone), new_id):
        await _write_person(work, new_id, nickname, phone, language)
        if password is not None:
            await set_password(work, new_id, password)
    return await _of_claimed_phone(work, phone, signer)


async def rename(work: Work, person_id: UUID, nickname: str) -> Person:
    """Give a person the nickname they chose, of 1 to 30 characters. Refuses: nickname_invalid, not_found."""
    if not await work.run(SQL.set_nickname, person_id, nicknames.clean_nickname(nickname)):
        raise NOT_FOUND()
    return await person(work, person_id)


async def start_session(work: Work, person_id: UUID) -> str:
    """A new session of 90 days; gives the cookie's value, of whose secret only a print is kept."""
    session_id, secret = ids.uuid7(), signing.new_token()
    expires_at = work.now + credentials.SESSION_LIFE
    await work.run(
        SQL.write_session, person_id, session_id, signing.token_print(secret), work.now, expires_at
    )
    return credentials.write_cookie(person_id, session_id, secret)


async def end_session(work: Work, cookie: str) -> None:
    """Sign out: this cookie never signs anyone in again. A cookie that is none of ours changes nothing."""
    read = credentials.read_cookie(cookie)
    if read is not None:
        await work.run(SQL.end_session, read.person_id, read.session_id, read.token_print, work.now)


async def issue_token(work: Work, person_id: UUID, scopes: Sequence[str]) -> IssuedToken:
    """A bearer token of 30 days for programs of this person; a scope opens doors, it gives no role.

    Refuses: scope_unknown (none, or one that does not exist), not_found (no such person).
    """
    if not scopes or not set(scopes) <= set(SCOPES):
        raise SCOPE_UNKNOWN(known=", ".join(SCOPES))
    await person(work, person_id)
    token = credentials.TOKEN_PREFIX + signing.new_token()
    issued = IssuedToken(
        token, tuple(scope for scope in SCOPES if scope in scopes), work.now + credentials.TOKEN_LIFE
    )
    row = (signing.token_print(token), person_id, list(issued.scopes), work.now, issued.expires_at)
    await work.run(SQL.write_token, *row)
    return issued


async def end_token(work: Work, token: str) -> None:
    """Make a token worthless at once. One that is none of ours changes nothing."""
    await work.run(SQL.end_token, signing.token_print(token), work.now)


async def appoint_operator(work: Work, market_id: int, person_id: UUID, role: OperatorRole | str) -> None:
    """Let a person help to run a market, or change what they do there; written into the audit trail.

    Refuses: not_found (no such person).
    """
    wanted = OperatorRole(role)
    await person(work, person_id)
    await work.run(SQL.write_operator, market_id, person_id, wanted.value)
    await work.audit(market_id, "operator_appointed", str(person_id), role=wanted.value)


async def _known_or_new(work: Work, phone: str, signer: Signer, language: str) -> SignedIn:
    known = await person_of_phone(work, phone, signer)
    if known is not None:
        return SignedIn(known, new=False)
    person_id = ids.uuid7()
    new = await work.run(SQL.claim_phone, signer.print_of(phone), person_id) == 1
    if new:
        nickname = nicknames.friendly_nickname(language or phones.likely_language(phone))
        await _write_person(work, person_id, nickname, phone, language)
    return SignedIn(await _of_claimed_phone(work, phone, signer), new)


async def _write_person(work: Work, person_id: UUID, nickname: str, phone: str, language: str) -> None:
    spoken = language if language in ("zh", "en") else ""
    await work.run(SQL.write_person, person_id, nickname, phone, phones.tail(phone), spoken, work.now)


async def _of_claimed_phone(work: Work, phone: str, signer: Signer) -> Person:
    found = await person_of_phone(work, phone, signer)
    if found is None:
        raise RuntimeError("a claimed phone belongs to nobody")
    return found
