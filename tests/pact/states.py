"""The states that pacts want of auth_service: its real store is put into them, beside the service that uses it."""

import hashlib
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import UTC, datetime, timedelta

from sqlalchemy import URL, delete, insert

from auth_service.minting import PATTERN, is_minted
from auth_service.tokens import TABLE, Tokens
from chassis.storage import Database, database
from tests.pact.verification import States


class Store:
    """The store of auth_service, and the one token that pacts tell of."""

    def __init__(self, url: URL) -> None:
        self._url = url

    async def forget(self, token: str) -> None:
        async with self._open() as store:
            await store.change(delete(TABLE).where(TABLE.c.digest == _digest(token)))

    async def keep(self, token: str, subject: str, scopes: list[str], expires_at: str | None) -> None:
        await self._write(token, subject, scopes, datetime.fromisoformat(expires_at) if expires_at else None)

    async def expire(self, token: str) -> None:
        await self._write(token, "expired", ["info:read"], datetime.now(UTC) - timedelta(seconds=1))

    async def revoke(self, token: str) -> None:
        token_id = await self._write(token, "revoked", ["info:read"], None)
        async with self._open() as store:
            assert await Tokens(store).revoke(token_id), "auth_service does not find the token that it is to revoke"

    async def _write(self, token: str, subject: str, scopes: list[str], expires_at: datetime | None) -> str:
        await self.forget(token)
        found = PATTERN.fullmatch(token)
        assert found
        row = {
            "token_id": found[1],
            "digest": _digest(token),
            "subject": subject,
            "scopes": " ".join(scopes),
            "created_at": datetime.now(UTC) - timedelta(days=1),
            "expires_at": expires_at,
        }
        async with self._open() as store:
            await store.change(insert(TABLE), row)
        return found[1]

    @asynccontextmanager
    async def _open(self) -> AsyncIterator[Database]:
        store = database(self._url)
        try:
            yield store
        finally:
            await store.close()


def _digest(token: str) -> bytes:
    assert is_minted(token.encode()), (
        "auth_service refuses a token of this form before it looks into its store, so the state would prove nothing; "
        "take one that was issued"
    )
    return hashlib.sha256(token.encode()).digest()


def states(store: Store) -> States:
    """Return for each state what puts the store into it, given the state's parameters by name."""
    return {
        "the token is good": store.keep,
        "the token has expired": store.expire,
        "the token was revoked": store.revoke,
        "the token is unknown": store.forget,
    }
