"""What is in a `.pkpass`: the pass, pictures, a manifest of SHA-1 digests, and the manifest's signature."""

import hashlib
import io
import json
import zipfile
from datetime import datetime, timedelta
from functools import cache
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

from linli.modules.passes.model import AppleKeys, Carried, Say
from linli.modules.passes.providers.apple.signature import Signer

PICTURES = Path(__file__).parent / "pictures"
# Ink on paper, labels in soft ink: white behind the code, so that it is read in the sun.
COLORS = {
    "foregroundColor": "rgb(30, 35, 41)",
    "backgroundColor": "rgb(251, 248, 243)",
    "labelColor": "rgb(91, 100, 112)",
}
# The same files have the same bytes, whenever they are packed.
PACKED = (1980, 1, 1, 0, 0, 0)
LAST_MOMENT = timedelta(seconds=1)


class Bundles:
    """Makes signed bundles for one pass type."""

    def __init__(self, keys: AppleKeys, signer: Signer) -> None:
        self._keys = keys
        self._signer = signer

    @property
    def good_until(self) -> datetime:
        return self._signer.good_until

    def bundle(self, voucher: Carried, say: Say) -> bytes:
        """The file as a phone opens it. Nothing calls home: the pass is what it was when it was made."""
        pass_json = json.dumps(self._pass(voucher, say), ensure_ascii=False).encode()
        files = {"pass.json": pass_json, **pictures()}
        # SHA-1 is what the format asks for; the signature over the manifest is SHA-256.
        digests = {
            name: hashlib.sha1(body, usedforsecurity=False).hexdigest() for name, body in files.items()
        }
        manifest = json.dumps(digests, indent=1).encode()
        files |= {"manifest.json": manifest, "signature": self._signer.sign(manifest)}
        packed = io.BytesIO()
        with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as archive:
            for name, body in files.items():
                archive.writestr(zipfile.ZipInfo(name, PACKED), body, zipfile.ZIP_DEFLATED)
        return packed.getvalue()

    def _pass(self, voucher: Carried, say: Say) -> dict[str, Any]:
        zone = ZoneInfo(voucher.timezone)
        last = (voucher.valid_until - LAST_MOMENT).astimezone(zone).isoformat(timespec="seconds")
        return {
            "formatVersion": 1,
            "passTypeIdentifier": self._keys.pass_type_id,
            "teamIdentifier": self._keys.team_id,
            "organizationName": self._keys.organization,
            "serialNumber": voucher.name,
            "description": voucher.title,
            "logoText": voucher.market,
            **COLORS,
            "expirationDate": last,
            # The code is worth the money: a pass that was passed on would be used by two.
            "sharingProhibited": True,
            "barcodes": [
                {
                    "format": "PKBarcodeFormatQR",
                    "message": voucher.qr,
                    "messageEncoding": "iso-8859-1",
                    "altText": voucher.code,
                }
            ],
            "locations": [
                {
                    "latitude": place.lat,
                    "longitude": place.lon,
                    "relevantText": say("passes.near", store=place.name),
                }
                for place in voucher.places
            ],
            "coupon": self._fields(voucher, say, last),
        }

    def _fields(self, voucher: Carried, say: Say, last: str) -> dict[str, Any]:
        where = "\n".join(
            f"{place.name}, {place.address}" if place.address else place.name for place in voucher.places
        )
        seller = voucher.places[0].name if voucher.places else ""
        until = {
            "key": "until",
            "label": say("passes.until"),
            "value": last,
            "dateStyle": "PKDateStyleMedium",
        }
        back = (
            ("where", say("passes.where"), where),
            ("code", say("passes.code"), voucher.code),
            ("note", say("passes.note"), say("passes.note.text")),
            ("page", say("passes.page"), voucher.url),
        )
        return {
            "primaryFields": [{"key": "offer", "label": seller, "value": voucher.title}],
            "secondaryFields": [until],
            "backFields": [{"key": key, "label": label, "value": value} for key, label, value in back],
        }


@cache
def pictures() -> dict[str, bytes]:
    """The mark in the sizes of a phone's lists and of the pass itself."""
    return {path.name: path.read_bytes() for path in sorted(PICTURES.glob("*.png"))}
