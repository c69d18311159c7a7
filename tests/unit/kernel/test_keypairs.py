"""Ed25519 with the examples of RFC 8032, section 7.1."""

import pytest

from linli.kernel.keypairs import PrivateKey, PublicKey

EXAMPLES = [
    (
        "9d61b19deffd5a60ba844af492ec2cc44449c5697b326919703bac031cae7f60",
        "d75a980182b10ab7d54bfed3c964073a0ee172f3daa62325af021a68f707511a",
        "",
        "e5564300c360ac729086e2cc806e828a84877f1eb8e5d974d873e065224901555fb8821590a33bacc61e39701cf9b46b"
        "d25bf5f0595bbe24655141438e7a100b",
    ),
    (
        "4ccd089b28ff96da9db6c346ec114e0f5b8a319f35aba624da8cf6ed4fb8a6fb",
        "3d4017c3e843895a92b70aa74d1b7ebc9c982ccf2ec4968cc0cd55f12af4660c",
        "72",
        "92a009a9f0d4cab8720e820b5f642540a2b27b5416503f8fb3762223ebdb69da085ac1e43e15996e458f3613d0f11d8c"
        "387b2eaeb4302aeeb00d291612bb0c00",
    ),
]


@pytest.mark.parametrize(("secret", "public", "message", "signature"), EXAMPLES)
def test_the_examples_of_the_standard_sign_and_verify(
    secret: str, public: str, message: str, signature: str
) -> None:
    key = PrivateKey(bytes.fromhex(secret))
    assert key.public.raw.hex() == public
    assert key.sign(bytes.fromhex(message)).hex() == signature
    assert PublicKey(bytes.fromhex(public)).verifies(bytes.fromhex(signature), bytes.fromhex(message))


def test_another_message_key_or_signature_does_not_verify() -> None:
    key, other = PrivateKey.new(), PrivateKey.new()
    signature = key.sign(b"noodles")
    assert key.public.verifies(signature, b"noodles")
    assert not key.public.verifies(signature, b"noodle")
    assert not other.public.verifies(signature, b"noodles")
    assert not key.public.verifies(signature[:-1], b"noodles")
    assert not key.public.verifies(bytes(64), b"noodles")


def test_a_private_key_is_read_back_from_its_bytes_and_prints_as_none() -> None:
    key = PrivateKey.new()
    assert PrivateKey(key.secret()).public.raw == key.public.raw
    assert key.secret().hex() not in f"{key!r} {key!s}"


@pytest.mark.parametrize("raw", [b"", b"short", bytes(33)])
def test_what_has_another_size_is_no_key(raw: bytes) -> None:
    for kind in (PrivateKey, PublicKey):
        with pytest.raises(ValueError, match="32"):
            kind(raw)
