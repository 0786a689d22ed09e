"""Requests that no HTTP client can send, as bytes: each is outside HTTP/1.1, or outside the bounds of the edge."""

from collections.abc import Iterator
from itertools import product

START = b"GET /livez HTTP/1.1\r\n"
HOST = b"Host: 127.0.0.1\r\n"
END = b"\r\n"
BODY = b"PUT /topics/malformed HTTP/1.1\r\n" + HOST + b"Content-Type: application/json\r\n"


def request(*fields: bytes, start: bytes = START) -> bytes:
    """Return a request for /livez with further fields."""
    return start + HOST + b"".join(field + b"\r\n" for field in fields) + END


def bounded() -> Iterator[tuple[str, bytes]]:
    """Yield what is outside the bounds: these have an answer of their own, 431."""
    for count in (64, 65, 100, 1_000):
        yield f"{count + 1} fields", request(*(b"X-%d: a" % number for number in range(count)))
    for size in (16_385, 20_000, 100_000, 1_000_000):
        yield f"field of {size} bytes", request(b"X: " + b"a" * size)
        yield f"field name of {size} bytes", request(b"X" * size + b": a")
        yield f"path of {size} bytes", request(start=b"GET /" + b"a" * size + b" HTTP/1.1\r\n")
    yield "many fields of some bytes", request(*(b"X: " + b"a" * 1_000 for _ in range(20)))


def hosts() -> Iterator[tuple[str, bytes]]:
    """Yield what does not have exactly one `Host`: these have an answer of their own, 400."""
    yield "no host", START + END
    yield "no host, other fields", START + b"Accept: */*\r\n" + END
    for other in (b"127.0.0.1", b"evil.example", b"", b"localhost"):
        yield f"second host {other!r}", request(b"Host: " + other)
        yield f"second host in capitals {other!r}", request(b"HOST: " + other)


def framing() -> Iterator[tuple[str, bytes]]:
    """Yield bodies of which nobody can say where they end, or that end nowhere."""
    lengths = [b"-1", b"+2", b"0x2", b"2 2", b"2, 2", b"two", b"2.0", b"1" * 40, b"", b"\xb2"]
    for length in lengths:
        yield f"length {length!r}", BODY + b"Content-Length: " + length + b"\r\n\r\n{}"
    for one, other in product((b"2", b"3"), (b"2", b"4")):
        yield (
            f"lengths {one!r} and {other!r}",
            BODY + b"Content-Length: %s\r\nContent-Length: %s\r\n\r\n{}" % (one, other),
        )
    for coding in (b"chunked", b"identity, chunked", b"gzip, chunked", b"Chunked"):
        both = b"Content-Length: 2\r\nTransfer-Encoding: " + coding
        yield f"both lengths, {coding!r}", BODY + both + b"\r\n\r\n2\r\n{}\r\n0\r\n\r\n"
        both = b"Transfer-Encoding: " + coding + b"\r\nContent-Length: 2"
        yield f"both lengths, {coding!r} first", BODY + both + b"\r\n\r\n2\r\n{}\r\n0\r\n\r\n"
    for coding in (b"chunked, identity", b"xchunked", b"chunked, chunked", b"\x0bchunked", b"chunked;a=b", b""):
        yield f"coding {coding!r}", BODY + b"Transfer-Encoding: " + coding + b"\r\n\r\n2\r\n{}\r\n0\r\n\r\n"
    chunked = BODY + b"Transfer-Encoding: chunked\r\n\r\n"
    for chunk in (
        b"-1\r\n",
        b"0x2\r\n{}\r\n",
        b"g\r\n",
        b"\r\n",
        b"2\n{}\n",
        b"2 \r\n{}\r\n",
        b"f" * 17 + b"\r\n",
        b"2;\x00\r\n",
    ):
        yield f"chunk {chunk!r}", chunked + chunk + b"0\r\n\r\n"
    yield "chunk longer than it says", chunked + b"1\r\n{}\r\n0\r\n\r\n"
    yield "trailer that is none", chunked + b"2\r\n{}\r\n0\r\nnone\r\n\r\n"


def lines() -> Iterator[tuple[str, bytes]]:
    """Yield heads whose lines are no lines, or whose fields are no fields."""
    yield "bare LF", request().replace(b"\r\n", b"\n")
    yield "bare LF at the end", START + HOST + b"\n"
    yield "bare LF after the request line", request().replace(b"1.1\r\n", b"1.1\n")
    yield "bare CR", request().replace(b"\r\n", b"\r")
    yield "CR LF the other way", request().replace(b"\r\n", b"\n\r")
    for blank in (b" ", b"\t", b"  \t "):
        yield f"folded by {blank!r}", request(b"X: a\r\n" + blank + b"b")
        yield f"folded first field by {blank!r}", START + blank + b"X: a\r\n" + HOST + END
        yield f"blank before the colon {blank!r}", request(b"X" + blank + b": a")
    yield "no colon", request(b"nonsense")
    yield "no name", request(b": a")
    for byte in [*range(0x20), 0x7F]:
        if byte not in (0x0A, 0x0D):
            yield f"name with byte {byte:#04x}", request(b"X%c: a" % byte)
        if byte not in (0x09, 0x0A, 0x0D):
            yield f"value with byte {byte:#04x}", request(b"X: a%cb" % byte)
    for byte in b'"(),/:;<=>?@[\\]{} \x80\xff':
        if byte != 0x3A:
            yield f"name with {bytes([byte])!r}", request(b"X%c: a" % byte)


METHODS = [
    b"", b" ", b"get", b"GET\x00", b"G\x80T", b"GE T", b"PRI", b"\xff", b"GET/", b"{}", b"-", b"A" * 300,
]  # fmt: skip
TARGETS = [
    b"", b"livez", b"\x00", b"/\x00", b"/\x7f", b"/\xff", b"/a b", b"//", b"*", b"http://", b"http:///livez",
    b"?", b"#", b"/livez#fragment", b"/%", b"/%zz", b"/%00", b"/../livez", b"/livez\t", b"/\xe2\x80\xae",
    b"/livez?\xff", b"\\livez",
]  # fmt: skip
VERSIONS = [
    b"", b"HTTP", b"HTTP/", b"HTTP/1", b"HTTP/1.", b"HTTP/.1", b"HTTP/1.1.1", b"HTTP/9.9", b"HTTP/2.0",
    b"HTTP/3", b"HTTP/1.2", b"HTTP/0.9", b"http/1.1", b"HTTP/11", b"HTTP/1.1 ", b"HTTP /1.1", b"XTTP/1.1",
    b"HTTP/1.\xb9", b"ICE/1.0", b"RTSP/1.0",
]  # fmt: skip


def request_lines() -> Iterator[tuple[str, bytes]]:
    """Yield first lines that are none."""
    for method in METHODS:
        yield f"method {method[:9]!r}", request(start=method + b" /livez HTTP/1.1\r\n")
    for target in TARGETS:
        yield f"target {target!r}", request(start=b"GET " + target + b" HTTP/1.1\r\n")
    for version in VERSIONS:
        yield f"version {version!r}", request(start=b"GET /livez " + version + b"\r\n")
    for gap in (b"  ", b"\t", b"\x0b", b"\xa0"):
        yield f"gap {gap!r}", request(start=b"GET" + gap + b"/livez HTTP/1.1\r\n")
        yield f"second gap {gap!r}", request(start=b"GET /livez" + gap + b"HTTP/1.1\r\n")


def other_protocols() -> Iterator[tuple[str, bytes]]:
    """Yield what other protocols begin with, and noise."""
    yield "TLS", bytes.fromhex("16030100c8010000c40303") + bytes(190)
    yield "HTTP/2", b"PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n" + bytes(9)
    yield (
        "upgrade to HTTP/2",
        request(b"Connection: Upgrade, HTTP2-Settings", b"Upgrade: h2c", b"HTTP2-Settings: AAMAAABk"),
    )
    yield (
        "WebSocket",
        request(b"Connection: Upgrade", b"Upgrade: websocket", b"Sec-WebSocket-Key: a", b"Sec-WebSocket-Version: 13"),
    )
    yield "CONNECT", request(start=b"CONNECT 127.0.0.1:22 HTTP/1.1\r\n")
    yield "PROXY", b"PROXY TCP4 127.0.0.1 127.0.0.1 1 2\r\n" + request()
    yield "SSH", b"SSH-2.0-OpenSSH_9.2\r\n"
    yield "SMTP", b"EHLO example.org\r\n"
    yield "Redis", b"*1\r\n$4\r\nPING\r\n"
    yield "SOCKS", b"\x05\x01\x00"
    yield "PostgreSQL", bytes.fromhex("0000000804d2162f")
    yield "SIP", b"OPTIONS sip:a@b SIP/2.0\r\n\r\n"
    yield "an answer", b"HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n"
    yield "an answer in the request", request(b"HTTP/1.1 200 OK")
    yield "a smuggled request", BODY + b"Content-Length: 2\r\nContent-Length : 40\r\n\r\n{}GET /info/ HTTP/1.1\r\n\r\n"
    yield "a request in the body of a GET", request(b"Content-Length: 5") + b"GET /"
    for size in (1, 16, 1_000, 100_000):
        yield f"{size} zeros", bytes(size)
        yield f"{size} times 0xff", b"\xff" * size
        yield f"{size} times A", b"A" * size
        yield f"{size} empty lines", b"\r\n" * size


def cut() -> Iterator[tuple[str, bytes]]:
    """Yield requests that are cut off; whoever waits for the rest is given up."""
    whole = BODY + b"Content-Length: 20\r\n\r\n" + b'{"info": "unwritten"}'[:20]
    yield "nothing at all", b""
    yield from ((f"cut after {size} bytes", whole[:size]) for size in range(1, len(whole), 2))


BOUNDED, HOSTS = dict(bounded()), dict(hosts())
CUT = dict(cut())
OTHERS = {**dict(framing()), **dict(lines()), **dict(request_lines()), **dict(other_protocols())}
