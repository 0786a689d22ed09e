from collections.abc import AsyncIterator

import pytest
from sqlalchemy import URL, delete

import auth_service.tokens
import info_service.topics
from chassis.storage import Database, database
from tests.support.databases import NewUrl, migrated

Made = dict[str, URL]


@pytest.fixture
def anyio_backend() -> str:
    return "asyncio"


@pytest.fixture(scope="session")
def made() -> Made:
    """Return the databases that tests use one after another: to make a PostgreSQL one takes longer than a test."""
    return {}


@pytest.fixture
async def auth_database(backend: str, new_url: NewUrl, made: Made) -> AsyncIterator[Database]:
    """Yield a database of auth_service that holds no token."""
    name = f"auth {backend}"
    made[name] = made.get(name) or migrated("auth_service", new_url())
    store = database(made[name])
    await store.change(delete(auth_service.tokens.TABLE))
    yield store
    await store.close()


@pytest.fixture
async def info_database(backend: str, new_url: NewUrl, made: Made) -> AsyncIterator[Database]:
    """Yield a database of info_service that holds no topic."""
    name = f"info {backend}"
    made[name] = made.get(name) or migrated("info_service", new_url())
    store = database(made[name])
    await store.change(delete(info_service.topics.TABLE))
    yield store
    await store.close()
