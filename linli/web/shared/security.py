"""Headers, cookies and form tokens: what stands between a page and those who would misuse it."""

import base64
import secrets
from collections.abc import Mapping

from linli.kernel.refusals import FORM_EXPIRED
from linli.kernel.settings import Settings
from linli.kernel.signing import Signer

SESSION_COOKIE = "linli_session"
# An enrolled device of a shop, and the clerk who sits at it; both are sent to counters only.
DEVICE_COOKIE = "linli_device"
SITTING_COOKIE = "linli_sitting"
# A screen of a shop, what is being chosen at it, and the clerk who serves there; all are sent to it only.
KIOSK_COOKIE = "linli_kiosk"
CHOSEN_COOKIE = "linli_chosen"
SELLER_COOKIE = "linli_seller"
# Since when the shift at this till lasts, and since when the one before it did.
SHIFT_COOKIE = "linli_shift"
SEED_COOKIE = "linli_form"
VISIT_COOKIE = "linli_visit"
# The mall by whose door somebody came into the market.
MALL_COOKIE = "linli_mall"
MALL_DAYS = 30
LANGUAGE_COOKIE = "linli_lang"
THEME_COOKIE = "linli_theme"
YEAR = 365 * 24 * 3600


def new_nonce() -> str:
    """A nonce for one answer's scripts and styles."""
    return secrets.token_urlsafe(16)


def headers_for(settings: Settings, nonce: str, *, own_name: bool = False) -> dict[str, str]:
    """Security headers of every page. Forms may lead to the payment provider's page and nowhere else. Under a
    mall's `own_name` nothing is promised for names below it, which are its owner's.
    """
    policy = (
        "default-src 'none'",
        f"script-src 'self' 'nonce-{nonce}'",
        f"style-src 'self' 'nonce-{nonce}'",
        "img-src 'self' data: blob:",
        "connect-src 'self'",
        "font-src 'self'",
        "manifest-src 'self'",
        "media-src 'self' blob:",
        "worker-src 'self'",
        "base-uri 'none'",
        "frame-ancestors 'none'",
        f"form-action 'self' {settings.sandbox_url}",
    )
    headers = {
        "Content-Security-Policy": "; ".join(policy),
        "X-Content-Type-Options": "nosniff",
        "X-Frame-Options": "DENY",
        "Referrer-Policy": "same-origin",
        "Permissions-Policy": "camera=(self), geolocation=(self), microphone=()",
        "Cross-Origin-Opener-Policy": "same-origin",
        "Cache-Control": "no-store",
    }
    if settings.public_url.startswith("https://"):
        below = "" if own_name else "; includeSubDomains"
        headers["Strict-Transport-Security"] = f"max-age=63072000{below}"
    return headers


def form_token(forms: Signer, seed: str) -> str:
    """The token that a form of this browser must carry.

    It looks different on every page: in an answer that is compressed, its length would else tell somebody who
    can add to the page what the token is (BREACH).
    """
    token = forms.sign(f"form:{seed}").encode()
    mask = secrets.token_bytes(len(token))
    return base64.urlsafe_b64encode(mask + _xor(token, mask)).decode()


def check_form(forms: Signer, seed: str | None, token: str | None, headers: Mapping[str, str]) -> None:
    """A cookie post must come from a page of ours in the same browser. Refuses: form_expired."""
    from_elsewhere = headers.get("sec-fetch-site", "same-origin") not in ("same-origin", "none")
    if from_elsewhere or not seed or not token or forms.read(_unmasked(token)) != f"form:{seed}":
        raise FORM_EXPIRED()


def _unmasked(token: str) -> str:
    """The signed text behind a form's token; empty for what is none."""
    try:
        pair = base64.urlsafe_b64decode(token)
        return _xor(pair[len(pair) // 2 :], pair[: len(pair) // 2]).decode()
    except ValueError:
        return ""


def _xor(text: bytes, mask: bytes) -> bytes:
    return bytes(one ^ other for one, other in zip(text, mask, strict=True))
