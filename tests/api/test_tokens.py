"""Tokens over HTTP: issued once, listed without their secrets, revoked at once; on SQLite and PostgreSQL."""

from collections.abc import AsyncIterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from pydantic import SecretStr

import generated.info.responses as info
from auth_service.application import create_app
from auth_service.minting import mint
from auth_service.settings import Settings
from generated.auth.client import AsyncAuthClient
from generated.auth.models import IssuedToken, Token, TokenRequest
from generated.auth.responses import (
    BadRequest,
    Forbidden,
    GetToken200,
    IssueToken201,
    ListTokens200,
    Login200,
    NotFound,
    RevokeToken204,
)
from tests.api.services import GOOD, Pair, caller, send, started
from tests.support.databases import NewUrl, sqlite_in

pytestmark = pytest.mark.anyio
NOBODY = "0" * 16
"""The public id of no token."""


@pytest.fixture
async def pair(new_url: NewUrl, url: str) -> AsyncIterator[Pair]:
    """Yield services that only this test uses, with tokens on each kind of database."""
    async with started(new_url(), url) as pair:
        yield pair


async def issue(pair: Pair, *scopes: str, expires_in: str = "90d", subject: str = "ci") -> IssueToken201:
    """Issue a token as the administrator."""
    wanted = TokenRequest(subject=subject, scopes=list(scopes), expires_in=expires_in)
    answer = await pair.auth.issue_token(authorization=pair.admin, body=wanted)
    assert isinstance(answer, IssueToken201)
    return answer


async def find(pair: Pair, token_id: str) -> Token:
    """Read what is known of a token."""
    answer = await pair.auth.get_token(authorization=pair.admin, token_id=token_id)
    assert isinstance(answer, GetToken200)
    return answer.body


async def pages(pair: Pair, limit: int | None = None) -> list[list[Token]]:
    """Read the whole list."""
    found, cursor = list[list[Token]](), None
    while cursor or not found:
        answer = await pair.auth.list_tokens(authorization=pair.admin, limit=limit, cursor=cursor)
        assert isinstance(answer, ListTokens200)
        found, cursor = [*found, answer.body.items], answer.body.next_cursor
    return found


def public(issued: IssuedToken) -> Token:
    """Return what may be known of a token."""
    return Token.model_validate(issued.model_dump(exclude={"token"}))


async def test_issued_token_is_as_wanted(pair: Pair) -> None:
    before = datetime.now(UTC)
    answer = await issue(pair, "info:write", "info:read", "info:read", subject="!" * 200)
    assert answer.location == f"/tokens/{answer.body.token_id}"
    assert answer.cache_control == "no-store"
    assert (answer.body.subject, answer.body.scopes) == ("!" * 200, ["info:read", "info:write"])
    assert before <= answer.body.created_at <= datetime.now(UTC)
    assert answer.body.revoked_at is None


@pytest.mark.parametrize(
    ("expires_in", "lifetime"),
    [
        (None, timedelta(days=90)),
        ("30d", timedelta(days=30)),
        ("12h", timedelta(hours=12)),
        ("1m", timedelta(minutes=1)),
        ("9999s", timedelta(seconds=9999)),
        ("9999d", timedelta(days=9999)),
    ],
)
async def test_token_ends_as_was_wanted(expires_in: str | None, lifetime: timedelta, shared: Pair) -> None:
    wanted = {"subject": "ci", "scopes": ["info:read"]} | ({"expires_in": expires_in} if expires_in else {})
    response = await shared.http["auth"].post("/tokens/", headers={"Authorization": shared.admin}, json=wanted)
    issued = IssuedToken.model_validate_json(response.content)
    assert issued.expires_at == issued.created_at + lifetime
    assert (await find(shared, issued.token_id)).expires_at == issued.expires_at


async def test_token_may_never_end(pair: Pair) -> None:
    issued = (await issue(pair, "info:read", expires_in="never")).body
    assert issued.expires_at is None
    assert await find(pair, issued.token_id) == public(issued)
    answer = await pair.auth.login(authorization=issued.token)
    assert isinstance(answer, Login200)
    assert answer.body.expires_at is None


@pytest.mark.parametrize("scheme", ["Bearer ", ""], ids=["bearer", "bare"])
async def test_issued_token_is_good_at_once(pair: Pair, scheme: str) -> None:
    issued = (await issue(pair, "info:read", "info:write")).body
    answer = await pair.auth.login(authorization=scheme + issued.token)
    assert isinstance(answer, Login200)
    assert answer.body.model_dump() == issued.model_dump(include={"subject", "scopes", "expires_at"})
    assert answer.cache_control == "no-store"
    asked = await pair.info.get_information(authorization=scheme + issued.token)
    assert isinstance(asked, info.GetInformation200)


async def test_token_is_shown_once(pair: Pair) -> None:
    answer = await issue(pair, "info:read")
    reader = await pair.credential("tokens:read")
    for path in (answer.location, "/tokens/"):
        response = await send(pair.http["auth"], "GET", path, [reader.encode()])
        assert response.status_code == 200
        assert answer.body.token_id in response.text
        assert answer.body.token not in response.text
        assert answer.body.token.rpartition("_")[2] not in response.text, "this is the secret part of the token"


async def test_scope_lacked_cannot_be_issued(pair: Pair) -> None:
    issuer = await pair.credential("tokens:write", "info:read")
    before = await pages(pair)
    wanted = TokenRequest(subject="ci", scopes=["info:write", "info:read"])
    answer = await pair.auth.issue_token(authorization=issuer, body=wanted)
    assert isinstance(answer, Forbidden)
    assert answer.www_authenticate == 'Bearer error="insufficient_scope", scope="info:read info:write"'
    assert answer.body.detail == "The credential lacks the scope info:write."
    assert await pages(pair) == before


async def test_subject_that_holds_token_is_refused(pair: Pair) -> None:
    before, token = await pages(pair), mint().token
    wanted = TokenRequest(subject=f"me:{token}", scopes=["info:read"])
    answer = await pair.auth.issue_token(authorization=pair.admin, body=wanted)
    assert isinstance(answer, BadRequest)
    assert answer.body.detail.startswith("body.subject: ")
    assert token not in answer.body.detail
    assert await pages(pair) == before


async def test_list_has_every_token_once(pair: Pair) -> None:
    issued = [public((await issue(pair, "info:read")).body) for _ in range(6)]
    found = await pages(pair, limit=3)
    assert [len(page) for page in found] == [3, 3, 1]
    listed = [token for page in found for token in page]
    assert listed == sorted(listed, key=lambda token: token.token_id)
    assert [token for token in listed if token.subject != "admin"] == sorted(issued, key=lambda token: token.token_id)


async def test_full_last_page_has_no_next(pair: Pair) -> None:
    for _ in range(3):
        await pair.credential("info:read")
    assert [len(page) for page in await pages(pair, limit=2)] == [2, 2]
    assert [len(page) for page in await pages(pair, limit=4)] == [4]
    assert [len(page) for page in await pages(pair, limit=1)] == [1] * 4


async def test_page_has_twenty_unless_told(pair: Pair) -> None:
    for _ in range(20):
        await pair.credential("info:read")
    assert [len(page) for page in await pages(pair)] == [20, 1]
    assert [len(page) for page in await pages(pair, limit=100)] == [21]


async def test_cursor_of_no_token_still_leads_on(pair: Pair) -> None:
    answers = [await pair.auth.list_tokens(authorization=pair.admin, cursor=cursor) for cursor in (NOBODY, "z" * 16)]
    (first,), last = [answer.body.items for answer in answers if isinstance(answer, ListTokens200)]
    assert (first.subject, last) == ("admin", [])


async def test_dead_tokens_are_listed(pair: Pair) -> None:
    ended, _ = await pair.tokens.issue("ended", ["info:read"], timedelta(seconds=-1))
    revoked, _ = await pair.tokens.issue("revoked", ["info:read"], None)
    await pair.auth.revoke_token(authorization=pair.admin, token_id=revoked.token_id)
    (page,) = await pages(pair)
    assert {token.subject for token in page} == {"admin", "ended", "revoked"}
    assert (await find(pair, ended.token_id)).expires_at == ended.expires_at


async def test_demo_token_is_not_listed(pair: Pair) -> None:
    assert isinstance(await pair.auth.login(authorization=GOOD), Login200)
    assert [[token.subject for token in page] for page in await pages(pair)] == [["admin"]]


async def test_revoked_token_is_refused_at_once(pair: Pair) -> None:
    issued = (await issue(pair, "info:read")).body
    assert isinstance(await pair.info.get_information(authorization=issued.token), info.GetInformation200)
    done = await pair.auth.revoke_token(authorization=pair.admin, token_id=issued.token_id)
    assert done == RevokeToken204()
    assert not isinstance(await pair.auth.login(authorization=issued.token), Login200)
    assert isinstance(await pair.info.get_information(authorization=issued.token), info.Unauthorized)


async def test_second_revocation_changes_nothing(pair: Pair) -> None:
    token_id = (await issue(pair, "info:read")).body.token_id
    seen = list[Token]()
    for _ in range(2):
        assert await pair.auth.revoke_token(authorization=pair.admin, token_id=token_id) == RevokeToken204()
        seen.append(await find(pair, token_id))
    first, second = seen
    assert first == second
    assert first.revoked_at is not None
    assert first.created_at < first.revoked_at <= datetime.now(UTC)


async def test_token_can_revoke_itself(pair: Pair) -> None:
    issued = (await issue(pair, "tokens:write")).body
    done = await pair.auth.revoke_token(authorization=issued.token, token_id=issued.token_id)
    assert done == RevokeToken204()
    assert not isinstance(await pair.auth.login(authorization=issued.token), Login200)
    assert isinstance(await pair.auth.login(authorization=pair.admin), Login200)


async def test_refusals_tell_nothing_apart(pair: Pair) -> None:
    _, ended = await pair.tokens.issue("ended", ["info:read"], timedelta(microseconds=-1))
    revoked, secret = await pair.tokens.issue("revoked", ["info:read"], None)
    await pair.tokens.revoke(revoked.token_id)
    refused = [ended, secret, mint().token, "cts_", "unknown", secret[:-1], secret.swapcase(), f"x{secret}"]
    for http, method, path in ((pair.http["auth"], "POST", "/login/"), (pair.http["info"], "GET", "/info/")):
        answers = [await send(http, method, path, [f"Bearer {token}".encode()]) for token in refused]
        told = {(answer.status_code, tuple(sorted(answer.headers.items())), answer.content) for answer in answers}
        assert len(told) == 1, "whoever guesses must not learn that a token was good once"
        assert answers[0].status_code == 401


async def test_token_of_nobody_is_not_found(shared: Pair) -> None:
    assert isinstance(await shared.auth.get_token(authorization=shared.admin, token_id=NOBODY), NotFound)
    assert isinstance(await shared.auth.revoke_token(authorization=shared.admin, token_id=NOBODY), NotFound)


@pytest.mark.parametrize("token_id", ["0" * 15, "0" * 17, "0" * 15 + "-", "0" * 15 + "\u0660", "0" * 15 + "\0", " "])
async def test_token_id_has_its_form(token_id: str, shared: Pair) -> None:
    answers = [
        await shared.auth.get_token(authorization=shared.admin, token_id=token_id),
        await shared.auth.revoke_token(authorization=shared.admin, token_id=token_id),
        await shared.auth.list_tokens(authorization=shared.admin, cursor=token_id),
    ]
    places = ["path.token_id", "path.token_id", "query.cursor"]
    assert [answer.body.detail.partition(":")[0] for answer in answers if isinstance(answer, BadRequest)] == places


@pytest.mark.parametrize("limit", [-1, 0, 101, 10**30])
async def test_limit_has_its_bounds(limit: int, shared: Pair) -> None:
    answer = await shared.auth.list_tokens(authorization=shared.admin, limit=limit)
    assert isinstance(answer, BadRequest)
    assert answer.body.detail.startswith("query.limit: ")


@pytest.mark.parametrize(("seconds", "told"), [(0, "no-store"), (1, "private, max-age=1"), (60, "private, max-age=60")])
async def test_login_says_how_long_it_holds(seconds: int, told: str, tmp_path: Path) -> None:
    settings = Settings(
        database_url=SecretStr(sqlite_in(tmp_path)), demo_token=SecretStr("demo"), decision_max_age=seconds
    )
    async with caller("auth", create_app(settings)) as http:
        answer = await AsyncAuthClient(http).login(authorization="demo")
    assert isinstance(answer, Login200)
    assert answer.cache_control == told
