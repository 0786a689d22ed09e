"""Tokens in a real database of each kind."""

from datetime import UTC, datetime, timedelta

import pytest

from auth_service.minting import mint
from auth_service.tokens import Tokens
from chassis.access import Principal
from chassis.storage import Database

pytestmark = pytest.mark.anyio

NOW = datetime(2026, 11, 24, 8, 0, 0, 123_456, UTC)
DAY = timedelta(days=1)


def at(database: Database, moment: datetime = NOW) -> Tokens:
    """Return the tokens as they are at a moment."""
    return Tokens(database, clock=lambda: moment)


async def issue(tokens: Tokens, count: int) -> list[str]:
    """Issue so many tokens; return their ids in order."""
    return sorted([(await tokens.issue("ci", ["info:read"], DAY))[0].token_id for _ in range(count)])


async def test_issued_token_is_known(auth_database: Database) -> None:
    token, secret = await at(auth_database).issue("ci", ["info:write", "info:read", "info:read"], DAY)
    principal = await at(auth_database).principal(secret.encode())
    assert principal == Principal("ci", frozenset({"info:read", "info:write"}), NOW + DAY)
    assert await at(auth_database).find(token.token_id) == token
    assert (token.scopes, token.created_at, token.revoked_at) == (("info:read", "info:write"), NOW, None)


async def test_token_without_scopes_is_known(auth_database: Database) -> None:
    _, secret = await at(auth_database).issue("ci", [], None)
    assert await at(auth_database).principal(secret.encode()) == Principal("ci", frozenset(), None)


async def test_minted_elsewhere_is_unknown(auth_database: Database) -> None:
    await issue(at(auth_database), 3)
    foreign = mint()
    assert await at(auth_database).principal(foreign.token.encode()) is None
    assert await at(auth_database).find(foreign.token_id) is None


async def test_token_ends_at_its_microsecond(auth_database: Database) -> None:
    _, secret = await at(auth_database).issue("ci", [], DAY)
    last = NOW + DAY - timedelta(microseconds=1)
    assert await at(auth_database, last).principal(secret.encode()) is not None
    assert await at(auth_database, NOW + DAY).principal(secret.encode()) is None


async def test_revoked_token_is_unknown_at_once(auth_database: Database) -> None:
    token, secret = await at(auth_database).issue("ci", [], None)
    _, other = await at(auth_database).issue("ci", [], None)
    assert await at(auth_database).revoke(token.token_id)
    assert await at(auth_database).principal(secret.encode()) is None
    assert await at(auth_database).principal(other.encode()) is not None


async def test_second_revocation_changes_nothing(auth_database: Database) -> None:
    token, _ = await at(auth_database).issue("ci", [], None)
    assert await at(auth_database).revoke(token.token_id)
    assert await at(auth_database, NOW + DAY).revoke(token.token_id)
    found = await at(auth_database).find(token.token_id)
    assert found is not None
    assert found.revoked_at == NOW


async def test_unknown_id_is_not_revoked(auth_database: Database) -> None:
    await issue(at(auth_database), 1)
    assert not await at(auth_database).revoke(mint().token_id)


async def test_pages_hold_each_token_once(auth_database: Database) -> None:
    tokens = at(auth_database)
    ids = await issue(tokens, 7)
    first = await tokens.page(3)
    second = await tokens.page(3, first.next_cursor)
    third = await tokens.page(3, second.next_cursor)
    pages = [[token.token_id for token in page.tokens] for page in (first, second, third)]
    assert pages == [ids[:3], ids[3:6], ids[6:]]
    assert third.next_cursor is None


async def test_full_last_page_has_no_next(auth_database: Database) -> None:
    tokens = at(auth_database)
    await issue(tokens, 3)
    assert (await tokens.page(3)).next_cursor is None


async def test_pages_survive_inserts_between(auth_database: Database) -> None:
    tokens = at(auth_database)
    ids, new = await issue(tokens, 9), list[str]()
    page = await tokens.page(2)
    seen = [token.token_id for token in page.tokens]
    while page.next_cursor:
        new += await issue(tokens, 3)
        page = await tokens.page(4, page.next_cursor)
        seen += [token.token_id for token in page.tokens]
    assert seen == sorted(set(seen)), "a token was listed twice, or out of order"
    assert set(ids) <= set(seen) <= {*ids, *new}
