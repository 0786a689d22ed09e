"""The hop: what it sends, how it reads each answer, and that whatever else comes is no decision."""

import asyncio
import logging
from collections.abc import Callable, Coroutine
from datetime import UTC, datetime
from pathlib import Path
from typing import get_args

import httpx
import pytest
from fastapi import FastAPI, Request, Response

from chassis.access import Decision, Principal, Refused, Undecided
from chassis.credentials import Credential, read_credential
from generated.auth.models import Principal as PrincipalDto
from generated.auth.models import Problem
from generated.auth.responses import BadRequest, Login200, LoginResponse, ServiceUnavailable, Unauthorized
from generated.info.client import AsyncInfoClient
from generated.runtime.answers import Answer
from info_service.application import create_app
from info_service.hop import Hop
from info_service.resilience import FAILURES
from info_service.settings import Settings
from tests.support.databases import sqlite_in
from tests.support.servers import running

Provider = Callable[[httpx.Request], httpx.Response] | Callable[[httpx.Request], Coroutine[None, None, httpx.Response]]

SENT = b"bEARER sword~fish!"
DTO = PrincipalDto(subject="reader", scopes=["info:read", "more", "more"], expires_at=None)
ENDS = datetime(2027, 2, 22, 8, tzinfo=UTC)
PROBLEM = Problem(type="about:blank", title="A title", status=401, detail="We do not know you.")
MAPPED: list[tuple[Answer, Decision]] = [
    (Login200(cache_control="no-store", body=DTO), Principal("reader", frozenset({"info:read", "more"}))),
    (
        Login200(cache_control="no-store", body=DTO.model_copy(update={"expires_at": ENDS})),
        Principal("reader", frozenset({"info:read", "more"}), ENDS),
    ),
    (Unauthorized(www_authenticate="Bearer realm=a", body=PROBLEM), Refused("Bearer realm=a", "We do not know you.")),
    (BadRequest(body=PROBLEM), Undecided()),
    (ServiceUnavailable(retry_after=60, body=PROBLEM), Undecided()),
]
GOOD = MAPPED[0][0].to_message()


def credential() -> Credential:
    read = read_credential([SENT])
    assert isinstance(read, Credential)
    return read


def decide(provider: Provider, timeout: float = 20) -> Decision:
    async def ask() -> Decision:
        transport = httpx.MockTransport(provider)
        async with httpx.AsyncClient(transport=transport, base_url="http://auth/deep", follow_redirects=True) as http:
            return (await Hop(http, timeout).ask(credential())).decision

    return asyncio.run(asyncio.wait_for(ask(), 2 * timeout + 1))


def answer(status: int, headers: dict[str, str], content: bytes) -> Provider:
    return lambda _: httpx.Response(status, headers=headers, content=content)


def leaves(kind: type[Exception]) -> list[type[Exception]]:
    return [leaf for below in kind.__subclasses__() for leaf in leaves(below)] or [kind]


def test_callers_bytes_are_sent_unchanged() -> None:
    requests: list[httpx.Request] = []

    def provider(request: httpx.Request) -> httpx.Response:
        requests.append(request)
        return httpx.Response(*GOOD[:1], headers=GOOD[1], content=GOOD[2])

    assert isinstance(decide(provider), Principal)
    (request,) = requests
    assert (request.method, str(request.url), request.content) == ("POST", "http://auth/deep/login/", b"")
    assert [value for name, value in request.headers.raw if name.lower() == b"authorization"] == [SENT]


@pytest.mark.parametrize(("given", "decision"), MAPPED, ids=lambda value: type(value).__name__)
def test_documented_answer_is_mapped(given: Answer, decision: Decision) -> None:
    assert decide(answer(*given.to_message())) == decision


def test_every_documented_answer_is_tested() -> None:
    assert {type(given) for given, _ in MAPPED} == set(get_args(LoginResponse))


@pytest.mark.parametrize("status", [201, 204, 302, 307, 308, 402, 403, 404, 429, 500, 502, 503, 599])
def test_undocumented_status_is_no_decision(status: int) -> None:
    headers = GOOD[1] | {"Location": "http://auth/deep/login/", "WWW-Authenticate": "Bearer"}
    assert decide(answer(status, headers, GOOD[2])) == Undecided()


@pytest.mark.parametrize("status", [301, 302, 303, 307, 308])
@pytest.mark.parametrize("target", ["http://elsewhere/login/", "/livez", "http://[", "\xff", ""])
def test_redirect_is_not_followed(status: int, target: str) -> None:
    asked: list[str] = []

    def provider(request: httpx.Request) -> httpx.Response:
        asked.append(str(request.url))
        return httpx.Response(status, headers=[(b"Location", target.encode("latin-1"))])

    assert decide(provider) == Undecided()
    assert asked == ["http://auth/deep/login/"]


@pytest.mark.parametrize(
    ("status", "changes", "content"),
    [
        (200, {"Content-Type": "text/html"}, GOOD[2]),
        (200, {"Content-Type": "application/problem+json"}, GOOD[2]),
        (200, {"Content-Type": ""}, GOOD[2]),
        (200, {"Cache-Control": None}, GOOD[2]),
        (200, {"Content-Encoding": "gzip"}, GOOD[2]),
        (200, {}, b""),
        (200, {}, b"null"),
        (200, {}, GOOD[2][:-1]),
        (200, {}, b"\xff" + GOOD[2]),
        (200, {}, b'{"subject": "reader", "expires_at": null}'),
        (200, {}, b'{"subject": "", "scopes": [], "expires_at": null}'),
        (200, {}, b'{"subject": "reader", "scopes": "info:read", "expires_at": null}'),
        (200, {}, b'{"subject": "reader", "scopes": [], "expires_at": "tomorrow"}'),
        (200, {}, b"[" * 100_000),
        (401, {}, GOOD[2]),
        (401, {"Content-Type": "application/problem+json"}, PROBLEM.model_dump_json().encode()),
        (401, {"Content-Type": "application/problem+json", "WWW-Authenticate": "Bearer"}, b"{}"),
        (
            401,
            {"Content-Type": "application/problem+json", "WWW-Authenticate": "Bearer"},
            PROBLEM.model_dump_json().encode().replace(b":401,", b':"401",'),
        ),
        (503, {"Content-Type": "application/problem+json"}, PROBLEM.model_dump_json().encode()),
    ],
)
def test_malformed_answer_is_no_decision(status: int, changes: dict[str, str | None], content: bytes) -> None:
    headers = {name: value for name, value in (GOOD[1] | changes).items() if value is not None}
    assert decide(answer(status, headers, content)) == Undecided()


@pytest.mark.parametrize("challenge", [b"Bearer \xe9", b"Bearer \x7f", b"Bearer \t", b"Bearer \r"])
def test_unspeakable_challenge_is_no_decision(challenge: bytes) -> None:
    headers = [(b"Content-Type", b"application/problem+json"), (b"WWW-Authenticate", challenge)]
    content = PROBLEM.model_dump_json()
    assert decide(lambda _: httpx.Response(401, headers=headers, content=content)) == Undecided()


@pytest.mark.parametrize("error", [*leaves(httpx.RequestError), *leaves(TimeoutError)])
def test_no_answer_is_no_decision(error: type[Exception]) -> None:
    def provider(request: httpx.Request) -> httpx.Response:
        raise error(str(request.url))

    assert decide(provider) == Undecided()


def test_silence_ends_at_the_deadline() -> None:
    async def provider(request: httpx.Request) -> httpx.Response:
        await asyncio.Event().wait()
        raise AssertionError

    assert decide(provider, timeout=0.01) == Undecided()


def broken(request: httpx.Request) -> httpx.Response:
    raise httpx.ReadTimeout(str(request.headers)) from OSError(str(request.headers))


def test_log_says_why_and_nothing_secret(caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.DEBUG)
    assert decide(answer(500, {}, SENT)) == Undecided()
    assert decide(answer(200, GOOD[1], SENT)) == Undecided()
    assert decide(answer(*BadRequest(body=PROBLEM).to_message())) == Undecided()
    assert decide(answer(*ServiceUnavailable(retry_after=1, body=PROBLEM).to_message())) == Undecided()
    assert decide(answer(*Unauthorized(www_authenticate="B\x7f", body=PROBLEM).to_message())) == Undecided()
    assert decide(broken) == Undecided()
    told = [record.getMessage() for record in caplog.records if record.name == "uvicorn.error"]
    assert [text.partition("auth_service gave no decision: ")[2].partition(":")[0] for text in told] == [
        "POST /login/ answered 500",
        "POST /login/ answered 200",
        "it takes a well-formed credential for a bad request",
        "it says that it cannot",
        "its challenge cannot be passed on",
        "OSError",
    ]
    assert "fish" not in caplog.text


def test_cookies_are_not_sent_back(tmp_path: Path) -> None:
    provider, cookies = FastAPI(), list[str | None]()

    @provider.post("/login/")
    async def login(request: Request) -> Response:
        cookies.append(request.headers.get("Cookie"))
        return Response(GOOD[2], *GOOD[:1], GOOD[1] | {"Set-Cookie": "session=swordfish"})

    async def ask_twice(url: str) -> None:
        settings = {"auth_url": url, "auth_timeout": 20, "database_url": sqlite_in(tmp_path)}
        app = create_app(Settings.model_validate(settings))
        async with (
            app.router.lifespan_context(app),
            httpx.AsyncClient(transport=httpx.ASGITransport(app), base_url="http://info") as http,
        ):
            for caller in ("one", "other"):
                assert (await AsyncInfoClient(http).get_information(authorization=caller)).status == 200

    with running(provider) as url:
        asyncio.run(ask_twice(url.replace("127.0.0.1", "localhost")))  # a cookie jar may keep none of an address
    assert cookies == [None, None], "one caller's cookie went along with the next one's credential: keep no cookies"


def test_cancelled_question_is_no_failure() -> None:
    async def ask() -> Decision:
        gate = asyncio.Event()

        async def provider(request: httpx.Request) -> httpx.Response:
            await gate.wait()
            return httpx.Response(GOOD[0], headers=GOOD[1], content=GOOD[2])

        async with httpx.AsyncClient(transport=httpx.MockTransport(provider), base_url="http://auth") as http:
            hop = Hop(http, 20)
            for _ in range(FAILURES):
                with pytest.raises(TimeoutError):
                    await asyncio.wait_for(hop.ask(credential()), 0.01)
            gate.set()
            return (await hop.ask(credential())).decision

    assert isinstance(asyncio.run(ask()), Principal), "nobody can say how it would have ended; see Breaker.record"
