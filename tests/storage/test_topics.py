"""Topics in a real database of each kind."""

import asyncio

import pytest

from chassis.storage import Database
from info_service.topics import Absent, Deleted, Seen, Topic, Topics, Unmet, Written

pytestmark = pytest.mark.anyio

ANY = Seen(None)
STALE = Seen("0" * 16)


@pytest.fixture
def topics(info_database: Database) -> Topics:
    return Topics(info_database)


async def create(topics: Topics, name: str, info: str = "old") -> Topic:
    done = await topics.create(name, info)
    assert isinstance(done, Written)
    return done.topic


@pytest.mark.parametrize("info", ["\0", "a\0b", "\U0001f600" * 10_000, "e\u0301\r\n\ufeff"], ids=ascii)
async def test_topic_is_found_as_written(topics: Topics, info: str) -> None:
    written = await create(topics, "one", info)
    assert await topics.find("one") == written == Topic("one", written.version, info)
    assert await topics.find("on") is None


async def test_topic_there_is_not_created(topics: Topics) -> None:
    written = await create(topics, "one")
    assert isinstance(await topics.create("one", "new"), Unmet)
    assert await topics.find("one") == written


@pytest.mark.parametrize("any_version", [True, False], ids=["any", "seen"])
async def test_seen_version_is_replaced(topics: Topics, *, any_version: bool) -> None:
    old = await create(topics, "one")
    other = await create(topics, "two")
    done = await topics.replace("one", "new", ANY if any_version else Seen(old.version))
    assert isinstance(done, Written)
    assert (done.is_new, done.topic.info) == (False, "new")
    assert await topics.find("one") == done.topic != old
    assert await topics.find("two") == other


async def test_stale_version_changes_nothing(topics: Topics) -> None:
    written = await create(topics, "one")
    assert isinstance(await topics.replace("one", "new", STALE), Unmet)
    assert isinstance(await topics.delete("one", STALE), Unmet)
    assert await topics.find("one") == written


async def test_missing_topic_is_not_replaced(topics: Topics) -> None:
    assert isinstance(await topics.replace("one", "new", ANY), Unmet)
    assert await topics.find("one") is None


@pytest.mark.parametrize("any_version", [True, False], ids=["any", "seen"])
async def test_seen_version_is_deleted(topics: Topics, *, any_version: bool) -> None:
    written = await create(topics, "one")
    seen = ANY if any_version else Seen(written.version)
    assert await topics.delete("one", seen) == Deleted()
    assert await topics.find("one") is None
    assert await topics.delete("one", seen) == Absent()


async def test_version_never_comes_back(topics: Topics) -> None:
    old = await create(topics, "one", "same")
    await topics.delete("one", ANY)
    new = await create(topics, "one", "same")
    assert isinstance(await topics.replace("one", "lost", Seen(old.version)), Unmet)
    assert await topics.find("one") == new


async def test_one_of_many_creates(topics: Topics) -> None:
    done = await asyncio.gather(*(topics.create("one", str(number)) for number in range(20)))
    (winner,) = (write for write in done if isinstance(write, Written))
    assert await topics.find("one") == winner.topic


async def test_one_of_many_replaces(topics: Topics) -> None:
    seen = Seen((await create(topics, "one")).version)
    done = await asyncio.gather(*(topics.replace("one", str(number), seen) for number in range(20)))
    (winner,) = (write for write in done if isinstance(write, Written))
    assert await topics.find("one") == winner.topic


async def test_pages_survive_inserts_between(topics: Topics) -> None:
    for name in ("b", "d", "e", "f", "h"):
        await create(topics, name)
    first = await topics.page(3)
    assert (first.names, first.next_cursor) == (["b", "d", "e"], "e")
    for name in ("a", "c", "g"):
        await create(topics, name)
    await topics.delete("e", ANY)
    second = await topics.page(3, first.next_cursor)
    assert (second.names, second.next_cursor) == (["f", "g", "h"], None)
