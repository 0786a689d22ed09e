"""The stub: what it answers, whom it refuses, and what its command line says when something is wrong."""

import re
import socket
import time
from pathlib import Path

import httpx
import pytest

from contracts.document import Document, load
from contracts.stub import APIS, ExampleError, Stub, exemplary, main
from contracts.view import operations
from generated.auth.responses import LoginResponse
from generated.runtime.answers import alternatives

ROOT = Path(__file__).parents[2]
TOKEN = b"Bearer any-token"


async def ask(stub: Stub, method: str, path: str, *credentials: bytes) -> httpx.Response:
    async with httpx.AsyncClient(transport=httpx.ASGITransport(stub.app()), base_url="http://stub") as http:
        return await http.request(method, path, headers=[(b"Authorization", sent) for sent in credentials])


def edited(folder: Path, old: str, new: str) -> Document:
    """Return the contract of auth_service with other words in it."""
    text = (ROOT / "contracts/auth.openapi.yaml").read_text()
    assert old in text
    (folder / "auth.openapi.yaml").write_text(text.replace(old, new))
    return load(folder / "auth.openapi.yaml")


@pytest.mark.parametrize("api", APIS)
def test_every_documented_answer_has_examples(api: str) -> None:
    contract = load(ROOT / f"contracts/{api}.openapi.yaml")
    documented = [sorted(int(status) for status, _ in operation.responses) for operation in operations(contract)]
    assert [sorted(answers) for answers in Stub(api).answers.values()] == documented


@pytest.mark.anyio
async def test_login_is_answered_by_example() -> None:
    answer = await ask(Stub("auth"), "POST", "/login/", TOKEN)
    assert (answer.status_code, answer.headers["Cache-Control"]) == (200, "private, max-age=1")
    assert answer.json() == {"subject": "demo", "scopes": ["info:read"], "expires_at": None}


@pytest.mark.anyio
@pytest.mark.parametrize(
    ("credentials", "status"),
    [((), 401), ((b"",), 401), ((b"Basic any-token",), 401), ((TOKEN, TOKEN), 400), ((b"any-token",), 200)],
)
@pytest.mark.parametrize(("api", "method", "path"), [("auth", "POST", "/login/"), ("info", "GET", "/info/")])
async def test_only_wellformed_credentials_are_good(
    api: str, method: str, path: str, credentials: tuple[bytes, ...], status: int
) -> None:
    answer = await ask(Stub(api), method, path, *credentials)
    assert answer.status_code == status
    assert ("WWW-Authenticate" in answer.headers) == (status == 401)


@pytest.mark.anyio
async def test_status_is_answered_where_documented() -> None:
    stub = Stub("auth", status=503)
    refused = await ask(stub, "POST", "/login/", TOKEN)
    assert (refused.status_code, refused.headers["Retry-After"]) == (503, "1")
    assert [(await ask(stub, "GET", path)).status_code for path in ("/livez", "/readyz")] == [200, 503]
    assert (await ask(stub, "POST", "/login/")).status_code == 401, "who has no credential is refused all the same"


@pytest.mark.anyio
async def test_answer_comes_after_the_delay() -> None:
    started = time.monotonic()
    answer = await ask(Stub("info", delay=0.2), "GET", "/info/", TOKEN)
    assert (answer.status_code, time.monotonic() - started >= 0.2) == (200, True)


@pytest.mark.parametrize(
    ("old", "new", "told"),
    [
        ("example: 1", "x-example: 1", "the 503 of POST /login/ has no good example: the promised header Retry-After"),
        ("example: 1", "example: soon", "the 503 of POST /login/ has no good example: header Retry-After: Input"),
        ("subject: demo", "subject: 7", "the 200 of POST /login/ has no good example: body.subject: Input"),
    ],
)
def test_example_that_breaks_contract_is_told(old: str, new: str, told: str, tmp_path: Path) -> None:
    login = next(operations(edited(tmp_path, old, new)))
    with pytest.raises(ExampleError, match=re.escape(told)):
        exemplary(login, alternatives(LoginResponse))


@pytest.mark.parametrize(
    ("arguments", "told"),
    [
        (["pets"], "invalid choice: 'pets' (choose from 'auth', 'info')"),
        (["auth", "--status", "428"], "documents the status 428; there are 200, 201, 204, 400, 401, 403, 404, 413, "),
        (["auth", "--delay", "-1"], "-1 is no number of seconds from 0 to 3600"),
        (["auth", "--delay", "nan"], "nan is no number of seconds from 0 to 3600"),
    ],
)
def test_wrong_usage_tells_what_there_is(arguments: list[str], told: str, capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit) as ended:
        main(arguments)
    assert ended.value.code == 2
    assert told in capsys.readouterr().err


def test_taken_port_is_told_in_a_line(capsys: pytest.CaptureFixture[str]) -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
        assert main(["auth", "--port", str(port)]) == 1
    told = capsys.readouterr().err
    assert told.startswith(f"Cannot listen on 127.0.0.1:{port}: [Errno ")
    assert told.endswith(" Address already in use. Choose with --host and --port.\n")
