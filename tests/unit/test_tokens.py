"""Tokens in a real SQLite: who stands behind one, until when, and that none is kept in clear."""

import asyncio
import hashlib
from collections.abc import AsyncIterator
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from sqlalchemy import URL, select

from auth_service.minting import mint
from auth_service.tokens import DEMO, TABLE, Page, Tokens
from chassis.access import Principal
from chassis.storage import Change, Database, Rows, StorageError, Values, database
from tests.support.databases import migrated, sqlite_in

pytestmark = pytest.mark.anyio
NOW = datetime(2026, 11, 24, 8, 0, 0, 123456, tzinfo=UTC)
INSTANT = timedelta(microseconds=1)
NOBODY = "0" * 16


@dataclass
class Clock:
    """Shows the time that a test sets."""

    now: datetime = NOW

    def __call__(self) -> datetime:
        return self.now


class Gone:
    """A database that cannot be used."""

    url = URL.create("sqlite")

    async def fetch(self, statement: object, values: Values | None = None) -> Rows:
        raise StorageError

    async def change(self, statement: Change, values: Values | None = None) -> int:
        raise StorageError

    async def close(self) -> None:
        raise StorageError


def content(folder: Path) -> bytes:
    """Return all that is in the files of a folder."""
    return b"".join(path.read_bytes() for path in folder.iterdir())


@pytest.fixture
async def store(tmp_path: Path) -> AsyncIterator[Database]:
    opened = database(migrated("auth_service", sqlite_in(tmp_path)))
    yield opened
    await opened.close()


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def tokens(store: Database, clock: Clock) -> Tokens:
    return Tokens(store, "swordfish", clock)


async def test_issued_token_is_its_principal(tokens: Tokens) -> None:
    token, secret = await tokens.issue("ci", ["b:c", "a:b", "b:c"], timedelta(days=30))
    assert (token.subject, token.scopes) == ("ci", ("a:b", "b:c"))
    assert (token.created_at, token.expires_at, token.revoked_at) == (NOW, NOW + timedelta(days=30), None)
    assert await tokens.principal(secret.encode()) == Principal("ci", frozenset({"a:b", "b:c"}), token.expires_at)
    assert await tokens.find(token.token_id) == token


@pytest.mark.parametrize("lifetime", [timedelta(days=30), timedelta(seconds=1), INSTANT], ids=str)
async def test_token_ends_at_the_instant(lifetime: timedelta, tokens: Tokens, clock: Clock) -> None:
    token, secret = await tokens.issue("ci", ["a:b"], lifetime)
    assert token.expires_at == NOW + lifetime
    clock.now = NOW + lifetime - INSTANT
    assert await tokens.principal(secret.encode()) is not None
    clock.now += INSTANT
    assert await tokens.principal(secret.encode()) is None
    clock.now += timedelta(days=9999)
    assert await tokens.principal(secret.encode()) is None


async def test_token_without_lifetime_never_ends(tokens: Tokens, clock: Clock) -> None:
    token, secret = await tokens.issue("ci", ["a:b"], None)
    clock.now = datetime.max.replace(tzinfo=UTC)
    assert await tokens.principal(secret.encode()) == Principal("ci", frozenset({"a:b"}), None)
    assert (await tokens.find(token.token_id)) == token


async def test_revoked_token_is_nobody(tokens: Tokens, clock: Clock) -> None:
    (token, secret), (_, other) = [await tokens.issue("ci", ["a:b"], None) for _ in range(2)]
    clock.now += INSTANT
    assert await tokens.revoke(token.token_id)
    assert await tokens.principal(secret.encode()) is None
    assert await tokens.principal(other.encode()) is not None
    assert await tokens.find(token.token_id) == replace(token, revoked_at=clock.now)


async def test_first_revocation_counts(tokens: Tokens, clock: Clock) -> None:
    token, _ = await tokens.issue("ci", ["a:b"], None)
    assert await tokens.revoke(token.token_id)
    clock.now += timedelta(days=1)
    assert await tokens.revoke(token.token_id)
    assert await tokens.find(token.token_id) == replace(token, revoked_at=NOW)


async def test_unknown_token_cannot_be_revoked(tokens: Tokens) -> None:
    _, secret = await tokens.issue("ci", ["a:b"], None)
    assert not await tokens.revoke(NOBODY)
    assert await tokens.find(NOBODY) is None
    assert await tokens.principal(mint().token.encode()) is None
    assert await tokens.principal(secret.encode()) is not None


@pytest.mark.parametrize("token_id", ["", "0" * 15, "%" * 16, "\ud800" * 16, "0" * 16 + "\0"], ids=repr)
async def test_no_token_has_other_id(token_id: str) -> None:
    without_storage = Tokens(Gone())
    assert await without_storage.find(token_id) is None
    assert not await without_storage.revoke(token_id)


async def test_pages_are_in_order_of_ids(tokens: Tokens) -> None:
    issued = [(await tokens.issue("ci", ["a:b"], None))[0] for _ in range(5)]
    one, two, three, four, five = sorted(issued, key=lambda token: token.token_id)
    assert await tokens.page(2) == Page([one, two], two.token_id)
    assert await tokens.page(2, two.token_id) == Page([three, four], four.token_id)
    assert await tokens.page(2, four.token_id) == Page([five], None)
    assert await tokens.page(5) == Page([one, two, three, four, five], None)
    assert await tokens.page(2, five.token_id) == Page([], None)


async def test_digest_is_kept_and_no_token(tokens: Tokens, store: Database, tmp_path: Path) -> None:
    token, secret = await tokens.issue("ci", ["a:b"], None)
    await tokens.principal(secret.encode())
    await tokens.principal(b"swordfish")
    (row,) = await store.fetch(select(TABLE.c.digest))
    assert row["digest"] == hashlib.sha256(secret.encode()).digest()
    kept = content(tmp_path)
    assert token.token_id.encode() in kept, "these are not the files in which tokens are kept"
    assert not [text for text in (secret, secret[21:], secret[21:64], "swordfish") if text.encode() in kept]


async def test_demo_token_is_not_stored(tokens: Tokens, store: Database) -> None:
    assert await tokens.principal(b"swordfish") == DEMO
    assert await store.fetch(select(TABLE)) == []
    assert await tokens.page(1) == Page([], None)


async def test_demo_principal_reads_info_for_ever() -> None:
    assert await Tokens(Gone(), "swordfish").principal(b"swordfish") == DEMO
    assert Principal("demo", frozenset({"info:read"}), None) == DEMO


@settings(deadline=None)
@given(st.binary().filter(lambda token: token != b"swordfish"))
def test_bytes_that_are_no_token_are_nobody(token: bytes) -> None:
    assert asyncio.run(Tokens(Gone(), "swordfish").principal(token)) is None


async def test_digest_that_begins_alike_is_nobody() -> None:
    tokens = Tokens(Gone(), "swordfish")
    assert [number for number in range(5_000) if await tokens.principal(f"token-{number}".encode())] == []


@pytest.mark.parametrize(
    "token", [b"Swordfish", b"swordfish ", b"swordfis", b"swordfish\x00", b"sw\xc3\xb6rdfish", b""]
)
async def test_nearly_right_token_is_nobody(token: bytes) -> None:
    assert await Tokens(Gone(), "swordfish").principal(token) is None
    assert await Tokens(Gone()).principal(token) is None


async def test_without_storage_nobody_is_judged() -> None:
    with pytest.raises(StorageError):
        await Tokens(Gone()).principal(mint().token.encode())


def test_tokens_are_not_kept_in_clear() -> None:
    kept = vars(Tokens(Gone(), "swordfish"))
    assert set(kept) == {"_database", "_demo", "_clock"}
    assert "swordfish" not in repr(kept)
