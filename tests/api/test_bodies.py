"""Every operation that takes a body, whatever it is: how long it may be, of which kind, and how it is found wanting."""

import json
from collections.abc import AsyncIterator, Mapping

import httpx
import pytest

from generated.runtime.server import LONGEST_BODY
from tests.api.services import CASES, WITH_BODY, Case, Pair

pytestmark = pytest.mark.anyio
every_body = pytest.mark.parametrize("case", WITH_BODY, ids=str)
JSON = {"Content-Type": "application/json"}
ISSUE = next(case for case in CASES if case.operation.name == "POST /tokens/")
FIELDS = [(case, field) for case in WITH_BODY for field in (case.schema / "properties").mapping]
REQUIRED = [(case, field) for case in WITH_BODY for _, field in (case.schema / "required").members()]
SWORDFISH = "swordfish"


async def send(
    pair: Pair, case: Case, content: bytes | AsyncIterator[bytes], headers: Mapping[str, str] = JSON
) -> httpx.Response:
    """Send a body; where it comes in pieces, nobody knows its length beforehand."""
    return await pair.http[case.name].request(
        case.method, case.path, headers={"Authorization": pair.admin} | dict(headers), content=content
    )


async def refusal(pair: Pair, case: Case, content: bytes) -> str:
    """Return what is told about a bad body."""
    response = await send(pair, case, content)
    assert response.status_code == 400, response.text
    assert SWORDFISH not in response.text, "an answer must not show what was sent, which may be a secret"
    return str(response.json()["detail"])


async def endless() -> AsyncIterator[bytes]:
    for _ in range(LONGEST_BODY // 1000 + 1):
        yield b" " * 1000
    raise AssertionError("the service goes on reading a body that is too long already")


def changed(case: Case, **fields: object) -> bytes:
    assert isinstance(case.body, dict)
    return json.dumps(case.body | fields).encode()


@every_body
async def test_long_body_is_too_large(case: Case, shared: Pair) -> None:
    response = await send(shared, case, json.dumps(case.body).encode().ljust(LONGEST_BODY + 1))
    assert response.request.headers["Content-Length"] == "65537"
    assert (response.status_code, response.json()["title"]) == (413, "Content Too Large")


@every_body
async def test_endless_body_is_too_large(case: Case, shared: Pair) -> None:
    response = await send(shared, case, endless())
    assert response.request.headers["Transfer-Encoding"] == "chunked"
    assert (response.status_code, response.json()["title"]) == (413, "Content Too Large")


@every_body
async def test_longest_body_is_taken(case: Case, shared: Pair) -> None:
    response = await send(shared, case, json.dumps(case.body).encode().ljust(LONGEST_BODY))
    assert response.request.headers["Content-Length"] == "65536"
    assert str(response.status_code) in case.statuses - {"400", "413", "415", "503"}


@every_body
@pytest.mark.parametrize(
    "media_type", ["", "application/json5", "text/json", "application/problem+json", "*/*", "json"]
)
async def test_other_media_type_is_unsupported(case: Case, media_type: str, shared: Pair) -> None:
    response = await send(shared, case, changed(case), {"Content-Type": media_type} if media_type else {})
    assert (response.status_code, response.headers.get("Accept")) == (415, "application/json")
    assert response.json()["title"] == "Unsupported Media Type"


@every_body
@pytest.mark.parametrize("media_type", ["APPLICATION/JSON", "application/json; charset=utf-8", "application/json ;a=b"])
async def test_media_type_may_have_parameters(case: Case, media_type: str, shared: Pair) -> None:
    response = await send(shared, case, changed(case), {"Content-Type": media_type})
    assert str(response.status_code) in case.statuses - {"400", "413", "415", "503"}


@every_body
@pytest.mark.parametrize(
    "content",
    [b"", b" ", b"swordfish", b'{"swordfish', b"[]", b"null", b'"swordfish"', b"\xff", b"[" * 65_536, b'{"a":' * 9_999],
    ids=lambda content: repr(content[:12]),
)
async def test_body_is_an_object(case: Case, content: bytes, shared: Pair) -> None:
    assert (await refusal(shared, case, content)).startswith("body: ")


@every_body
async def test_missing_body_is_named(case: Case, shared: Pair) -> None:
    response = await send(shared, case, b"", {})
    assert (response.status_code, response.json()["detail"]) == (400, "body: Field required")


@every_body
async def test_unknown_field_is_refused(case: Case, shared: Pair) -> None:
    told = await refusal(shared, case, changed(case, swordfish=1))
    assert told == "body: There is a field that the contract does not have"


@pytest.mark.parametrize(("case", "field"), FIELDS, ids=str)
@pytest.mark.parametrize("value", [None, True, 42, [[SWORDFISH]], {SWORDFISH: SWORDFISH}], ids=repr)
async def test_wrong_type_is_named(case: Case, field: str, value: object, shared: Pair) -> None:
    assert (await refusal(shared, case, changed(case, **{field: value}))).startswith(f"body.{field}")


@pytest.mark.parametrize(("case", "field"), [(case, field.text) for case, field in REQUIRED], ids=str)
async def test_missing_field_is_named(case: Case, field: str, shared: Pair) -> None:
    assert isinstance(case.body, dict)
    rest = {name: value for name, value in case.body.items() if name != field}
    assert await refusal(shared, case, json.dumps(rest).encode()) == f"body.{field}: Field required"


@pytest.mark.parametrize(
    ("field", "value"),
    [
        *(("subject", subject) for subject in ("", " ", "sword fish", "swordfish\n", "\u00f6", "\0", "x" * 201)),
        *(("scopes", scopes) for scopes in ([], [["info:read"]], ["info:read"] * 21, ["info:read", SWORDFISH])),
        *(("scopes", [scope]) for scope in ("", ":", "a:", ":b", "a:b:c", "A:b", "a:b ", "a:b\n", "a:" + "b" * 49)),
        *(("expires_in", time) for time in ("", "0d", "90", "d", "10000d", "-1d", "1.5h", "1w", "1D", " 1d", "1d\n")),
        *(("expires_in", time) for time in ("Never", "never ", "\u0661d", "01d", "+1d", "1d1h", SWORDFISH)),
    ],
)
async def test_wrong_wish_is_named(field: str, value: object, shared: Pair) -> None:
    assert (await refusal(shared, ISSUE, changed(ISSUE, **{field: value}))).startswith(f"body.{field}")


def test_contracts_give_enough_cases() -> None:
    assert len(WITH_BODY) >= 2
    assert {field for _, field in FIELDS} >= {"subject", "scopes", "expires_in", "info"}
    assert len(REQUIRED) >= 3
