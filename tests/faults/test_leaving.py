"""Clients that go away in mid-request leave no connection and no task behind."""

import asyncio
import os
import random
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

import pytest
from pydantic import HttpUrl, SecretStr

from chassis import serving
from chassis.settings import ServiceSettings
from info_service.application import create_app
from info_service.settings import Settings
from tests.faults.misbehaving import hanging
from tests.faults.misbehaving import serving as misbehaving
from tests.support.commands import until
from tests.support.databases import sqlite_in

LEAVING = int(os.environ.get("FAULTS_LEAVING", "1000"))
AT_ONCE = 100

pytestmark = pytest.mark.anyio


@asynccontextmanager
async def served(auth_url: str, folder: Path) -> AsyncIterator[tuple[serving.Server, int]]:
    """Serve info_service in this loop, so that its tasks can be counted."""
    app = create_app(Settings(auth_url=HttpUrl(auth_url), database_url=SecretStr(sqlite_in(folder))))
    listener = serving.listen(ServiceSettings(port=0))
    server = serving.server(app)
    running = asyncio.create_task(server.serve([listener]))
    await asyncio.to_thread(until, lambda: server.started, "a server that is ready")
    yield server, listener.getsockname()[1]
    server.should_exit = True
    await running


async def leave(port: int, number: int) -> None:
    """Ask with a token of one's own, and go away before there is an answer, sometimes in the midst of the request."""
    _, writer = await asyncio.open_connection("127.0.0.1", port)
    whole = f"GET /info/ HTTP/1.1\r\nHost: info\r\nAuthorization: token-{number}\r\n\r\n".encode()
    writer.write(whole if number % 4 else whole[: number % len(whole)])
    await asyncio.sleep(random.uniform(0, 0.02))
    writer.transport.abort()


async def test_who_goes_away_leaves_nothing(tmp_path: Path) -> None:
    async with misbehaving(hanging) as auth, served(auth.url, tmp_path) as (server, port):
        loop = asyncio.get_running_loop()
        before = len(asyncio.all_tasks())
        for first in range(0, LEAVING, AT_ONCE):
            await asyncio.gather(*(leave(port, number) for number in range(first, first + AT_ONCE)))

        def left() -> list[int]:
            """Return how many connections, requests and further tasks there are."""
            state, tasks = server.server_state, len(asyncio.all_tasks(loop)) - auth.open
            return [len(state.connections), len(state.tasks), tasks - before]

        await asyncio.to_thread(until, lambda: not any(left()), "nothing that is left of those who went away")
        assert auth.connections >= 1, "nobody came as far as the hop, so this shows nothing"
