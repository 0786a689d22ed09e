"""What info_service relies on when it asks auth_service; these tests write the pact."""

import asyncio
from pathlib import Path

import httpx
import pytest
from pact import Pact, match

from chassis.credentials import Credential, read_credential
from info_service.application import create_app
from info_service.hop import Decision, Hop, Principal, Refused, connect
from info_service.settings import Settings
from tests.support.servers import running

TOKEN = "demo-token"
CHALLENGE = 'Bearer error="invalid_token"'
DETAIL = "The credential is not good."
PRINCIPAL = {"subject": "demo", "scopes": ["info:read"], "expires_at": None}


def ask(url: str, sent: str) -> Decision:
    """Return what the hop makes of the answer."""
    credential = read_credential([sent.encode()])
    assert isinstance(credential, Credential)

    async def decide() -> Decision:
        async with connect(url, timeout=10) as http:
            return await Hop(http, timeout=10).decide(credential)

    return asyncio.run(decide())


@pytest.mark.parametrize(("kind", "sent"), [("bearer", f"Bearer {TOKEN}"), ("bare", TOKEN)])
def test_hop_admits_good_token(kind: str, sent: str, drafts: Path) -> None:
    pact = Pact("info_service", "auth_service")
    login = pact.upon_receiving(f"a good {kind} token").given("the token is good for info:read", token=TOKEN)
    login.with_request("POST", "/login/").with_header("Authorization", sent)
    login.will_respond_with(200).with_header("Cache-Control", match.str("no-store"))
    scopes = match.array_containing(["info:read"])
    login.with_body(PRINCIPAL | {"subject": match.str("demo"), "scopes": scopes}, "application/json")
    with pact.serve("127.0.0.1") as auth_service:
        decision = ask(auth_service.url, sent)
    pact.write_file(drafts)
    assert decision == Principal("demo", frozenset({"info:read"}))


def test_hop_refuses_unknown_token(drafts: Path) -> None:
    pact = Pact("info_service", "auth_service")
    login = pact.upon_receiving("an unknown token").given("the token is unknown", token=TOKEN)
    login.with_request("POST", "/login/").with_header("Authorization", f"Bearer {TOKEN}")
    login.will_respond_with(401).with_header("WWW-Authenticate", match.regex(CHALLENGE, regex="^Bearer .+"))
    texts = {"type": match.str("about:blank"), "title": match.str("Unauthorized"), "detail": match.str(DETAIL)}
    login.with_body({**texts, "status": match.int(401)}, "application/problem+json")
    with pact.serve("127.0.0.1") as auth_service:
        decision = ask(auth_service.url, f"Bearer {TOKEN}")
    pact.write_file(drafts)
    assert decision == Refused(CHALLENGE, DETAIL)


@pytest.mark.parametrize("credential", [b"Bearer demo-token", b"bEARER !#$%&'*+~", b"demo-token"])
def test_hop_sends_the_credential_alone(credential: bytes) -> None:
    """Pact's mock server tolerates other headers, a body, and a second call."""
    sent: list[httpx.Request] = []

    def record(request: httpx.Request) -> httpx.Response:
        sent.append(request)
        return httpx.Response(200, headers={"Cache-Control": "no-store"}, json=PRINCIPAL)

    names = (b"Cookie", b"User-Agent", b"Accept", b"Accept-Language", b"X-Forwarded-For", b"X-Request-Id")
    headers = [(b"Authorization", credential), *((name, b"caller") for name in names)]
    with running(create_app(Settings(), transport=httpx.MockTransport(record))) as url:
        got = httpx.request("GET", f"{url}/info/?caller=1", headers=headers, content=b"caller", trust_env=False)
    assert got.status_code == 200
    assert [(one.method, one.url.raw_path, one.content) for one in sent] == [("POST", b"/login/", b"")]
    fields = sent[0].headers.raw
    assert [value for name, value in fields if name.lower() == b"authorization"] == [credential]
    assert "caller" not in repr(fields), "auth_service gets nothing of the caller but the credential"
