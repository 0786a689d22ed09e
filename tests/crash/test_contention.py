"""Fifty writers of one topic, none of whom overwrites what they have not seen."""

import asyncio
from collections.abc import Iterator

import httpx
import pytest
from aiohttp import ClientSession, TCPConnector
from fastapi import FastAPI
from httpx_aiohttp import AiohttpTransport
from starlette.requests import Request
from starlette.responses import JSONResponse

from generated.info.client import AsyncInfoClient
from generated.info.models import TopicContent
from generated.info.responses import GetTopic200, PreconditionFailed, PutTopic200, PutTopic201
from tests.support.answers import recorder
from tests.support.databases import NewUrl, migrated
from tests.support.servers import process, running

WRITERS = 50
MARKS = [f"mark-{number}" for number in range(WRITERS)]
NOTHING = ""
"""The version of a topic that is not there."""


@pytest.fixture
def anyio_backend() -> str:
    return "asyncio"


async def admit(request: Request) -> JSONResponse:
    """Answer as auth_service does, but let everybody do everything."""
    body = {"subject": "writer", "scopes": ["info:read", "info:write"], "expires_at": None}
    return JSONResponse(body, headers={"Cache-Control": "no-store"})


@pytest.fixture
def info_url(new_url: NewUrl) -> Iterator[str]:
    where, auth = new_url(), FastAPI()
    migrated("info_service", where)
    auth.add_route("/login/", admit, methods=["POST"])
    with (
        running(auth) as auth_url,
        process("info_service", INFO_DATABASE_URL=where, INFO_AUTH_URL=auth_url, INFO_AUTH_TIMEOUT="10") as service,
    ):
        yield service.url


def connect(url: str) -> httpx.AsyncClient:
    """Return a client with a connection for each writer."""
    transport = AiohttpTransport(client=lambda: ClientSession(connector=TCPConnector(limit=WRITERS)))
    return httpx.AsyncClient(
        transport=transport,
        base_url=url,
        headers={"Authorization": "anything"},
        timeout=30,
        event_hooks=recorder().async_hooks("info"),
    )


async def read(info: AsyncInfoClient) -> GetTopic200:
    answer = await info.get_topic(topic="marks")
    assert isinstance(answer, GetTopic200), answer
    return answer


async def add(info: AsyncInfoClient, mark: str) -> tuple[str, str, int]:
    """Write a mark, after those that are there; return the version that was seen, the one written, and the tries."""
    answer = await info.put_topic(topic="marks", if_none_match="*", body=TopicContent(info=mark))
    if isinstance(answer, PutTopic201):
        return NOTHING, answer.etag, 1
    for tries in range(2, 1000):
        assert isinstance(answer, PreconditionFailed), answer
        seen = await read(info)
        body = TopicContent(info=f"{seen.body.info} {mark}")
        answer = await info.put_topic(topic="marks", if_match=seen.etag, body=body)
        if isinstance(answer, PutTopic200):
            return seen.etag, answer.etag, tries
    pytest.fail("a writer never came to its turn")


@pytest.mark.anyio
async def test_fifty_writers_lose_no_mark(info_url: str) -> None:
    async with connect(info_url) as http:
        info = AsyncInfoClient(http)
        written = await asyncio.gather(*(add(info, mark) for mark in MARKS))
        last = await read(info)
    successor = {seen: new for seen, new, _ in written}
    versions = [NOTHING]
    while versions[-1] in successor:
        versions.append(successor.pop(versions[-1]))
    assert len(set(versions)) == len(versions) == WRITERS + 1, "two writers saw the same version, and both wrote"
    assert versions[-1] == last.etag
    assert sorted(last.body.info.split()) == sorted(MARKS), "a writer overwrote what it had not seen"
    assert sum(tries for _, _, tries in written) > WRITERS, "the writers never met, so this proves nothing"
