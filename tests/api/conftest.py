"""Both services, started once for most of the tests."""

from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from tests.api.services import NAMES, Pair, started
from tests.support.databases import sqlite_in


@pytest.fixture(scope="session")
def anyio_backend() -> str:
    return "asyncio"


@pytest.fixture(scope="session")
async def shared(tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[Pair]:
    """Yield services that are started once, for tests to which it does not matter what others left there."""
    auth_url, info_url = (sqlite_in(tmp_path_factory.mktemp(name)) for name in NAMES)
    async with started(auth_url, info_url) as pair:
        yield pair


@pytest.fixture
def url(tmp_path: Path) -> str:
    """Return the URL of a SQLite file that is not there yet."""
    return sqlite_in(tmp_path)
