"""Passes and calendar entries, as programs that are not ours read them: icalendar, zipfile, openssl."""

import base64
import hashlib
import io
import json
import re
import subprocess
import zipfile
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any

import icalendar
import msgspec
import pytest
from cryptography import x509
from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import padding
from hypothesis import given
from hypothesis import strategies as st

from linli.api import words
from linli.kernel.settings import Settings
from linli.modules import passes
from linli.modules.passes import calendars
from linli.services import wallets_of
from tests import pass_keys

NOW = datetime.now(UTC).replace(microsecond=0)
SHANGHAI = "Asia/Shanghai"
# The last moment of 31 December in Shanghai, as vouchers end.
NEW_YEAR = datetime(2026, 12, 31, 16, 0, tzinfo=UTC)
BEFORE = datetime(2026, 11, 1, 4, 30, tzinfo=UTC)
TOKEN = "LINLI1:" + "7WE4" * 90
VOUCHER = passes.Carried(
    name="01990000-0000-7000-8000-000000000001-1",
    language="zh-Hans",
    market="杭州",
    title="双人套餐，含茶；限堂食",
    code="7K3M Q9XW 2RTB 4HNP",
    qr=TOKEN,
    places=(passes.Place("望街面馆", "望街 1 号, 近西湖", 30.2404, 120.1681),),
    valid_from=BEFORE,
    valid_until=NEW_YEAR,
    timezone=SHANGHAI,
    url="https://linli.example/hangzhou/vouchers/01990000-0000-7000-8000-000000000001",
)


def say(key: str, /, **values: object) -> str:
    return words.say("zh", key, values)


def settings(**changes: str) -> Settings:
    return Settings(**{**pass_keys.settings(NOW), **changes})


# Calendar


def events(entry: bytes) -> list[Any]:
    return list(icalendar.Calendar.from_ical(entry).walk("VEVENT"))


def test_an_entry_is_the_last_day_on_which_the_voucher_can_be_used() -> None:
    [event] = events(passes.calendar_of(VOUCHER, say, BEFORE))
    assert (event["DTSTART"].dt, event["DTEND"].dt) == (date(2026, 12, 31), date(2027, 1, 1))
    assert str(event["SUMMARY"]) == f"最后一天：{VOUCHER.title}"
    assert str(event["LOCATION"]) == "望街面馆, 望街 1 号, 近西湖"
    assert event["DTSTAMP"].dt == BEFORE
    assert event["UID"].endswith("-last@linli.example")
    alarms = [alarm["TRIGGER"].dt for alarm in event.walk("VALARM")]
    assert alarms == [timedelta(days=-3, hours=10), timedelta(hours=10)]


def test_a_voucher_that_ends_within_a_day_ends_on_that_day() -> None:
    noon = msgspec.structs.replace(VOUCHER, valid_until=datetime(2026, 12, 31, 4, 0, tzinfo=UTC))
    assert events(passes.calendar_of(noon, say, BEFORE))[0]["DTSTART"].dt == date(2026, 12, 31)


def test_one_that_cannot_be_used_yet_has_a_first_day_too() -> None:
    later = msgspec.structs.replace(VOUCHER, valid_from=datetime(2026, 12, 23, 16, 0, tzinfo=UTC))
    first, last = events(passes.calendar_of(later, say, BEFORE))
    assert (first["DTSTART"].dt, last["DTSTART"].dt) == (date(2026, 12, 24), date(2026, 12, 31))
    assert first["UID"] != last["UID"]


def test_an_entry_says_no_code() -> None:
    entry = passes.calendar_of(VOUCHER, say, BEFORE).decode()
    assert not any(secret in entry for secret in (VOUCHER.code, VOUCHER.code.replace(" ", ""), TOKEN[:20]))


@given(st.text(st.characters(codec="utf-8", exclude_categories=["Cs"]), max_size=120))
def test_whatever_a_title_is_made_of_comes_out_as_it_went_in(title: str) -> None:
    entry = passes.calendar_of(msgspec.structs.replace(VOUCHER, title=title), say, BEFORE)
    lines = entry.split(b"\r\n")
    assert max(map(len, lines)) <= calendars.LONGEST
    assert all(line.decode() is not None and b"\n" not in line and b"\r" not in line for line in lines)
    unfolded = entry.replace(b"\r\n ", b"").decode().split("\r\n")
    summary = next(line for line in unfolded if line.startswith("SUMMARY:")).removeprefix("SUMMARY:")
    plain = title.replace("\r\n", "\n").replace("\r", "\n")
    wanted = "".join(sign for sign in plain if sign >= " " or sign in "\n\t")
    assert read_text(summary) == f"最后一天：{wanted}"
    assert len(events(entry)) == 1


def read_text(value: str) -> str:
    """A TEXT value as RFC 5545 reads it."""
    return re.sub(r"\\(.)", lambda found: "\n" if found[1] in "nN" else found[1], value)


# Apple


def bundle(voucher: passes.Carried = VOUCHER) -> dict[str, bytes]:
    wallet = wallets_of(settings()).apple_at(NOW)
    assert wallet is not None
    with zipfile.ZipFile(io.BytesIO(wallet.bundle(voucher, say))) as archive:
        assert archive.testzip() is None
        return {name: archive.read(name) for name in archive.namelist()}


def openssl_says(files: dict[str, bytes], folder: Path, authority: x509.Certificate) -> bool:
    """Whether openssl believes the detached signature of the manifest, trusting this authority alone."""
    for name in ("manifest.json", "signature"):
        (folder / name).write_bytes(files[name])
    (folder / "authority.pem").write_bytes(authority.public_bytes(serialization.Encoding.PEM))
    command = "openssl cms -verify -binary -inform DER -in signature -content manifest.json -purpose any"
    command += " -CAfile authority.pem -out said"
    done = subprocess.run(command.split(), cwd=folder, capture_output=True, check=False)
    return done.returncode == 0 and (folder / "said").read_bytes() == files["manifest.json"]


def test_a_bundle_has_every_file_in_its_manifest_and_openssl_believes_the_signature(tmp_path: Path) -> None:
    files = bundle()
    digests = json.loads(files["manifest.json"])
    signed = files.keys() - {"manifest.json", "signature"}
    assert digests == {name: hashlib.sha1(files[name]).hexdigest() for name in signed}
    assert {"pass.json", "icon.png", "icon@2x.png", "icon@3x.png"} <= signed
    assert openssl_says(files, tmp_path, pass_keys.authority(NOW))


def test_openssl_believes_neither_a_changed_manifest_nor_another_authority(tmp_path: Path) -> None:
    files = bundle()
    assert not openssl_says(files, tmp_path, pass_keys.authority(NOW, "stranger"))
    changed = files | {"manifest.json": files["manifest.json"].replace(b"0", b"1", 1)}
    assert not openssl_says(changed, tmp_path, pass_keys.authority(NOW))


def test_a_pass_shows_the_signed_code_ends_with_the_voucher_and_names_who_signed() -> None:
    shown = json.loads(bundle()["pass.json"])
    assert shown["barcodes"] == [
        {
            "format": "PKBarcodeFormatQR",
            "message": TOKEN,
            "messageEncoding": "iso-8859-1",
            "altText": VOUCHER.code,
        }
    ]
    assert (shown["passTypeIdentifier"], shown["teamIdentifier"]) == (pass_keys.PASS_TYPE, pass_keys.TEAM)
    assert shown["serialNumber"] == VOUCHER.name
    assert shown["expirationDate"] == "2026-12-31T23:59:59+08:00"
    assert shown["sharingProhibited"] is True
    assert shown["locations"][0]["relevantText"] == "您有一张望街面馆的券"
    assert shown["coupon"]["primaryFields"][0]["value"] == VOUCHER.title


def test_no_pass_is_made_after_the_certificate_has_ended() -> None:
    wallets = wallets_of(settings())
    assert wallets.apple
    assert wallets.apple_at(wallets.apple.good_until - timedelta(seconds=1))
    assert wallets.apple_at(wallets.apple.good_until) is None


# Google


def token() -> str:
    wallet = wallets_of(settings()).google
    assert wallet is not None
    link = wallet.link(VOUCHER, say, NOW)
    assert link.startswith("https://pay.google.com/gp/v/save/")
    return link.rsplit("/", 1)[-1]


def decoded(part: str) -> bytes:
    return base64.urlsafe_b64decode(part + "=" * (-len(part) % 4))


def test_a_link_carries_the_pass_signed_by_the_service_account() -> None:
    head, body, signature = token().split(".")
    assert json.loads(decoded(head)) == {"alg": "RS256", "typ": "JWT"}
    public = pass_keys.key("google").public_key()
    checked = (padding.PKCS1v15(), hashes.SHA256())
    public.verify(decoded(signature), f"{head}.{body}".encode(), *checked)
    with pytest.raises(InvalidSignature):
        public.verify(decoded(signature), f"{head}.{body[:-1]}".encode(), *checked)
    claims = json.loads(decoded(body))
    assert (claims["iss"], claims["aud"], claims["typ"]) == (pass_keys.CLIENT, "google", "savetowallet")
    assert claims["iat"] == int(NOW.timestamp())
    [kind], [made] = claims["payload"]["genericClasses"], claims["payload"]["genericObjects"]
    assert made["classId"] == kind["id"] == f"{pass_keys.ISSUER}.linli-voucher"
    assert made["id"] == f"{pass_keys.ISSUER}.{VOUCHER.name}"
    assert made["barcode"] == {"type": "QR_CODE", "value": TOKEN, "alternateText": VOUCHER.code}
    assert made["header"]["defaultValue"] == {"language": "zh-Hans", "value": VOUCHER.title}
    ends = datetime.fromisoformat(made["validTimeInterval"]["end"]["date"])
    assert ends == VOUCHER.valid_until


# Keys


def test_without_keys_nothing_is_offered() -> None:
    assert wallets_of(Settings()) == passes.Wallets()


@pytest.mark.parametrize(
    ("change", "said"),
    [
        ({"apple_pass_private_key": pass_keys.pem_of(pass_keys.key("google"))}, "not the certificate's"),
        ({"apple_pass_private_key": "-----BEGIN"}, "private key is no unencrypted PEM"),
        ({"apple_pass_certificate": "none"}, "the certificate is no PEM text"),
        ({"apple_pass_type_id": "pass.test.other"}, "not for the pass type 'pass.test.other'"),
        ({"apple_team_id": "OTHERTEAM0"}, "not for the team 'OTHERTEAM0'"),
        ({"apple_team_id": ""}, "LINLI_APPLE_TEAM_ID"),
        ({"google_wallet_private_key": "none"}, "Google Wallet: the private key"),
        ({"google_wallet_issuer_id": ""}, "LINLI_GOOGLE_WALLET_ISSUER_ID"),
    ],
)
def test_a_set_of_keys_that_does_not_fit_together_is_said_at_the_start(
    change: dict[str, str], said: str
) -> None:
    with pytest.raises(ValueError, match=said):
        wallets_of(settings(**change))


def test_an_intermediate_that_did_not_sign_the_certificate_is_said_too() -> None:
    stranger = pass_keys.authority(NOW, "stranger").public_bytes(serialization.Encoding.PEM).decode()
    with pytest.raises(ValueError, match="not issued by that intermediate"):
        wallets_of(settings(apple_wwdr_certificate=stranger))
