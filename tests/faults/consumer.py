"""info_service in a process of its own, and whoever asks it while a test stands in the place of auth_service."""

import asyncio
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from itertools import count

import httpx
import pytest

from generated.info.responses import GetInformation200, GetInformationResponse
from generated.runtime.client import UndocumentedResponseError, decode
from tests.faults.misbehaving import free_port, serving, well
from tests.support.answers import recorder
from tests.support.servers import Process, process

TOKEN = "a-token-that-nobody-else-may-see"


@dataclass(frozen=True)
class Consumer:
    """info_service in a process of its own, and the port on which it looks for auth_service."""

    service: Process
    auth_port: int

    async def get(self, authorization: str = f"Bearer {TOKEN}") -> httpx.Response:
        return (await self.get_often(1, 0, authorization))[0]

    async def get_often(
        self, in_turn: int = 3, at_once: int = 5, authorization: str = f"Bearer {TOKEN}"
    ) -> list[httpx.Response]:
        """Ask each time with another token, if with any, since simultaneous requests with one token are one call."""
        tokens = (f"{authorization}-{number}" if authorization else "" for number in count())
        async with calling(self.service.url, Connection="close") as http:

            async def ask() -> httpx.Response:
                return await http.get("/info/", headers={"Authorization": next(tokens)})

            responses = [await ask() for _ in range(in_turn)]
            return responses + await asyncio.gather(*(ask() for _ in range(at_once)))

    async def recover(self) -> float:
        """Let auth_service work again; return after how many seconds somebody was let in."""
        async with serving(well, self.auth_port):
            started = time.monotonic()
            while (response := await self.get()).status_code == 503:
                assert time.monotonic() < started + 20, "info_service does not recover by itself"
                await asyncio.sleep(0.02)
        assert isinstance(read(response), GetInformation200)
        return time.monotonic() - started


def calling(url: str, **headers: str) -> httpx.AsyncClient:
    """Return a client of info_service; to read the certificates of all the world takes longer than a test."""
    return httpx.AsyncClient(base_url=url, headers=headers, verify=False, event_hooks=recorder().async_hooks("info"))


@contextmanager
def consuming(**environment: str) -> Iterator[Consumer]:
    port = free_port()
    with process("info_service", INFO_AUTH_URL=f"http://localhost:{port}", **environment) as service:
        yield Consumer(service, port)


def read(response: httpx.Response) -> GetInformationResponse:
    """Return what info_service answered, which has to be in its contract."""
    try:
        return decode("GET /info/", response.status_code, response.headers, response.content, GetInformationResponse)
    except UndocumentedResponseError as error:
        pytest.fail(f"{error}; info_service/hop.py has to turn whatever is no decision into Undecided. {response.text}")
