"""Base 45 (RFC 9285): bytes as the characters that a QR code packs densest."""

ALPHABET = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ $%*+-./:"
_VALUES = {character: value for value, character in enumerate(ALPHABET)}


def encode(data: bytes) -> str:
    """Three characters for every two bytes, two for a last single one."""
    out: list[str] = []
    for start in range(0, len(data) - 1, 2):
        rest, first = divmod(data[start] << 8 | data[start + 1], 45)
        third, second = divmod(rest, 45)
        out += (ALPHABET[first], ALPHABET[second], ALPHABET[third])
    if len(data) % 2:
        second, first = divmod(data[-1], 45)
        out += (ALPHABET[first], ALPHABET[second])
    return "".join(out)


def decode(text: str) -> bytes:
    """The bytes whose encoding this is, and no other text's. Raises ValueError for everything else."""
    try:
        values = [_VALUES[character] for character in text]
    except KeyError:
        raise ValueError("a character that base 45 does not have") from None
    if len(values) % 3 == 1:
        raise ValueError("no bytes have an encoding of this length")
    out = bytearray()
    for start in range(0, len(values) - 2, 3):
        first, second, third = values[start : start + 3]
        pair = first + 45 * second + 2025 * third
        if pair > 0xFFFF:
            raise ValueError("three characters that are more than two bytes")
        out += pair.to_bytes(2, "big")
    if len(values) % 3 == 2:
        last = values[-2] + 45 * values[-1]
        if last > 0xFF:
            raise ValueError("two characters that are more than a byte")
        out.append(last)
    return bytes(out)
