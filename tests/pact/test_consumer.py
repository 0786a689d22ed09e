"""What info_service relies on when it asks auth_service; these tests write the pact, through the real hop alone."""

import asyncio
from datetime import UTC, datetime
from pathlib import Path

import pytest
from pact import Pact, match

from chassis.access import Decision, Principal, Refused
from chassis.credentials import Credential, read_credential
from info_service.hop import Hop, connect

TOKEN = "cts_ExampleOfThePact_NobodyHasThisTokenItStandsInThePactOnly000018IANF"
"""Well-formed, checksum included: any other would be refused before auth_service looks into its store."""
SENT = {"bearer": f"Bearer {TOKEN}", "bare": TOKEN}
CHALLENGE = 'Bearer error="invalid_token"'
DETAIL = "The credential is not good."
END = "2126-11-24T08:00:00Z"


def ask(url: str, sent: str) -> Decision:
    """Return what the hop makes of the answer."""
    credential = read_credential([sent.encode()])
    assert isinstance(credential, Credential)

    async def decide() -> Decision:
        async with connect(url, timeout=10) as http:
            return (await Hop(http, timeout=10).ask(credential)).decision

    return asyncio.run(decide())


def admitted(drafts: Path, kind: str, scopes: list[str], expires_at: str | None, *, what: str) -> Decision:
    """Return what the hop decides when auth_service says who stands behind a token."""
    pact = Pact("info_service", "auth_service")
    login = pact.upon_receiving(f"{what}, {kind}")
    login.given("the token is good", token=TOKEN, subject="ci", scopes=scopes, expires_at=expires_at)
    login.with_request("POST", "/login/").with_header("Authorization", SENT[kind])
    login.will_respond_with(200).with_header("Cache-Control", match.str("private, max-age=1"))
    end = expires_at and match.regex(expires_at, regex=r"^2126-11-24T08:00:00(\.0+)?(Z|\+00:00)$")
    login.with_body({"subject": "ci", "scopes": scopes, "expires_at": end}, "application/json")
    with pact.serve("127.0.0.1") as auth_service:
        decision = ask(auth_service.url, SENT[kind])
    pact.write_file(drafts)
    return decision


@pytest.mark.parametrize("kind", SENT)
def test_hop_admits_good_token(kind: str, drafts: Path) -> None:
    decision = admitted(drafts, kind, ["info:read"], None, what="a good token")
    assert decision == Principal("ci", frozenset({"info:read"}))


def test_hop_learns_when_token_ends(drafts: Path) -> None:
    decision = admitted(drafts, "bearer", ["info:read"], END, what="a good token that ends")
    assert decision == Principal("ci", frozenset({"info:read"}), datetime(2126, 11, 24, 8, tzinfo=UTC))


def test_hop_learns_what_scope_lacks(drafts: Path) -> None:
    """A login demands no scope: info_service itself says whether those of the token are enough."""
    decision = admitted(drafts, "bearer", ["tokens:read"], None, what="a good token without info:read")
    assert decision == Principal("ci", frozenset({"tokens:read"}))


@pytest.mark.parametrize(
    ("what", "state"),
    [
        ("an unknown token", "the token is unknown"),
        ("an expired token", "the token has expired"),
        ("a revoked token", "the token was revoked"),
    ],
)
@pytest.mark.parametrize("kind", SENT)
def test_hop_refuses_bad_token(what: str, state: str, kind: str, drafts: Path) -> None:
    pact = Pact("info_service", "auth_service")
    login = pact.upon_receiving(f"{what}, {kind}").given(state, token=TOKEN)
    login.with_request("POST", "/login/").with_header("Authorization", SENT[kind])
    login.will_respond_with(401).with_header("WWW-Authenticate", match.regex(CHALLENGE, regex="^Bearer .+"))
    texts = {"type": match.str("about:blank"), "title": match.str("Unauthorized"), "detail": match.str(DETAIL)}
    login.with_body({**texts, "status": match.int(401)}, "application/problem+json")
    with pact.serve("127.0.0.1") as auth_service:
        decision = ask(auth_service.url, SENT[kind])
    pact.write_file(drafts)
    assert decision == Refused(CHALLENGE, DETAIL)
