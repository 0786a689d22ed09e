"""Topics over HTTP: nobody overwrites what they have not seen; on SQLite and PostgreSQL."""

import asyncio
from collections import Counter
from collections.abc import AsyncIterator

import pytest

from generated.info.models import TopicContent
from generated.info.responses import (
    BadRequest,
    DeleteTopic204,
    GetInformation200,
    GetTopic200,
    GetTopicResponse,
    ListTopics200,
    NotFound,
    PreconditionFailed,
    PreconditionRequired,
    PutTopic200,
    PutTopic201,
    PutTopicResponse,
)
from tests.api.services import Pair, started
from tests.support.databases import NewUrl

pytestmark = pytest.mark.anyio
NEW, OLD = "a-new-topic", "everything"
"""A topic that a new store does not hold, and the one that it holds."""


@pytest.fixture
async def pair(new_url: NewUrl, url: str) -> AsyncIterator[Pair]:
    """Yield services that only this test uses, with topics on each kind of database."""
    async with started(url, new_url()) as pair:
        yield pair


async def get(pair: Pair, topic: str) -> GetTopicResponse:
    return await pair.info.get_topic(authorization=pair.admin, topic=topic)


async def put(pair: Pair, topic: str, info: str, if_match: str | None = None) -> PutTopicResponse:
    body = TopicContent(info=info)
    return await pair.info.put_topic(authorization=pair.admin, topic=topic, body=body, if_match=if_match)


async def seen(pair: Pair, topic: str) -> tuple[str, str]:
    """Return the version of a topic, and what it says."""
    found = await get(pair, topic)
    assert isinstance(found, GetTopic200)
    assert found.body.topic == topic
    return found.etag, found.body.info


async def pages(pair: Pair, limit: int | None = None) -> list[list[str]]:
    """Read the whole list."""
    found, cursor = list[list[str]](), None
    while cursor or not found:
        answer = await pair.info.list_topics(authorization=pair.admin, limit=limit, cursor=cursor)
        assert isinstance(answer, ListTopics200)
        found, cursor = [*found, [item.topic for item in answer.body.items]], answer.body.next_cursor
    return found


async def test_new_store_holds_one_topic(pair: Pair) -> None:
    assert await pages(pair) == [[OLD]]
    assert (await seen(pair, OLD))[1] == "The answer is 42."


async def test_new_topic_is_created(pair: Pair) -> None:
    assert isinstance(await get(pair, NEW), NotFound)
    done = await put(pair, NEW, "first")
    assert isinstance(done, PutTopic201)
    assert done.location == f"/topics/{NEW}"
    assert await get(pair, NEW) == GetTopic200(etag=done.etag, body=done.body)
    assert await seen(pair, NEW) == (done.etag, "first")


async def test_seen_version_is_replaced(pair: Pair) -> None:
    before, _ = await seen(pair, OLD)
    done = await put(pair, OLD, "second", before)
    assert isinstance(done, PutTopic200)
    assert done.etag != before
    assert await get(pair, OLD) == GetTopic200(etag=done.etag, body=done.body)
    assert done.body.info == "second"


async def test_same_text_is_a_new_version(pair: Pair) -> None:
    before, info = await seen(pair, OLD)
    versions = [before]
    for _ in range(2):
        done = await put(pair, OLD, info, versions[-1])
        assert isinstance(done, PutTopic200)
        assert await seen(pair, OLD) == (done.etag, info)
        versions.append(done.etag)
    assert len(set(versions)) == 3


async def test_unseen_version_is_not_replaced(pair: Pair) -> None:
    before = await seen(pair, OLD)
    done = await put(pair, OLD, "lost")
    assert isinstance(done, PreconditionRequired)
    assert (done.body.status, done.body.detail) == (428, "The topic exists; send its ETag in If-Match.")
    assert await seen(pair, OLD) == before


async def test_stale_writer_does_not_overwrite(pair: Pair) -> None:
    stale, _ = await seen(pair, OLD)
    assert isinstance(await put(pair, OLD, "theirs", stale), PutTopic200)
    current = await seen(pair, OLD)
    done = await put(pair, OLD, "mine", stale)
    assert isinstance(done, PreconditionFailed)
    assert done.body.detail == "The topic has another version by now; read it again."
    assert await seen(pair, OLD) == current


@pytest.mark.parametrize("tag", ["W/{}", '"*"', '""', '"0"'], ids=["weak", "quoted star", "empty", "unknown"])
async def test_other_tag_changes_nothing(pair: Pair, tag: str) -> None:
    before = await seen(pair, OLD)
    sent = tag.format(before[0])
    answers = [
        await put(pair, OLD, "lost", sent),
        await pair.info.delete_topic(authorization=pair.admin, topic=OLD, if_match=sent),
    ]
    assert [type(answer) for answer in answers] == [PreconditionFailed] * 2
    assert await seen(pair, OLD) == before


async def test_star_is_any_version(pair: Pair) -> None:
    assert isinstance(await put(pair, OLD, "second", "*"), PutTopic200)
    assert (await seen(pair, OLD))[1] == "second"
    done = await pair.info.delete_topic(authorization=pair.admin, topic=OLD, if_match="*")
    assert done == DeleteTopic204()
    assert isinstance(await get(pair, OLD), NotFound)


@pytest.mark.parametrize("if_match", ["*", '"0000000000000001"'])
async def test_missing_topic_matches_nothing(pair: Pair, if_match: str) -> None:
    done = await put(pair, NEW, "lost", if_match)
    assert isinstance(done, PreconditionFailed)
    assert done.body.detail == "The topic is not there."
    assert isinstance(await get(pair, NEW), NotFound)


async def test_new_only_creates_and_never_replaces(pair: Pair) -> None:
    body = TopicContent(info="first")
    done = [
        await pair.info.put_topic(authorization=pair.admin, topic=NEW, body=body, if_none_match="*") for _ in range(2)
    ]
    assert [type(answer) for answer in done] == [PutTopic201, PreconditionFailed]
    assert (await seen(pair, NEW))[1] == "first"


@pytest.mark.parametrize("topic", [OLD, NEW])
async def test_both_conditions_are_never_met(pair: Pair, topic: str) -> None:
    before = await get(pair, topic)
    body = TopicContent(info="lost")
    done = await pair.info.put_topic(authorization=pair.admin, topic=topic, body=body, if_match="*", if_none_match="*")
    assert isinstance(done, PreconditionFailed)
    assert await get(pair, topic) == before


async def test_seen_version_is_deleted(pair: Pair) -> None:
    version, _ = await seen(pair, OLD)
    done = await pair.info.delete_topic(authorization=pair.admin, topic=OLD, if_match=version)
    assert done == DeleteTopic204()
    assert isinstance(await get(pair, OLD), NotFound)
    assert await pages(pair) == [[]]


async def test_unseen_version_is_not_deleted(pair: Pair) -> None:
    stale, _ = await seen(pair, OLD)
    await put(pair, OLD, "second", stale)
    current = await seen(pair, OLD)
    answers = [await pair.info.delete_topic(authorization=pair.admin, topic=OLD, if_match=tag) for tag in (None, stale)]
    assert [type(answer) for answer in answers] == [PreconditionRequired, PreconditionFailed]
    assert await seen(pair, OLD) == current


@pytest.mark.parametrize("if_match", [None, "*", '"0000000000000001"'])
async def test_missing_topic_is_not_deleted(if_match: str | None, shared: Pair) -> None:
    done = await shared.info.delete_topic(authorization=shared.admin, topic=NEW, if_match=if_match)
    assert isinstance(done, NotFound)


async def test_topic_comes_back_with_new_version(pair: Pair) -> None:
    first = await put(pair, NEW, "same")
    assert isinstance(first, PutTopic201)
    await pair.info.delete_topic(authorization=pair.admin, topic=NEW, if_match=first.etag)
    again = await put(pair, NEW, "same")
    assert isinstance(again, PutTopic201)
    assert again.etag != first.etag
    assert isinstance(await put(pair, NEW, "lost", first.etag), PreconditionFailed)


async def test_one_of_two_writers_wins(pair: Pair) -> None:
    version, _ = await seen(pair, OLD)
    done = await asyncio.gather(*(put(pair, OLD, f"by {number}", version) for number in range(4)))
    assert Counter(map(type, done)) == {PutTopic200: 1, PreconditionFailed: 3}
    (won,) = (answer for answer in done if isinstance(answer, PutTopic200))
    assert await seen(pair, OLD) == (won.etag, won.body.info)


async def test_one_of_two_creators_wins(pair: Pair) -> None:
    done = await asyncio.gather(*(put(pair, NEW, f"by {number}") for number in range(4)))
    assert Counter(map(type, done)) == {PutTopic201: 1, PreconditionRequired: 3}
    (won,) = (answer for answer in done if isinstance(answer, PutTopic201))
    assert await seen(pair, NEW) == (won.etag, won.body.info)


async def test_information_follows_its_topic(pair: Pair) -> None:
    for info in ("The answer is 43.", "\0"):
        await put(pair, OLD, info, "*")
        answer = await pair.info.get_information(authorization=pair.admin)
        assert isinstance(answer, GetInformation200)
        assert answer.body.info == info
    await pair.info.delete_topic(authorization=pair.admin, topic=OLD, if_match="*")
    assert isinstance(await pair.info.get_information(authorization=pair.admin), NotFound)


TEXTS = {
    "NUL": "a\0b\0",
    "the first of all characters": "".join(map(chr, range(0x800))),
    "emoji": "\U0001f469\u200d\U0001f52c\U0001f3f3\ufe0f\u200d\U0001f308",
    "right to left": "\u05d0\u202e\u0627",
    "combined or not": "\u00e9 e\u0301 \ufb01",
    "line ends": "a\r\nb\rc\u2028d\u0085e",
    "blanks alone": " \t\n",
    "not a character": "\ufeff\ufffe\uffff\U0010ffff\ufffd",
    "statement": "'; DROP TABLE topics; --",
    "10,000 characters": "x" * 10_000,
    "10,000 of four bytes": "\U0001f600" * 10_000,
}


async def test_any_text_comes_back(pair: Pair) -> None:
    lost = list[str]()
    for name, text in TEXTS.items():
        done = await put(pair, OLD, text, "*")
        assert isinstance(done, PutTopic200), f"{name}: {done}"
        if (done.body.info, await seen(pair, OLD)) != (text, (done.etag, text)):
            lost.append(name)
    assert lost == []


@pytest.mark.parametrize(
    "content",
    [b'{"info": ""}', b'{"info": "%s"}' % (b"x" * 10_001), b'{"info": "\\ud800"}', b'{"info": "\xff"}'],
    ids=["empty", "10,001 characters", "half a pair", "no UTF-8"],
)
async def test_other_text_is_refused(content: bytes, shared: Pair) -> None:
    headers = {"Authorization": shared.admin, "Content-Type": "application/json"}
    response = await shared.http["info"].put(f"/topics/{NEW}", headers=headers, content=content)
    assert response.status_code == 400
    assert response.json()["detail"].startswith("body")


async def test_topics_may_have_these_names(pair: Pair) -> None:
    names = ["a", "0", "a-b-0", "9" * 64, "x" * 31 + "-" + "x" * 32]
    for name in names:
        assert isinstance(await put(pair, name, name), PutTopic201)
    assert [(await seen(pair, name))[1] for name in names] == names
    assert await pages(pair, limit=1) == [[name] for name in sorted([OLD, *names])]


@pytest.mark.parametrize(
    "topic", ["A", "x" * 65, "-a", "a-", "a--b", "a_b", "a.b", "a b", "\u00e9", "\u0661", "a\0", "\0", "a%", "{topic}"]
)
async def test_topic_may_not_have_this_name(topic: str, shared: Pair) -> None:
    answers = [
        await get(shared, topic),
        await put(shared, topic, "named"),
        await shared.info.delete_topic(authorization=shared.admin, topic=topic),
        await shared.info.list_topics(authorization=shared.admin, cursor=topic),
    ]
    places = ["path.topic", "path.topic", "path.topic", "query.cursor"]
    assert [answer.body.detail.partition(":")[0] for answer in answers if isinstance(answer, BadRequest)] == places


async def test_list_has_every_topic_once(pair: Pair) -> None:
    for name in ("b", "a-1", "a1", "a", "10", "9"):
        await put(pair, name, "listed")
    found = await pages(pair, limit=3)
    assert [len(page) for page in found] == [3, 3, 1]
    assert [name for page in found for name in page] == ["10", "9", "a", "a-1", "a1", "b", OLD], "in order of bytes"


async def test_page_has_twenty_unless_told(pair: Pair) -> None:
    for number in range(20):
        await put(pair, f"topic-{number}", "listed")
    assert [len(page) for page in await pages(pair)] == [20, 1]
    assert [len(page) for page in await pages(pair, limit=100)] == [21]


async def test_cursor_of_no_topic_still_leads_on(pair: Pair) -> None:
    answers = [await pair.info.list_topics(authorization=pair.admin, cursor=cursor) for cursor in ("e", "f")]
    found = [[item.topic for item in answer.body.items] for answer in answers if isinstance(answer, ListTopics200)]
    assert found == [[OLD], []]


@pytest.mark.parametrize("limit", [-1, 0, 101, 10**30])
async def test_limit_has_its_bounds(limit: int, shared: Pair) -> None:
    answer = await shared.info.list_topics(authorization=shared.admin, limit=limit)
    assert isinstance(answer, BadRequest)
    assert answer.body.detail.startswith("query.limit: ")


@pytest.mark.parametrize("tag", ["0", '"0', '0"', '"a", "b"', '"a b"', "W/*", 'w/"0"', '"%s"' % ("x" * 65), "**", ""])
async def test_condition_has_its_form(tag: str, shared: Pair) -> None:
    answers = [
        await put(shared, NEW, "lost", tag),
        await shared.info.delete_topic(authorization=shared.admin, topic=NEW, if_match=tag),
    ]
    told = [answer.body.detail.partition(":")[0] for answer in answers if isinstance(answer, BadRequest)]
    assert told == ["header.If-Match"] * 2


@pytest.mark.parametrize("value", ["more", "**", '"0"', "*, *", ""])
async def test_new_only_has_one_form(value: str, shared: Pair) -> None:
    headers = {"Authorization": shared.admin, "If-None-Match": value}
    response = await shared.http["info"].put(f"/topics/{NEW}", headers=headers, json={"info": "lost"})
    assert response.status_code == 400
    assert response.json()["detail"].startswith("header.If-None-Match: ")
