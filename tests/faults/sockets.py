"""What comes back on a raw socket: bytes are sent as they are, and read until the server closes the connection."""

import asyncio
import json
import re
import time
from contextlib import closing, suppress
from dataclasses import dataclass
from urllib.parse import urlsplit

from tests.support.answers import recorder
from tests.support.servers import Process

HEAD = re.compile(rb"(?:^|(?<=\r\n)|(?<=}))HTTP/1\.1 (?P<status>\d{3}) (?P<fields>.*?\r\n)\r\n", re.DOTALL)
CHALLENGE = re.compile(rb"\r\nwww-authenticate: *([^\r]*)", re.IGNORECASE)
LONGEST = 12
"""Seconds after which a connection has to be closed: five for a request, five more after an answer."""

Answer = tuple[int, str | None]
"""A status, and the value of `WWW-Authenticate`."""


@dataclass(frozen=True)
class Exchange:
    """What came back on a connection until the server closed it, and after how many seconds it did."""

    received: bytes
    seconds: float

    @property
    def answers(self) -> tuple[Answer, ...]:
        heads = [(int(head["status"]), CHALLENGE.search(head["fields"])) for head in HEAD.finditer(self.received)]
        return tuple((status, found[1].decode("latin-1") if found else None) for status, found in heads)

    @property
    def statuses(self) -> tuple[int, ...]:
        return tuple(status for status, _ in self.answers)

    @property
    def problem(self) -> dict[str, object]:
        head, _, body = self.received.partition(b"\r\n\r\n")
        assert b"content-type: application/problem+json" in head.lower(), self.received
        found: dict[str, object] = json.loads(body)
        return found


async def exchange(service: Process, *pieces: bytes, pause: float = 0, api: str = "info") -> Exchange:
    """Send bytes, piece by piece, and read until the server closes the connection, but for LONGEST at most.

    pause: seconds between two pieces
    api: whose contract the first answer is held to
    """
    address = urlsplit(service.url)
    reader, writer = await asyncio.open_connection(address.hostname, address.port)
    started, received = time.monotonic(), b""
    with closing(writer), suppress(ConnectionError, TimeoutError):
        async with asyncio.timeout(LONGEST):
            for piece in pieces:
                writer.write(piece)
                await writer.drain()
                await asyncio.sleep(pause)
            while piece := await reader.read(65_536):
                received += piece
    recorder().saw_bytes(api, b"".join(pieces), received)
    return Exchange(received, time.monotonic() - started)
