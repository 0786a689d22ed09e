"""What a token is made of: `cts_`, a public id, `_`, 256 random bits and a checksum, in letters and digits."""

import re
import secrets
import zlib
from dataclasses import dataclass, field
from datetime import timedelta

ALPHABET = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz"
PAIRS = [high + low for high in ALPHABET for low in ALPHABET]
PREFIX = "cts"
"""Of contract-tested services; a secret scanner finds a token by it."""
ID_LENGTH = 16
SECRET_LENGTH = 43
"""Characters of 62 that hold 256 bits."""
CHECKSUM_LENGTH = 6
PATTERN = re.compile(
    rf"{PREFIX}_([0-9A-Za-z]{{{ID_LENGTH}}})_([0-9A-Za-z]{{{SECRET_LENGTH}}})([0-9A-Za-z]{{{CHECKSUM_LENGTH}}})"
)
LIFETIME = re.compile(r"([1-9][0-9]{0,3})([smhd])")
UNITS = {"s": "seconds", "m": "minutes", "h": "hours", "d": "days"}
NEVER = "never"
USUAL = "90d"
"""For how long a token is good unless told otherwise."""


@dataclass(frozen=True)
class Minted:
    """A new token; its `repr` shows the public id alone."""

    token_id: str
    token: str = field(repr=False)


def mint() -> Minted:
    """Make a token that nobody has."""
    token_id = "".join(secrets.choice(ALPHABET) for _ in range(ID_LENGTH))
    body = f"{PREFIX}_{token_id}_{_base62(secrets.randbits(256), SECRET_LENGTH)}"
    return Minted(token_id, body + _checksum(body))


def is_minted(token: bytes) -> bool:
    """Say whether these bytes could be a token that was minted: their form and their checksum are right."""
    text = token.decode("ascii", errors="replace")
    return PATTERN.fullmatch(text) is not None and _checksum(text[:-CHECKSUM_LENGTH]) == text[-CHECKSUM_LENGTH:]


def is_token_id(text: str) -> bool:
    """Say whether this could be the public id of a token."""
    return len(text) == ID_LENGTH and set(text) <= set(ALPHABET)


def lifetime(text: str) -> timedelta | None:
    """Read for how long a token shall be good: `30d`, `12h`, `5m`, `90s`, or `never`, which is None.

    Raises:
        ValueError: it is none of these.
    """
    if text == NEVER:
        return None
    found = LIFETIME.fullmatch(text)
    if found is None:
        message = f"write a number up to 9999 and s, m, h or d, such as {USUAL}; or {NEVER}"
        raise ValueError(message)
    return timedelta(**{UNITS[found[2]]: int(found[1])})


def _checksum(body: str) -> str:
    """Return the CRC-32 in base 62; two digits at a time, since each login asks for it."""
    high, low = divmod(zlib.crc32(body.encode()), len(PAIRS) ** 2)
    return PAIRS[high] + PAIRS[low // len(PAIRS)] + PAIRS[low % len(PAIRS)]


def _base62(number: int, length: int) -> str:
    digits = []
    for _ in range(length):
        number, digit = divmod(number, len(ALPHABET))
        digits.append(ALPHABET[digit])
    return "".join(reversed(digits))
