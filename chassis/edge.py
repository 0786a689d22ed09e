"""The edge: what a connection may do before a request reaches the application; a stricter protocol for uvicorn.

`uvicorn PACKAGE:app --http chassis.edge:Edge` has it, too.
"""

import asyncio
import json
from http import HTTPStatus
from typing import cast

from uvicorn._types import ASGI3Application
from uvicorn.protocols.http.httptools_impl import HttpToolsProtocol, RequestResponseCycle
from uvicorn.server import ServerState

from chassis.access import RETRY_AFTER
from chassis.problems import problem

LONGEST_HEAD = 16_384
"""Bytes that the request line and the header fields may have together."""
MOST_FIELDS = 64
PATIENCE = 5.0
"""Seconds in which a request has to be complete, with its body."""
MOST_REQUESTS = 1_000
"""That are being answered at once; whoever comes then is told to come back."""
ALWAYS = ("/livez", "/readyz")
"""Paths that are answered however many requests there are."""


class State(ServerState):
    """What all connections of a server share; while it is leaving, each is closed after its next answer."""

    leaving = False


class RefusedError(Exception):
    """A request breaks a rule of the edge; the connection ends with this answer."""

    def __init__(self, status: int, detail: str) -> None:
        super().__init__(detail)
        self.status = status
        self.detail = detail


class Together:
    """A transport that writes at once what is written in one turn of the loop: the head of an answer with its body."""

    def __init__(self, transport: asyncio.Transport, loop: asyncio.AbstractEventLoop) -> None:
        self._transport = transport
        self._loop = loop
        self._pieces: list[bytes | bytearray | memoryview] = []
        self.get_extra_info = transport.get_extra_info
        self.is_closing = transport.is_closing
        self.pause_reading = transport.pause_reading
        self.resume_reading = transport.resume_reading
        self.set_protocol = transport.set_protocol

    def write(self, data: bytes | bytearray | memoryview) -> None:
        """Write this, with all else that is written in this turn."""
        if not self._pieces:
            self._loop.call_soon(self._flush)
        self._pieces.append(data)

    def close(self) -> None:
        """Write what is left, and close."""
        self._flush()
        self._transport.close()

    def abort(self) -> None:
        """Close without it."""
        self._pieces.clear()
        self._transport.abort()

    def _flush(self) -> None:
        if self._pieces and not self.is_closing():
            self._transport.write(b"".join(self._pieces))
        self._pieces.clear()


class Edge(HttpToolsProtocol):
    """A connection that is held to bounds; httptools itself refuses folded lines, bare LF and two lengths."""

    _timer: asyncio.TimerHandle | None = None
    _refusal: RefusedError | None = None
    _head = 0

    def connection_made(self, transport: asyncio.Transport) -> None:  # type: ignore[override]  # as uvicorn has it
        """Give the first request its time."""
        self._state = self.server_state if isinstance(self.server_state, State) else State()
        super().connection_made(cast("asyncio.Transport", Together(transport, self.loop)))
        self._wait()

    def connection_lost(self, exc: Exception | None) -> None:
        """Forget the time."""
        self._stop_waiting()
        super().connection_lost(exc)

    def on_message_begin(self) -> None:
        """Start to count."""
        self._head = 0
        self._wait()
        super().on_message_begin()

    def on_url(self, url: bytes) -> None:
        """Count the request line."""
        self._head += len(url)
        super().on_url(url)

    def on_header(self, name: bytes, value: bytes) -> None:
        """Count a field."""
        self._head += len(name) + len(value)
        if self._head > LONGEST_HEAD or len(self.headers) >= MOST_FIELDS:
            self._refuse(431, f"The head has more than {LONGEST_HEAD} bytes, or more than {MOST_FIELDS} fields.")
        super().on_header(name, value)

    def on_headers_complete(self) -> None:
        """Give the application the request."""
        hosts = sum([name == b"host" for name, _ in self.headers])
        if hosts > 1 or (not hosts and self.parser.get_http_version() == "1.1"):
            self._refuse(400, "Send exactly one Host field.")
        super().on_headers_complete()
        if self._state.leaving:
            self.cycle.keep_alive = False

    def on_message_complete(self) -> None:
        """Leave it to the application."""
        self._stop_waiting()
        super().on_message_complete()

    def send_400_response(self, msg: str) -> None:
        """Refuse the request, or end the connection where it would get between another answer."""
        self._stop_waiting()
        if self.cycle is None or self.cycle.response_complete:  # type: ignore[redundant-expr]  # None before the first
            refusal = self._refusal or RefusedError(400, "This is no HTTP/1.1 that is understood here.")
            self.transport.write(_message(refusal.status, refusal.detail, "Connection: close"))
        self.transport.close()

    def _start_asgi_task(self, cycle: RequestResponseCycle, app: ASGI3Application) -> None:
        if len(self.tasks) >= MOST_REQUESTS and cycle.scope["path"] not in ALWAYS:
            self._send_away(cycle)
        else:
            super()._start_asgi_task(cycle, app)

    def _send_away(self, cycle: RequestResponseCycle) -> None:
        """Answer at once, for less than a task would cost, and read nothing more until it is time to come back."""
        self.transport.write(OVERLOADED)
        cycle.response_started = cycle.response_complete = True
        if cycle.keep_alive:
            cycle.on_response()
            self.flow.pause_reading()
            self.loop.call_later(RETRY_AFTER, self._read_again)
        else:
            self.transport.close()

    def _read_again(self) -> None:
        if not self.transport.is_closing():
            self.flow.resume_reading()

    def _refuse(self, status: int, detail: str) -> None:
        self._refusal = RefusedError(status, detail)
        raise self._refusal

    def _wait(self) -> None:
        self._stop_waiting()
        self._timer = self.loop.call_later(PATIENCE, self._give_up)

    def _stop_waiting(self) -> None:
        if self._timer is not None:
            self._timer.cancel()
            self._timer = None

    def _give_up(self) -> None:
        self.transport.close()


def _message(status: int, detail: str, *fields: str) -> bytes:
    body = json.dumps(problem(dict, status, detail), separators=(",", ":")).encode()
    head = (
        f"HTTP/1.1 {status} {HTTPStatus(status).phrase}",
        "Content-Type: application/problem+json",
        f"Content-Length: {len(body)}",
        *fields,
        "",
        "",
    )
    return "\r\n".join(head).encode() + body


OVERLOADED = _message(503, "There are too many requests at the moment.", f"Retry-After: {RETRY_AFTER}")
