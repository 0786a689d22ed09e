"""The tutorial, word for word: `honcho start`, and curl."""

import json
from collections.abc import Iterator
from dataclasses import dataclass

import pytest

from tests.support.commands import HONCHO, Command, command, curl, free_ports

TOKEN = "merixstudio"
ANSWER = '{"info":"The answer is 42."}'


@dataclass(frozen=True)
class Pair:
    """Both services, started by honcho."""

    honcho: Command
    auth: str
    info: str


@pytest.fixture(scope="module")
def pair() -> Iterator[Pair]:
    auth, info = free_ports(2)
    settings = {"AUTH_PORT": str(auth), "INFO_PORT": str(info), "AUTH_DEMO_TOKEN": TOKEN}
    with command(*HONCHO, **settings) as honcho:
        started = Pair(honcho, f"http://127.0.0.1:{auth}", f"http://127.0.0.1:{info}")
        honcho.wait_for(f"Ready on {started.auth} ")
        honcho.wait_for(f"Ready on {started.info} ")
        yield started


def test_without_credential_it_is_401(pair: Pair) -> None:
    head, _, body = curl("info", f"{pair.info}/info/", "-i").partition("\n\n")
    status, *headers = head.splitlines()
    assert status == "HTTP/1.1 401 Unauthorized"
    assert {"www-authenticate: Bearer", "content-type: application/problem+json"} <= set(headers)
    assert json.loads(body) == {
        "type": "about:blank",
        "title": "Unauthorized",
        "status": 401,
        "detail": "Send a credential: Authorization: Bearer TOKEN.",
    }


def test_bare_token_gets_the_answer(pair: Pair) -> None:
    head, _, body = curl("info", f"{pair.info}/info/", "-i", "--header", "Authorization: merixstudio").partition("\n\n")
    status, *headers = head.splitlines()
    assert (status, body) == ("HTTP/1.1 200 OK", ANSWER)
    assert "content-type: application/json" in headers


@pytest.mark.parametrize("scheme", ["Bearer", "bearer", "BEARER", "bEaReR"])
def test_bearer_in_any_case_gets_it(pair: Pair, scheme: str) -> None:
    assert curl("info", f"{pair.info}/info/", "--header", f"Authorization: {scheme} merixstudio") == ANSWER


@pytest.mark.parametrize("value", ["Merixstudio", "Bearer merixstudi", "Basic merixstudio", "Bearer  merixstudio"])
def test_anything_else_is_401(pair: Pair, value: str) -> None:
    told = curl("info", f"{pair.info}/info/", "-i", "--header", f"Authorization: {value}")
    assert told.startswith("HTTP/1.1 401 Unauthorized\n")
    assert '\nwww-authenticate: Bearer error="invalid_token"\n' in told


def test_two_credentials_are_400(pair: Pair) -> None:
    twice = ("--header", "Authorization: merixstudio") * 2
    assert curl("info", f"{pair.info}/info/", "-i", *twice).startswith("HTTP/1.1 400 Bad Request\n")


def test_login_says_who_it_is(pair: Pair) -> None:
    told = curl("auth", f"{pair.auth}/login/", "--header", "Authorization: merixstudio", method="POST")
    assert json.loads(told) == {"subject": "demo", "scopes": ["info:read"], "expires_at": None}


def test_log_holds_no_token(pair: Pair) -> None:
    seen = pair.honcho.log.count("GET /info/")
    for value in (TOKEN, f"Bearer {TOKEN}", f"Bearer {TOKEN}!", f"Basic {TOKEN}", f"{TOKEN}\xff"):
        curl("info", f"{pair.info}/info/", "--header", f"Authorization: {value}")
    pair.honcho.wait_for("GET /info/", times=seen + 5)
    assert TOKEN not in pair.honcho.log
