"""Tokens: issued, found, listed and revoked; what is kept of one is a digest."""

import hashlib
import hmac
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any

from sqlalchemy import Column, MetaData, Table, bindparam, insert, select, update
from sqlalchemy import LargeBinary as Bytes

from auth_service.minting import is_minted, is_token_id, mint
from chassis.access import Principal
from chassis.storage import Database, Instant, Text

TABLE = Table(
    "tokens",
    MetaData(),
    Column("token_id", Text, primary_key=True),
    Column("digest", Bytes, nullable=False, unique=True),
    Column("subject", Text, nullable=False),
    Column("scopes", Text, nullable=False),
    Column("created_at", Instant, nullable=False),
    Column("expires_at", Instant),
    Column("revoked_at", Instant),
)
PUBLIC = [column for column in TABLE.c if column is not TABLE.c.digest]
BY_DIGEST = select(TABLE.c.subject, TABLE.c.scopes, TABLE.c.expires_at, TABLE.c.revoked_at).where(
    TABLE.c.digest == bindparam("digest")
)


@dataclass(frozen=True)
class Token:
    """What is known of a token; not its secret."""

    token_id: str
    subject: str
    scopes: tuple[str, ...]
    created_at: datetime
    expires_at: datetime | None
    revoked_at: datetime | None


@dataclass(frozen=True)
class Page:
    """Tokens in the order of their ids, and the id after which the next page begins; None if there is none."""

    tokens: Sequence[Token]
    next_cursor: str | None


DEMO = Principal("demo", frozenset({"info:read"}))


def _now() -> datetime:
    return datetime.now(UTC)


class Tokens:
    """The tokens. All methods raise `chassis.storage.StorageError` where the storage cannot be used.

    demo_token: good for the demonstration and never stored; empty: there is none
    """

    def __init__(self, database: Database, demo_token: str = "", clock: Callable[[], datetime] = _now) -> None:
        self._database = database
        self._demo = digest(demo_token.encode()) if demo_token else None
        self._clock = clock

    async def principal(self, token: bytes) -> Principal | None:
        """Return who stands behind a token, or None for one that is unknown, expired or revoked."""
        key = digest(token)
        if self._demo is not None and hmac.compare_digest(key, self._demo):
            return DEMO
        if not is_minted(token):
            return None
        for row in await self._database.fetch(BY_DIGEST, {"digest": key}):
            if row["revoked_at"] is None and (row["expires_at"] is None or self._clock() < row["expires_at"]):
                return Principal(row["subject"], frozenset(row["scopes"].split()), row["expires_at"])
        return None

    async def issue(self, subject: str, scopes: Iterable[str], lifetime: timedelta | None) -> tuple[Token, str]:
        """Issue a token, and return it with its secret, for the only time; without a lifetime it never ends."""
        minted, now = mint(), self._clock()
        expires_at = None if lifetime is None else now + lifetime
        token = Token(minted.token_id, subject, tuple(sorted(set(scopes))), now, expires_at, None)
        row = {
            "token_id": token.token_id,
            "digest": digest(minted.token.encode()),
            "subject": subject,
            "scopes": " ".join(token.scopes),
            "created_at": now,
            "expires_at": expires_at,
        }
        await self._database.change(insert(TABLE), row)
        return token, minted.token

    async def find(self, token_id: str) -> Token | None:
        """Return a token by its public id."""
        if not is_token_id(token_id):
            return None
        rows = await self._database.fetch(select(*PUBLIC).where(TABLE.c.token_id == token_id))
        return next(map(_token, rows), None)

    async def page(self, limit: int, cursor: str | None = None) -> Page:
        """Return so many tokens, from the first one on, or from after the one that `cursor` names."""
        query = select(*PUBLIC).order_by(TABLE.c.token_id).limit(limit + 1)
        if cursor is not None:
            query = query.where(TABLE.c.token_id > cursor)
        found = [_token(row) for row in await self._database.fetch(query)]
        return Page(found[:limit], found[limit - 1].token_id if len(found) > limit else None)

    async def revoke(self, token_id: str) -> bool:
        """Revoke a token, at once and for ever; say whether there is one. A second time changes nothing."""
        if not is_token_id(token_id):
            return False
        revoked = update(TABLE).where(TABLE.c.token_id == token_id, TABLE.c.revoked_at.is_(None))
        changed = await self._database.change(revoked.values(revoked_at=self._clock()))
        return bool(changed) or await self.find(token_id) is not None


def _token(row: Mapping[str, Any]) -> Token:
    return Token(**{**row, "scopes": tuple(row["scopes"].split())})


def digest(token: bytes) -> bytes:
    """Return what is kept of a token; a token has 256 random bits, so a fast hash protects it."""
    return hashlib.sha256(token).digest()
