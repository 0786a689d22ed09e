"""Fills a store with tokens, fast."""

from datetime import UTC, datetime, timedelta

from sqlalchemy import insert, make_url

from auth_service.minting import mint
from auth_service.tokens import TABLE, digest
from chassis.migrations import Migrations
from chassis.storage import engine

USED = 1_000
"""Tokens that the load takes in turn."""


def fill(url: str, count: int) -> list[str]:
    """Issue so many tokens with the scope info:read, and return some of them."""
    Migrations("auth_service", make_url(url)).upgrade()
    now = datetime.now(UTC)
    minted = [mint() for _ in range(count)]
    rows = [
        {
            "token_id": each.token_id,
            "digest": digest(each.token.encode()),
            "subject": "load",
            "scopes": "info:read",
            "created_at": now,
            "expires_at": now + timedelta(days=1),
        }
        for each in minted
    ]
    made = engine(make_url(url))
    with made.begin() as connection:
        connection.execute(insert(TABLE), rows)
    made.dispose()
    return [each.token for each in minted[:: max(count // USED, 1)]]
