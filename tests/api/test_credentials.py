"""Both services read a credential by the same grammar, byte for byte."""

import pytest

from tests.api.services import GOOD, TOKEN, Pair, send

pytestmark = pytest.mark.anyio

OK = (200, None, 1)
UNKNOWN = (401, 'Bearer error="invalid_token"', 1)
MALFORMED = (401, 'Bearer error="invalid_token"', 0)
MISSING = (401, "Bearer", 0)
AMBIGUOUS = (400, None, 0)

GRAMMAR: dict[str, tuple[list[bytes], tuple[int, str | None, int]]] = {
    "bearer": ([GOOD], OK),
    "bare token": ([TOKEN], OK),
    "scheme in lower case": ([b"bearer " + TOKEN], OK),
    "scheme in capitals": ([b"BEARER " + TOKEN], OK),
    "scheme in mixed case": ([b"bEaReR " + TOKEN], OK),
    "blanks around it": ([b" \t " + GOOD + b" \t "], OK),
    "trailing tab": ([GOOD + b"\t"], OK),
    "blanks around the bare token": ([b"\t" + TOKEN + b" "], OK),
    "unknown token": ([b"Bearer unknown"], UNKNOWN),
    "prefix of the token": ([GOOD[:-1]], UNKNOWN),
    "bare prefix of the token": ([TOKEN[:-1]], UNKNOWN),
    "bare token with a suffix": ([TOKEN + b"-"], UNKNOWN),
    "token in capitals": ([b"Bearer " + TOKEN.upper()], UNKNOWN),
    "scheme grown to the token": ([b"Bearer" + TOKEN], UNKNOWN),
    "scheme without token": ([b"Bearer"], UNKNOWN),
    "scheme and a blank": ([b"Bearer "], UNKNOWN),
    "512 bytes": ([b"x" * 512], UNKNOWN),
    "513 bytes": ([b"x" * 513], MALFORMED),
    "good but for its 513th byte": ([GOOD + b"-"], MALFORMED),
    "a megabyte": ([b"x" * 1_000_000], MALFORMED),
    "two blanks": ([b"Bearer  unknown"], MALFORMED),
    "tab for a blank": ([b"Bearer\tunknown"], MALFORMED),
    "two schemes": ([b"Bearer Bearer unknown"], MALFORMED),
    "two tokens": ([b"Bearer unknown unknown"], MALFORMED),
    "two credentials in one field": ([b"Bearer unknown, Bearer unknown"], MALFORMED),
    "other scheme": ([b"Basic " + TOKEN[:-1]], MALFORMED),
    "scheme that only begins like it": ([b"Bearers unknown"], MALFORMED),
    "no field": ([], MISSING),
    "empty": ([b""], MISSING),
    "blanks": ([b" \t "], MISSING),
    "two fields": ([GOOD, GOOD], AMBIGUOUS),
    "two fields, one empty": ([b"", GOOD], AMBIGUOUS),
    "two fields, none good": ([b"Bearer a", b"Basic b"], AMBIGUOUS),
}
"""For each case: the fields; the status and the challenge of both services; how often info_service asks."""


async def both(pair: Pair, fields: list[bytes]) -> tuple[list[tuple[int, str | None]], list[bytes]]:
    """Return status and challenge of both services, and what info_service asked auth_service."""
    pair.asked.clear()
    responses = [
        await send(pair.http["auth"], "POST", "/login/", fields),
        await send(pair.http["info"], "GET", "/info/", fields),
    ]
    return [(response.status_code, response.headers.get("WWW-Authenticate")) for response in responses], pair.asked


@pytest.mark.parametrize("case", GRAMMAR)
async def test_services_agree_on_the_grammar(case: str, shared: Pair) -> None:
    fields, (status, challenge, times) = GRAMMAR[case]
    answers, asked = await both(shared, fields)
    assert answers == [(status, challenge)] * 2, "auth_service, info_service; see chassis/credentials.py"
    assert asked == [value.strip() for value in fields] * times, "what is well-formed is passed on, byte for byte"


@pytest.mark.parametrize("byte", range(256), ids=hex)
async def test_services_agree_on_every_byte(byte: int, shared: Pair) -> None:
    value = TOKEN[:10] + bytes([byte]) + TOKEN[11:]
    status, challenge, times = OK if value == TOKEN else UNKNOWN if 0x21 <= byte <= 0x7E else MALFORMED
    answers, asked = await both(shared, [value])
    assert answers == [(status, challenge)] * 2, "auth_service, info_service; see chassis/credentials.py"
    assert asked == [value] * times, "what is well-formed is passed on, byte for byte"
