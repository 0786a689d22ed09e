"""What a token is made of: its form, its checksum, its 256 bits; and how a lifetime is read."""

import math
import re
import zlib
from datetime import timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from pydantic import ValidationError

from auth_service.minting import ALPHABET, PATTERN, SECRET_LENGTH, USUAL, is_minted, is_token_id, lifetime, mint
from chassis.credentials import Credential, read_credential
from generated.auth.models import TokenRequest

FORM = re.compile(r"cts_[0-9A-Za-z]{16}_[0-9A-Za-z]{49}")
WORTH = {digit: value for value, digit in enumerate(ALPHABET)}
TOKENS = [mint() for _ in range(2000)]
LIFETIMES = {
    "1s": timedelta(seconds=1),
    "90s": timedelta(seconds=90),
    "5m": timedelta(minutes=5),
    "12h": timedelta(hours=12),
    "30d": timedelta(days=30),
    "9999d": timedelta(days=9999),
    USUAL: timedelta(days=90),
    "never": None,
}
OTHERS = (
    *("", " ", "0s", "00d", "01d", "10000d", "-1d", "+1d", "1.5h", "1e3s", "1", "d", "1 d", " 1d", "1d ", "1d\n"),
    *("1w", "1D", "1dd", "1d1h", "Never", "never\n", "NEVER", "none", "\u0661d", "1\u17b2", "1d\0"),
)


def number(text: str) -> int:
    """Read a number of base 62."""
    value = 0
    for digit in text:
        value = 62 * value + WORTH[digit]
    return value


def test_token_has_its_form() -> None:
    assert [minted for minted in TOKENS if not FORM.fullmatch(minted.token)] == []
    assert [minted for minted in TOKENS if minted.token[4:20] != minted.token_id] == []


def test_published_pattern_finds_tokens_in_text() -> None:
    text = "\n".join(f"TOKEN={minted.token}; # ours" for minted in TOKENS)
    assert [found[0] for found in PATTERN.finditer(text)] == [minted.token for minted in TOKENS]


def test_token_is_a_good_credential() -> None:
    token = mint().token.encode()
    assert read_credential([b"Bearer " + token]) == Credential(b"Bearer " + token, token)


def test_minted_tokens_are_never_equal() -> None:
    assert len({minted.token_id for minted in TOKENS}) == len(TOKENS)
    assert len({minted.token[21:64] for minted in TOKENS}) == len(TOKENS)


def test_secret_has_256_even_bits() -> None:
    secrets = [number(minted.token[21:64]) for minted in TOKENS]
    assert max(secrets) < 2**256 <= 62**SECRET_LENGTH
    counts = [sum(secret >> bit & 1 for secret in secrets) for bit in range(256)]
    spread = math.sqrt(len(secrets)) / 2
    assert max(abs(count - len(secrets) / 2) for count in counts) < 7 * spread, "a bit is not like a coin"


def test_id_has_every_letter_everywhere() -> None:
    for place in range(16):
        assert {minted.token_id[place] for minted in TOKENS} == set(ALPHABET)


def test_checksum_is_crc_32() -> None:
    for minted in TOKENS:
        assert number(minted.token[64:]) == zlib.crc32(minted.token[:64].encode())
        assert is_minted(minted.token.encode())


@settings(deadline=None)
@given(st.integers(0, 69), st.characters(codec="ascii"))
def test_one_wrong_letter_is_no_token(place: int, letter: str) -> None:
    token = mint().token
    changed = token[:place] + letter + token[place + 1 :]
    assert is_minted(changed.encode()) == (changed == token)


@settings(deadline=None)
@given(st.binary(max_size=80))
def test_other_bytes_are_no_token(token: bytes) -> None:
    assert not is_minted(token)


@pytest.mark.parametrize("form", ["{}\n", "{} ", " {}", "\n{}", "Bearer {}", "{}{}", "{}\0", "{}\u0660", "\ufffd{}"])
def test_more_than_a_token_is_none(form: str) -> None:
    token = mint().token
    assert not is_minted(form.format(token, token).encode())


def test_token_without_ascii_is_none() -> None:
    token = mint().token.encode()
    assert not is_minted(b"\xff" + token[1:])
    assert not is_minted(token[:-1] + b"\xff")


def test_minted_does_not_show_its_token() -> None:
    minted = mint()
    shown = f"{minted} {minted!r} {[minted]}"
    assert minted.token_id in shown
    assert minted.token[21:] not in shown


@pytest.mark.parametrize("text", ["", "0" * 15, "0" * 17, "0" * 15 + "_", "0" * 15 + "\n", "0" * 15 + "\u0660"])
def test_token_id_has_its_form(text: str) -> None:
    assert is_token_id(mint().token_id)
    assert not is_token_id(text)


@pytest.mark.parametrize("text", LIFETIMES)
def test_lifetime_is_read(text: str) -> None:
    assert lifetime(text) == LIFETIMES[text]
    assert TokenRequest(subject="ci", scopes=["a:b"], expires_in=text).expires_in == text


@pytest.mark.parametrize("text", OTHERS)
def test_other_lifetime_is_refused(text: str) -> None:
    with pytest.raises(ValueError, match=r"^write a number up to 9999 and s, m, h or d, such as 90d; or never$"):
        lifetime(text)
    with pytest.raises(ValidationError, match="expires_in"):
        TokenRequest(subject="ci", scopes=["a:b"], expires_in=text)


def test_usual_lifetime_is_that_of_contract() -> None:
    assert TokenRequest(subject="ci", scopes=["a:b"]).expires_in == USUAL
