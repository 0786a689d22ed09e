"""A rolling restart of either service, with two replicas behind one address, fails no request."""

import asyncio
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path

import httpx
import pytest

from tests.load.balancer import balanced, is_up
from tests.support.commands import free_ports, until
from tests.support.databases import Postgres, migrated
from tests.support.servers import process

pytestmark = pytest.mark.anyio
RATE = 200
"""Requests per second."""
TOKEN = "merixstudio"


@pytest.fixture
def anyio_backend() -> str:
    return "asyncio"


class Replicas:
    """Two replicas of a service on one PostgreSQL; each can be stopped and started again."""

    def __init__(self, service: str, url: str, **settings: str) -> None:
        self.prefix = service.partition("_")[0].upper()
        self.ports = free_ports(2)
        self._service = service
        self._settings = {f"{self.prefix}_DATABASE_URL": url, f"{self.prefix}_DRAIN": "1", **settings}
        self._running: dict[int, ExitStack] = {}
        migrated(service, url)

    def start(self, port: int) -> None:
        stack = self._running[port] = ExitStack()
        stack.enter_context(process(self._service, **self._settings, **{f"{self.prefix}_PORT": str(port)}))

    def stop(self, port: int) -> None:
        """Send SIGTERM, and wait; it has to end with 0."""
        self._running.pop(port).close()

    def restart(self, url: str) -> None:
        """Restart one after the other, each when the balancer behind a URL has noticed that the one before is back."""
        for port in self.ports:
            self.stop(port)
            self.start(port)
            until(lambda: is_up(url, len(self.ports)), "a balancer that has noticed the new replica")

    @contextmanager
    def running(self) -> Iterator[None]:
        for port in self.ports:
            self.start(port)
        yield
        for port in self.ports:
            self.stop(port)


async def load(url: str, until: Callable[[], bool]) -> Counter[str]:
    """Ask at a fixed rate, whether there are answers or not; return how the requests ended."""
    ends: Counter[str] = Counter()
    loop = asyncio.get_running_loop()

    async def ask(http: httpx.AsyncClient) -> None:
        try:
            response = await http.get("/info/", headers={"Authorization": TOKEN})
            ends[str(response.status_code)] += 1
        except httpx.HTTPError as error:
            ends[type(error).__name__] += 1

    limits = httpx.Limits(max_connections=100)
    async with httpx.AsyncClient(base_url=url, limits=limits, timeout=10) as http, asyncio.TaskGroup() as tasks:
        start, sent = loop.time(), 0
        while not until():
            tasks.create_task(ask(http))
            sent += 1
            await asyncio.sleep(max(start + sent / RATE - loop.time(), 0))
    return ends


@pytest.mark.parametrize("restarted", ["auth_service", "info_service"])
async def test_rolling_restart_fails_no_request(restarted: str, postgres: Postgres, tmp_path: Path) -> None:
    auth = Replicas("auth_service", postgres.new(), AUTH_DEMO_TOKEN=TOKEN, AUTH_DECISION_MAX_AGE="0")
    with auth.running(), balanced(auth.ports, tmp_path) as auth_url:
        info = Replicas("info_service", postgres.new(), INFO_AUTH_URL=auth_url)
        with info.running(), balanced(info.ports, tmp_path) as info_url:
            await load(info_url, asyncio.create_task(asyncio.sleep(1)).done)
            replicas, url = (auth, auth_url) if restarted == "auth_service" else (info, info_url)
            rolling = asyncio.create_task(asyncio.to_thread(replicas.restart, url))
            ends = await load(info_url, rolling.done)
            await rolling
    assert ends.keys() == {"200"}, f"requests failed while {restarted} was restarted: {ends}"
    assert ends["200"] > 2 * RATE, f"{ends['200']} requests are too few to show anything"
