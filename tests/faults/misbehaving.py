"""What may stand in the place of auth_service: servers that misbehave over TCP, and one that does not."""

import gzip
import json
import struct
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager, suppress
from dataclasses import dataclass, field
from itertools import chain, repeat
from socket import SO_LINGER, SO_REUSEADDR, SOL_SOCKET, create_server, socket
from typing import TypeAlias

import anyio
from anyio.abc import SocketAttribute, SocketStream

Fault: TypeAlias = Callable[[SocketStream], Awaitable[None]]
"""What is done with a connection; afterwards it is closed."""


@dataclass
class Server:
    """Who came to a server: the number of connections, and how many of them are open."""

    port: int
    connections: int = field(default=0, init=False)
    open: int = field(default=0, init=False)

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.port}"


def free_port() -> int:
    """Return a port that nobody listens on."""
    with create_server(("127.0.0.1", 0)) as listener:
        port: int = listener.getsockname()[1]
    return port


@asynccontextmanager
async def serving(fault: Fault | None, port: int = 0) -> AsyncIterator[Server]:
    """Behave so on a port until the end of the block; None takes the port, and does not listen."""
    if fault is None:
        with socket() as deaf:
            deaf.setsockopt(SOL_SOCKET, SO_REUSEADDR, 1)
            deaf.bind(("127.0.0.1", port))
            yield Server(deaf.getsockname()[1])
        return
    listener = await anyio.create_tcp_listener(local_host="127.0.0.1", local_port=port)
    server = Server(listener.extra(SocketAttribute.local_port))

    async def serve(stream: SocketStream) -> None:
        server.connections += 1
        server.open += 1
        try:
            with suppress(anyio.BrokenResourceError, anyio.EndOfStream):
                async with stream:
                    await fault(stream)
        finally:
            server.open -= 1

    async with listener, anyio.create_task_group() as tasks:
        tasks.start_soon(listener.serve, serve)
        yield server
        tasks.cancel_scope.cancel()


JSON = "Content-Type: application/json"
PROBLEM_JSON = "Content-Type: application/problem+json"
HTML = "Content-Type: text/html"
NO_STORE = "Cache-Control: no-store"
CHALLENGE = 'WWW-Authenticate: Bearer error="invalid_token"'
CHUNKED = "Transfer-Encoding: chunked"
GZIP = "Content-Encoding: gzip"
ENDLESS = f"Content-Length: {2**40}"
PRINCIPAL = {"subject": "demo", "scopes": ["info:read"], "expires_at": None}


def message(status: str, *headers: str, body: object = b"") -> bytes:
    """Write an answer; `headers` may say themselves where the body ends."""
    content = body if isinstance(body, bytes) else json.dumps(body).encode()
    framed = any(header.startswith(("Content-Length:", "Transfer-Encoding:")) for header in headers)
    length = () if framed else (f"Content-Length: {len(content)}",)
    return "\r\n".join((f"HTTP/1.1 {status}", *headers, *length, "Connection: close", "", "")).encode() + content


def good(*headers: str, body: object = PRINCIPAL) -> bytes:
    """Write the answer that lets the caller in, with further headers, or with another body."""
    return message("200 OK", JSON, NO_STORE, *headers, body=body)


def good_but(**changed: object) -> bytes:
    """Write the answer that lets the caller in, with other members."""
    return good(body=PRINCIPAL | changed)


def good_without(member: str) -> bytes:
    """Write the answer that lets the caller in, but for one member."""
    return good(body={name: value for name, value in PRINCIPAL.items() if name != member})


def problem(status: int, *headers: str) -> bytes:
    """Write problem details, just as a contract has them."""
    details = {"type": "about:blank", "title": "Problem", "status": status, "detail": "No."}
    return message(f"{status} Problem", PROBLEM_JSON, *headers, body=details)


async def request(stream: SocketStream) -> bytes:
    """Read a request, which here has no body."""
    data = b""
    while not data.endswith(b"\r\n\r\n"):
        data += await stream.receive()
    return data


def answers(*pieces: bytes, pause: float = 0) -> Fault:
    """Read the request, and answer it piece by piece."""

    async def fault(stream: SocketStream) -> None:
        await request(stream)
        for piece in pieces:
            await stream.send(piece)
            await anyio.sleep(pause)

    return fault


def in_turn(*faults: Fault) -> Fault:
    """Behave in another way on each connection, and as the last says on all others."""
    turns = chain(faults, repeat(faults[-1]))

    async def fault(stream: SocketStream) -> None:
        await next(turns)(stream)

    return fault


def answers_for_ever(start: bytes, piece: bytes, pause: float = 0) -> Fault:
    """Read the request, answer it, and add a piece again and again.

    pause: seconds between two pieces; with none, it takes the time of the tests that run beside it
    """

    async def fault(stream: SocketStream) -> None:
        await answers(start)(stream)
        while True:
            await stream.send(piece)
            await anyio.sleep(pause)

    return fault


async def well(stream: SocketStream) -> None:
    """Let the caller in: no fault at all."""
    await answers(good())(stream)


async def hanging(stream: SocketStream) -> None:
    await request(stream)
    await anyio.sleep_forever()


async def never_reading(stream: SocketStream) -> None:
    await anyio.sleep_forever()


async def slow(stream: SocketStream) -> None:
    await request(stream)
    await anyio.sleep(2)
    await stream.send(good())


async def hanging_up(stream: SocketStream) -> None:
    await request(stream)


async def gone(stream: SocketStream) -> None:
    """Send half of the headers and then RST, since the socket does not linger."""
    await answers(good()[:40])(stream)
    stream.extra(SocketAttribute.raw_socket).setsockopt(SOL_SOCKET, SO_LINGER, struct.pack("ii", 1, 0))


async def echoing(stream: SocketStream) -> None:
    """Send the credential back, in a line that is no HTTP."""
    lines = (await request(stream)).splitlines(keepends=True)
    await stream.send(next(line for line in lines if line.lower().startswith(b"authorization")))


async def redirecting(stream: SocketStream) -> None:
    """Let in whoever follows."""
    followed = b" /login/ " not in await request(stream)
    await stream.send(good() if followed else message("302 Found", "Location: /elsewhere"))


FAULTS: dict[str, Fault | None] = {
    # no answer
    "refused": None,
    "hanging": hanging,
    "never reading": never_reading,
    "hanging up": hanging_up,
    "two seconds late": slow,
    "gone in mid-answer": gone,
    "dripping headers": answers_for_ever(good()[:40], b"a", pause=0.1),
    "dripping body": answers_for_ever(good(ENDLESS), b" ", pause=0.1),
    "endless headers": answers_for_ever(b"HTTP/1.1 200 OK\r\n", b"X-Padding: a\r\n" * 1000, pause=0.001),
    "endless body": answers_for_ever(good(ENDLESS), b" " * 1000, pause=0.001),
    "endless 100": answers_for_ever(b"", b"HTTP/1.1 100 Continue\r\n\r\n" * 40, pause=0.001),
    # another status
    "101": answers(message("101 Switching Protocols", "Upgrade: h2c")),
    "201 with the body of a 200": answers(message("201 Created", JSON, NO_STORE, body=PRINCIPAL)),
    "204": answers(message("204 No Content", NO_STORE)),
    "302 to what answers 200": redirecting,
    "400": answers(problem(400)),
    "403": answers(problem(403, CHALLENGE)),
    "404": answers(problem(404)),
    "429": answers(problem(429, "Retry-After: 3600")),
    "500": answers(problem(500)),
    "500 with the body of a 200": answers(message("500 Internal Server Error", JSON, NO_STORE, body=PRINCIPAL)),
    "503": answers(problem(503, "Retry-After: 3600")),
    # another media type or header
    "200 in HTML": answers(message("200 OK", HTML, NO_STORE, body=b"<h1>Sign in to this network</h1>")),
    "200 in JSON called HTML": answers(message("200 OK", HTML, NO_STORE, body=PRINCIPAL)),
    "200 without media type": answers(message("200 OK", NO_STORE, body=PRINCIPAL)),
    "200 without Cache-Control": answers(message("200 OK", JSON, body=PRINCIPAL)),
    "401 in HTML": answers(message("401 Unauthorized", HTML, CHALLENGE, body=b"<h1>Sign in</h1>")),
    "401 without challenge": answers(problem(401)),
    # another body
    "no body": answers(good(body=b"")),
    "half a JSON": answers(good(body=b'{"subject": "demo", "scopes": ["info:read"]')),
    "JSON in UTF-16": answers(good(body=json.dumps(PRINCIPAL).encode("utf-16"))),
    "JSON too deep": answers(good(body=b"[" * 100_000)),
    "null": answers(good(body=None)),
    "true": answers(good(body=True)),
    "list": answers(good(body=[PRINCIPAL])),
    "no subject": answers(good_without("subject")),
    "no scopes": answers(good_without("scopes")),
    "no expiry": answers(good_without("expires_at")),
    "subject null": answers(good_but(subject=None)),
    "subject empty": answers(good_but(subject="")),
    "subject number": answers(good_but(subject=1)),
    "scopes null": answers(good_but(scopes=None)),
    "scopes string": answers(good_but(scopes="info:read")),
    "scopes object": answers(good_but(scopes={"info:read": True})),
    "scopes with a number": answers(good_but(scopes=["info:read", 1])),
    "expiry number": answers(good_but(expires_at=32_503_680_000)),
    "expiry without zone": answers(good_but(expires_at="2999-01-01T00:00:00")),
    "body of 20 KB": answers(good_but(padding="a" * 20_000)),
    # broken HTTP
    "no HTTP": answers(b"-ERR unknown command 'POST'\r\n"),
    "zeros": answers(bytes(1000)),
    "credential sent back": echoing,
    "no status": answers(b"HTTP/1.1 OK\r\n\r\n"),
    "no colon in a header": answers(good("Nonsense")),
    "enormous header": answers(good("X-Padding: " + "a" * 1_000_000)),
    "negative length": answers(good("Content-Length: -1")),
    "half a body": answers(good("Content-Length: 1000")),
    "chunks broken off": answers(good(CHUNKED, body=b"40\r\n{")),
    "chunk of no size": answers(good(CHUNKED, body=b"zz\r\n{}\r\n0\r\n\r\n")),
    "chunk of no size, later": answers(good(CHUNKED, body=b"1\r\n{\r\n"), b"zz\r\n}\r\n0\r\n\r\n", pause=0.05),
    "plain text called gzip": answers(good(GZIP)),
    "gzip broken off": answers(good(GZIP, body=gzip.compress(json.dumps(PRINCIPAL).encode())[:-9])),
}
"""Each is the answer that lets the caller in but for one thing, or no answer at all; None is what does not listen."""
