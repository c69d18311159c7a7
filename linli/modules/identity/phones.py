"""Phone numbers as people type them, and as we keep them."""

import phonenumbers

from linli.modules.identity.refusals import PHONE_INVALID

MAX_TYPED = 40
CHINA = "+86"


def normal_phone(text: str, country: str) -> str:
    """A typed number in E.164 ("+358401234567"); without a prefix it is one of `country`.

    Refuses: phone_invalid.
    """
    if len(text) > MAX_TYPED:
        raise PHONE_INVALID()
    try:
        number = phonenumbers.parse(text, country.upper() or None)
    except phonenumbers.NumberParseException:
        raise PHONE_INVALID() from None
    if number.extension or not phonenumbers.is_valid_number(number):
        raise PHONE_INVALID()
    return phonenumbers.format_number(number, phonenumbers.PhoneNumberFormat.E164)


def tail(phone: str) -> str:
    """The last four digits, all that is shown of a number."""
    return phone[-4:]


def likely_language(phone: str) -> str:
    """The language to greet the owner of a number in, where they have not chosen one."""
    return "zh" if phone.startswith(CHINA) else "en"
