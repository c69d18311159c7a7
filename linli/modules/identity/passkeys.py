"""Passkeys (WebAuthn): what a device is asked, and whether its answer holds. No attestation is asked for.

A device signs a challenge of ours for one site. It must know its user (a finger, a face, a PIN), and it keeps
the key so that it can be found without a phone number.
"""

import hashlib
from collections.abc import Sequence
from datetime import timedelta
from typing import Any
from urllib.parse import urlsplit
from uuid import UUID

import msgspec
import webauthn
from webauthn.helpers import base64url_to_bytes, options_to_json_dict, parse_client_data_json
from webauthn.helpers.cose import COSEAlgorithmIdentifier
from webauthn.helpers.structs import (
    AuthenticatorSelectionCriteria,
    PublicKeyCredentialDescriptor,
    ResidentKeyRequirement,
    UserVerificationRequirement,
)

from linli.kernel import texts
from linli.kernel.limits import Limit
from linli.kernel.refusals import Refusal
from linli.kernel.signing import body_print
from linli.modules.identity.model import Person
from linli.modules.identity.refusals import PASSKEY_NAME_INVALID, PASSKEY_WRONG

LIFE = timedelta(minutes=5)
MOST = 20
LONGEST_NAME = 40
CHALLENGES_PER_ADDRESS = Limit("passkey challenge by address", 300, timedelta(hours=1))
# Generous: an answer is about 1 kB.
_LONGEST_ANSWER = 16_384
_LIFE_MS = int(LIFE.total_seconds() * 1000)
# Those of telephones and security keys, and RSA for Windows.
_ALGORITHMS = [
    COSEAlgorithmIdentifier.ECDSA_SHA_256,
    COSEAlgorithmIdentifier.EDDSA,
    COSEAlgorithmIdentifier.RSASSA_PKCS1_v1_5_SHA_256,
]


class Site(msgspec.Struct, frozen=True):
    """Where passkeys are made and used: the origin (`https://linli.example`) of the pages, and its name
    alone.
    """

    origin: str

    @property
    def name(self) -> str:
        return urlsplit(self.origin).hostname or ""


class _Response(msgspec.Struct, frozen=True, omit_defaults=True):
    client_data_json: str = msgspec.field(name="clientDataJSON")
    attestation_object: str = msgspec.field(name="attestationObject", default="")
    authenticator_data: str = msgspec.field(name="authenticatorData", default="")
    signature: str = ""
    user_handle: str = msgspec.field(name="userHandle", default="")


class _Answer(msgspec.Struct, frozen=True):
    id: str
    raw_id: str = msgspec.field(name="rawId")
    type: str
    response: _Response


class Answer(msgspec.Struct, frozen=True):
    """What a browser brought back, taken apart and not yet believed."""

    challenge: bytes
    credential_id: bytes
    owner: UUID | None
    told: dict[str, Any]

    @property
    def credential_print(self) -> bytes:
        return print_of_credential(self.credential_id)


class MadeKey(msgspec.Struct, frozen=True):
    """A new key: its public half as COSE, how often it has signed, and whether the owner's other devices have
    it.
    """

    credential_id: bytes
    public_key: bytes
    sign_count: int
    synced: bool


def clean_name(typed: str) -> str:
    """What the owner calls a passkey. Refuses: passkey_name_invalid (not 1 to 40 characters to be seen)."""
    try:
        return texts.line(typed, "name", LONGEST_NAME)
    except Refusal:
        raise PASSKEY_NAME_INVALID(longest=LONGEST_NAME) from None


def print_of_credential(credential_id: bytes) -> bytes:
    return hashlib.sha256(credential_id).digest()


def challenge_print(challenge: bytes, purpose: str, asker: str) -> bytes:
    """A challenge is good for one purpose, and for whoever asked for it: a session, or a browser."""
    return body_print("passkey challenge", purpose, asker, challenge)


def making(site: Site, person: Person, known: Sequence[bytes]) -> tuple[bytes, dict[str, Any]]:
    """A challenge, and the options of `navigator.credentials.create`; a device in `known` makes no second
    key.
    """
    options = webauthn.generate_registration_options(
        rp_id=site.name,
        rp_name="Linli 邻里",
        user_id=person.person_id.bytes,
        user_name=f"{person.nickname} · {person.phone_tail}",
        user_display_name=person.nickname,
        timeout=_LIFE_MS,
        authenticator_selection=AuthenticatorSelectionCriteria(
            resident_key=ResidentKeyRequirement.REQUIRED,
            user_verification=UserVerificationRequirement.REQUIRED,
        ),
        exclude_credentials=[PublicKeyCredentialDescriptor(id=one) for one in known],
        supported_pub_key_algs=_ALGORITHMS,
    )
    return options.challenge, options_to_json_dict(options)


def asking(site: Site) -> tuple[bytes, dict[str, Any]]:
    """A challenge, and the options of `navigator.credentials.get`: any key of this site will do."""
    options = webauthn.generate_authentication_options(
        rp_id=site.name, timeout=_LIFE_MS, user_verification=UserVerificationRequirement.REQUIRED
    )
    return options.challenge, options_to_json_dict(options)


def read_answer(text: str) -> Answer:
    """The parts of a credential as JSON (`PublicKeyCredential.toJSON`). Refuses: passkey_wrong."""
    if len(text) > _LONGEST_ANSWER:
        raise PASSKEY_WRONG()
    try:
        read = msgspec.json.decode(text, type=_Answer)
        handle = base64url_to_bytes(read.response.user_handle)
        return Answer(
            challenge=parse_client_data_json(base64url_to_bytes(read.response.client_data_json)).challenge,
            credential_id=base64url_to_bytes(read.raw_id),
            owner=UUID(bytes=handle) if handle else None,
            told=msgspec.to_builtins(read),
        )
    except Exception:  # whatever is wrong with what a stranger sent, the answer is the same
        raise PASSKEY_WRONG() from None


def made_key(answer: Answer, site: Site) -> MadeKey | None:
    """The key that a device made here, knowing its user; None if the answer does not hold."""
    try:
        made = webauthn.verify_registration_response(
            credential=answer.told,
            expected_challenge=answer.challenge,
            expected_rp_id=site.name,
            expected_origin=site.origin,
            require_user_verification=True,
            supported_pub_key_algs=_ALGORITHMS,
        )
    except Exception:  # the library tells of malformed bytes by many kinds of errors
        return None
    return MadeKey(
        made.credential_id, made.credential_public_key, made.sign_count, bool(made.credential_backed_up)
    )


def counted(answer: Answer, site: Site, public_key: bytes) -> int | None:
    """The device's counter, if it signed the challenge here and knew its user; None if the answer does not
    hold.

    Whether the counter has gone up is for whoever keeps it.
    """
    try:
        shown = webauthn.verify_authentication_response(
            credential=answer.told,
            expected_challenge=answer.challenge,
            expected_rp_id=site.name,
            expected_origin=site.origin,
            credential_public_key=public_key,
            credential_current_sign_count=0,
            require_user_verification=True,
        )
    except Exception:  # the library tells of malformed bytes by many kinds of errors
        return None
    return shown.new_sign_count
