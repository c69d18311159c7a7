"""One-time codes: counting who asks, texting them, using them up."""

import hmac
from collections.abc import Callable
from uuid import UUID

import msgspec

from linli.kernel import limits
from linli.kernel.database import Work
from linli.kernel.refusals import Refusal
from linli.kernel.signing import Signer
from linli.modules import notices
from linli.modules.identity import credentials
from linli.modules.identity.credentials import CodeFor
from linli.modules.identity.queries import phone_of
from linli.modules.identity.refusals import CODE_EXPIRED, CODE_WRONG
from linli.modules.identity.statements import SQL


class _Try(msgspec.Struct, frozen=True):
    code_print: bytes
    tries_left: int


async def count_code_request(work: Work, phone: str, address: str) -> None:
    """Count one request for a code: 5 an hour for a phone (E.164), 30 an hour for a network address.

    In the transaction that sends the code, so that what is counted is what was sent. Refuses: too_many_tries;
    a refused request is not counted.
    """
    await limits.count(work, credentials.CODES_PER_PHONE, phone)
    await limits.count(work, credentials.CODES_PER_ADDRESS, limits.network_of(address))


async def send_sign_in_code(
    work: Work, market_id: int, phone: str, signer: Signer, write: Callable[[str], str]
) -> None:
    """Text a new six-digit code to a phone (E.164), known or not; `write` puts the code into words.

    Only the code's keyed print is kept. It lives ten minutes and five tries, and replaces the one before.
    Refuses nothing: count the request first (`count_code_request`).
    """
    await _send(work, market_id, phone, CodeFor.SIGN_IN, signer, write)


async def send_password_code(
    work: Work, market_id: int, person_id: UUID, address: str, signer: Signer, write: Callable[[str], str]
) -> None:
    """Text a person a code with which they set a new password; it signs nobody in.

    Counted like every code, for their phone and for the network address that asks. Refuses: not_found,
    too_many_tries.
    """
    phone = await phone_of(work, person_id)
    await count_code_request(work, phone, address)
    await _send(work, market_id, phone, CodeFor.PASSWORD, signer, write)


async def send_proof_code(
    work: Work, market_id: int, person_id: UUID, address: str, signer: Signer, write: Callable[[str], str]
) -> None:
    """Text a person a code with which they show once more who they are; it opens nothing else.

    Counted and refused as `send_password_code`.
    """
    phone = await phone_of(work, person_id)
    await count_code_request(work, phone, address)
    await _send(work, market_id, phone, CodeFor.PROOF, signer, write)


async def spend_code(work: Work, phone: str, typed: str, purpose: CodeFor, signer: Signer) -> Refusal | None:
    """Take one try at the phone's code, and use the code up where it is right: None.

    Otherwise the refusal, to be raised once the try is committed: code_expired (none sent, too old, used up
    or out of tries), code_wrong(tries_left).
    """
    place = credentials.code_place(signer, phone, purpose)
    given = credentials.code_print(signer, phone, credentials.read_sign_in_code(typed))
    attempt = await work.one(_Try, SQL.spend_try, place, work.now)
    if attempt is None:
        return CODE_EXPIRED()
    if not hmac.compare_digest(attempt.code_print, given):
        return CODE_WRONG(tries_left=attempt.tries_left)
    await work.run(SQL.use_up_code, place)
    return None


async def _send(
    work: Work, market_id: int, phone: str, purpose: CodeFor, signer: Signer, write: Callable[[str], str]
) -> None:
    code = credentials.new_sign_in_code()
    place = credentials.code_place(signer, phone, purpose)
    code_print = credentials.code_print(signer, phone, code)
    expires_at = work.now + credentials.CODE_LIFE
    await work.run(SQL.write_sign_in_code, place, code_print, credentials.CODE_TRIES, expires_at)
    await notices.send(work, market_id, phone, write(code))
