"""What SQLite remembers of what was read is true, and bounded."""

import tracemalloc
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

import pytest
from sqlalchemy import URL, update

from chassis.storage import MOST_REMEMBERED, Database, database
from info_service.topics import BY_NAME, EVERYTHING, TABLE
from tests.support.databases import migrated, sqlite_in

pytestmark = pytest.mark.anyio
LONG = 10_000


@asynccontextmanager
async def opened(url: URL, *, alone: bool) -> AsyncIterator[Database]:
    store = database(url, alone=alone)
    try:
        yield store
    finally:
        await store.close()


@pytest.fixture
def url(tmp_path: Path) -> URL:
    return migrated("info_service", sqlite_in(tmp_path))


async def read(store: Database) -> str:
    (row,) = await store.fetch(BY_NAME, {"topic": EVERYTHING})
    return str(row["info"])


async def write(store: Database, info: str) -> None:
    await store.change(update(TABLE).values(info=info))


async def test_own_writing_is_seen_at_once(url: URL) -> None:
    async with opened(url, alone=True) as store:
        for info in ("first", "second", "third"):
            await write(store, info)
            assert [await read(store), await read(store)] == [info] * 2


async def test_writing_of_others_is_seen_at_once(url: URL) -> None:
    async with opened(url, alone=False) as store, opened(url, alone=False) as other:
        for info in ("first", "second", "third"):
            await write(other, info)
            assert await read(store) == info, "only who is alone may remember"


async def test_what_is_remembered_is_bounded(url: URL) -> None:
    async with opened(url, alone=True) as store:
        tracemalloc.start()
        for number in range(2 * MOST_REMEMBERED + MOST_REMEMBERED // 2):
            await store.fetch(BY_NAME, {"topic": f"{number:0{LONG}}"})
        held, _ = tracemalloc.get_traced_memory()
        tracemalloc.stop()
    assert held < 1.5 * MOST_REMEMBERED * LONG, f"{held / 2**20:.0f} MiB are held of what was asked once"
