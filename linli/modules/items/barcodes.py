"""Barcodes of goods: GTIN-8, -12, -13 and -14 with the check digit of GS1."""

LENGTHS = (8, 12, 13, 14)


def read_gtin(typed: str) -> str | None:
    """A GTIN as it is scanned or typed, without spaces and hyphens; None where it is none.

    A GTIN-12 (UPC) is told as the GTIN-13 that a reader makes of it, with a zero before.
    """
    digits = typed.translate(str.maketrans("", "", " -"))
    if not (digits.isascii() and digits.isdigit()) or len(digits) not in LENGTHS:
        return None
    if check_digit(digits[:-1]) != digits[-1]:
        return None
    return digits.rjust(13, "0") if len(digits) == 12 else digits


def check_digit(body: str) -> str:
    """The last digit of a GTIN over the digits before it: weights 3 and 1 from the right (GS1, 7.9)."""
    total = sum(int(digit) * (3 if place % 2 == 0 else 1) for place, digit in enumerate(reversed(body)))
    return str(-total % 10)


def tidy_code(typed: str) -> str:
    """A scanned or typed code as it is kept: a GTIN in its one form, anything else in capitals."""
    return read_gtin(typed) or typed.strip().upper()
