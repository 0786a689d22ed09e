"""What both kinds of database do alike, beneath the services."""

import asyncio
import time
import traceback
from datetime import UTC, datetime, timedelta, timezone
from pathlib import Path

import pytest
from sqlalchemy import Column, MetaData, Table, delete, func, insert, select, update

from chassis.storage import EPOCH, PROBE, ConflictError, Database, Rows, StorageError, Text, database
from info_service.topics import TABLE
from tests.support.databases import migrated

pytestmark = pytest.mark.anyio

TEXTS = ["", "\0", "Z", "a", "a\0", "a\0b", "e\u0301", "z", "\u00e9", "\ud7ff", "\ue000", "\uffff", "\U0001f600"]
"""By code point; not as any locale sorts them, nor as UTF-16 does."""
INSTANTS = [
    EPOCH,
    datetime(1969, 12, 31, 23, 59, 59, 999_999, UTC),
    datetime(2026, 11, 24, 8, 0, 0, 1, UTC),
    datetime(2026, 11, 24, 9, 0, 0, 123_456, timezone(timedelta(hours=5, minutes=45))),
    datetime(9999, 12, 31, 23, 59, 59, 999_999, UTC),
]
SECRET = "what-nobody-may-read-in-a-log"


def row(topic: str, info: str = "") -> dict[str, str]:
    return {"topic": topic, "version": "1", "info": info}


async def put(database: Database, *topics: str) -> None:
    for topic in topics:
        await database.change(insert(TABLE), row(topic, info=topic))


async def everything(database: Database) -> Rows:
    return await database.fetch(select(TABLE).order_by(TABLE.c.topic))


async def test_text_comes_back_unchanged(info_database: Database) -> None:
    await put(info_database, *TEXTS)
    assert {found["topic"]: found["info"] for found in await everything(info_database)} == {t: t for t in TEXTS}


async def test_text_sorts_by_code_point(info_database: Database) -> None:
    await put(info_database, *reversed(TEXTS))
    assert sorted(TEXTS) == TEXTS
    assert [found["topic"] for found in await everything(info_database)] == TEXTS


@pytest.mark.parametrize("instant", INSTANTS, ids=str)
async def test_instant_keeps_its_microseconds(info_database: Database, instant: datetime) -> None:
    await info_database.change(update(PROBE).values(touched_at=instant))
    (found,) = await info_database.fetch(select(PROBE.c.touched_at))
    assert found["touched_at"] == instant
    assert found["touched_at"].utcoffset() == timedelta()


async def test_change_counts_the_rows(info_database: Database) -> None:
    await put(info_database, "one", "two")
    write = update(TABLE).values(info="new")
    assert await info_database.change(write.where(TABLE.c.topic.in_(["one", "two", "three"]))) == 2
    assert await info_database.change(write.where(TABLE.c.topic == "three")) == 0
    assert await info_database.change(delete(TABLE).where(TABLE.c.topic == "one")) == 1


async def test_same_key_is_a_conflict(info_database: Database) -> None:
    await put(info_database, "one")
    before = await everything(info_database)
    with pytest.raises(ConflictError):
        await info_database.change(insert(TABLE), row("one", info="another"))
    assert await everything(info_database) == before


async def test_changes_at_once_all_count(info_database: Database) -> None:
    topics = {f"topic-{number}" for number in range(40)}
    await asyncio.gather(*(put(info_database, topic) for topic in topics))
    assert {found["topic"] for found in await everything(info_database)} == topics


async def test_changes_outlive_their_callers(info_database: Database) -> None:
    callers = [asyncio.create_task(put(info_database, topic)) for topic in ("one", "two", "three")]
    await asyncio.sleep(0)
    for caller in callers:
        caller.cancel()
    done = await asyncio.gather(*callers, return_exceptions=True)
    assert all(isinstance(end, asyncio.CancelledError) for end in done)
    deadline = time.monotonic() + 10
    while len(await everything(info_database)) < len(callers):
        assert time.monotonic() < deadline, "who goes away stops the change; see `change` in chassis/storage.py"


async def test_storage_error_tells_no_value(info_database: Database, caplog: pytest.LogCaptureFixture) -> None:
    nowhere = Table(SECRET, MetaData(), Column("topic", Text))  # what the driver says names it, and its statement
    with pytest.raises(StorageError) as writing:
        await info_database.change(insert(nowhere), {"topic": SECRET})
    with pytest.raises(StorageError) as reading:
        await info_database.fetch(select(func.count()).where(nowhere.c.topic == SECRET))
    told = [line for error in (writing.value, reading.value) for line in traceback.format_exception(error)]
    assert len(caplog.records) == 2, "the log says why the storage cannot be used"
    assert SECRET not in "".join(told) + caplog.text


async def test_conflict_tells_no_value(info_database: Database, caplog: pytest.LogCaptureFixture) -> None:
    await put(info_database, SECRET)
    with pytest.raises(ConflictError) as conflict:
        await put(info_database, SECRET)
    assert SECRET not in "".join(traceback.format_exception(conflict.value)) + caplog.text


async def test_restored_file_is_read_anew(tmp_path: Path) -> None:
    urls = {name: migrated("info_service", f"sqlite:///{tmp_path / name}.db") for name in ("backup", "served")}
    backup, served = database(urls["backup"]), database(urls["served"], alone=True)
    await put(backup, "restored")
    await backup.close()
    await everything(served)
    (tmp_path / "backup.db").replace(tmp_path / "served.db")
    found = {row["topic"] for row in await everything(served)}
    await served.close()
    assert "restored" in found, "a file that was replaced is another one; see _ready in chassis/storage.py"
