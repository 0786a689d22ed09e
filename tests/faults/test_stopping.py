"""A service that is told to stop lets others know, answers what is under way, and ends in time, with 0."""

import asyncio
import os
import signal
import time

import anyio
import httpx
import pytest
from anyio.abc import SocketStream

from chassis.serving import GRACE
from tests.faults.malformed import request as written
from tests.faults.misbehaving import Server, good, hanging, request, serving
from tests.faults.sockets import Exchange, exchange
from tests.support.commands import until
from tests.support.servers import Process, process

pytestmark = pytest.mark.anyio


def stop(service: Process) -> None:
    os.kill(service.pid, signal.SIGTERM)


def is_leaving(service: Process) -> bool:
    try:
        return httpx.get(f"{service.url}/readyz").status_code == 503
    except httpx.ConnectError:
        pytest.fail("a new connection was refused before /readyz was 503; see Server.shutdown in chassis/serving.py")


async def under_way(service: Process, auth: Server) -> "asyncio.Task[Exchange]":
    """Ask, and return as soon as it depends on auth_service when there is an answer."""
    whole = written(b"Authorization: a", b"Connection: close", start=b"GET /info/ HTTP/1.1\r\n")
    asked = asyncio.create_task(exchange(service, whole))
    await asyncio.to_thread(until, lambda: auth.connections == 1, "a question to auth_service")
    return asked


def test_leaving_service_lets_others_know() -> None:
    with process("info_service", INFO_DRAIN="2") as service, httpx.Client(base_url=service.url) as kept:
        before = kept.get("/livez")
        stop(service)
        until(lambda: is_leaving(service), "/readyz at 503")
        after = kept.get("/livez")
    assert "Connection" not in before.headers
    assert (after.status_code, after.headers.get("Connection")) == (200, "close"), "it is answered, and told to go"


async def test_request_under_way_is_answered() -> None:
    gate = anyio.Event()

    async def waiting(stream: SocketStream) -> None:
        await request(stream)
        await gate.wait()
        await stream.send(good())

    async with serving(waiting) as auth:
        with process("info_service", INFO_AUTH_URL=auth.url, INFO_AUTH_TIMEOUT="20") as service:
            asked = await under_way(service, auth)
            stop(service)
            waits = "Waiting for connections to close"
            await asyncio.to_thread(until, lambda: asked.done() or waits in "".join(service.log), waits)
            gate.set()
            found = await asked
    assert found.statuses == (200,), "what was taken is answered, though the service is told to stop"


async def test_stopping_takes_no_longer_than_told() -> None:
    async with serving(hanging) as auth:
        with process("info_service", INFO_AUTH_URL=auth.url, INFO_AUTH_TIMEOUT="15") as service:
            asked = await under_way(service, auth)
            started = time.monotonic()
        took = time.monotonic() - started
        found = await asked
    assert found.statuses == (), "what is not finished then is broken off: an answer would be an undocumented one"
    assert GRACE - 1 < took < GRACE + 3, f"it took {took:.1f} seconds; a request has GRACE seconds to end"
