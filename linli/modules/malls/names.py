"""Host names: what can be one, and nothing that could be an address or a way around the platform's own."""

import re

from linli.kernel.refusals import INVALID

LONGEST = 190
_LABEL = re.compile(r"[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?")
_BEGINNING = re.compile(r"^https?://", re.IGNORECASE)


def read_host(text: str) -> str:
    """A name of two parts or more as it stands in a request, in small letters; words of other scripts in
    their punycode; what one types before or after it (`https://`, a slash) is passed over. Refuses: invalid
    (host): an address in digits, a port, or no name.
    """
    typed = _BEGINNING.sub("", text.strip()).rstrip("/").rstrip(".").lower()
    try:
        host = typed.encode("idna").decode() if typed else ""
    except UnicodeError:
        raise INVALID(field="host") from None
    labels = host.split(".")
    if len(labels) < 2 or len(host) > LONGEST or not all(map(_LABEL.fullmatch, labels)):
        raise INVALID(field="host")
    if labels[-1].isdigit() or not re.search("[a-z]", labels[-1]):
        raise INVALID(field="host")
    return host
