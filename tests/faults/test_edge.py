"""The edge, on raw sockets: whatever comes in is answered as documented, or the connection is closed, in time."""

import asyncio
import re
import statistics
import time
from collections.abc import AsyncIterator, Iterator, Mapping
from contextlib import asynccontextmanager
from urllib.parse import urlsplit

import httpx
import pytest

from chassis.edge import ALWAYS, MOST_REQUESTS
from tests.faults.malformed import BODY, BOUNDED, CUT, HOSTS, OTHERS, START, request
from tests.faults.misbehaving import hanging, serving
from tests.faults.sockets import LONGEST, Exchange, exchange
from tests.support.answers import recorder
from tests.support.servers import Process, process

pytestmark = pytest.mark.anyio

DOCUMENTED = {200, 400, 401, 404, 405, 413, 415, 431}
REFUSED = [
    name
    for name in OTHERS
    if re.match("bare LF|folded by|both lengths|lengths |length b'(-1|\\+2|0x2|2 2|two)'|name with byte|bare CR", name)
]


@pytest.fixture(scope="module")
def service() -> Iterator[Process]:
    with process("info_service", INFO_AUTH_URL="http://127.0.0.1:1") as running:
        yield running


@pytest.fixture(scope="module")
def exchanges(service: Process) -> dict[str, Exchange]:
    """Return what came of all malformed requests, each sent once, all at the same time."""
    cases = {**BOUNDED, **HOSTS, **CUT, **OTHERS}
    assert len(cases) >= 300
    return asyncio.run(exchange_all(service, cases))


async def exchange_all(service: Process, cases: Mapping[str, bytes]) -> dict[str, Exchange]:
    """Send all of them at once, each on a connection of its own."""
    done = await asyncio.gather(*(exchange(service, case) for case in cases.values()))
    return dict(zip(cases, done, strict=True))


async def test_malformed_requests_get_documented_answers(service: Process, exchanges: dict[str, Exchange]) -> None:
    undocumented = {name: each.received[:200] for name, each in exchanges.items() if not {*each.statuses} <= DOCUMENTED}
    assert not undocumented, "only documented answers or a closed connection; see chassis/edge.py"
    noise = {name: each.received[:200] for name, each in exchanges.items() if each.received and not each.statuses}
    assert not noise, "what is answered is answered in HTTP/1.1"
    endless = [name for name, each in exchanges.items() if each.seconds >= LONGEST]
    assert not endless, "a connection ends with the time that a request has; see PATIENCE in chassis/edge.py"
    assert "Traceback" not in "".join(service.log), "".join(service.log)
    async with httpx.AsyncClient(base_url=service.url, event_hooks=recorder().async_hooks("info")) as http:
        assert (await http.get("/livez")).status_code == 200, "the service has to work afterwards"


def test_head_over_its_bounds_is_431(exchanges: dict[str, Exchange]) -> None:
    found = {name: (exchanges[name].statuses, exchanges[name].problem["status"]) for name in BOUNDED}
    assert found == dict.fromkeys(BOUNDED, ((431,), 431))


def test_other_than_one_host_is_400(exchanges: dict[str, Exchange]) -> None:
    found = {name: (exchanges[name].statuses, exchanges[name].problem["detail"]) for name in HOSTS}
    assert found == dict.fromkeys(HOSTS, ((400,), "Send exactly one Host field."))


def test_ambiguous_framing_is_refused(exchanges: dict[str, Exchange]) -> None:
    assert len(REFUSED) >= 40, "the names of the cases have changed: mend REFUSED"
    answered = {name: exchanges[name].statuses for name in REFUSED if exchanges[name].statuses not in ((400,), ())}
    assert not answered, "folded lines, bare LF and two lengths are how requests are smuggled"


def test_incomplete_request_is_closed_in_time(exchanges: dict[str, Exchange]) -> None:
    assert len(CUT) >= 30
    late = {name: exchanges[name] for name in CUT if not 4 < exchanges[name].seconds < 8}
    assert not late, "who does not complete a request within five seconds is given up"


async def test_incomplete_second_request_is_closed_in_time(service: Process) -> None:
    found = await exchange(service, request(), START, pause=0.3)
    assert found.statuses == (200,)
    assert 4 < found.seconds < 8, "each request of a connection has five seconds, not the first alone"


async def test_head_within_its_bounds_is_answered(service: Process) -> None:
    fields = [b"X-%d: a" % number for number in range(62)]
    close = b"Connection: close"
    assert (await exchange(service, request(*fields, close))).statuses == (200,)
    assert (await exchange(service, request(b"X: " + b"a" * 16_000, close))).statuses == (200,)


async def test_dripping_request_is_closed_in_time(service: Process) -> None:
    whole = request(*(b"X-%d: a" % number for number in range(20)))
    found = await exchange(service, *(bytes([byte]) for byte in whole), pause=0.1)
    assert 4 < found.seconds < 7, "neither a byte nor a field must win another five seconds"
    assert found.statuses == ()


LARGE = b'{"info": "' + b"a" * 70_000 + b'"}'


@pytest.mark.parametrize(
    "framed",
    [
        b"Content-Length: %d\r\n\r\n%s" % (len(LARGE), LARGE),
        b"Transfer-Encoding: chunked\r\n\r\n%x\r\n%s\r\n0\r\n\r\n" % (len(LARGE), LARGE),
    ],
    ids=["length", "chunked"],
)
async def test_body_over_its_bound_is_413(service: Process, framed: bytes) -> None:
    found = await exchange(service, BODY + b"Authorization: a\r\nConnection: close\r\n" + framed)
    assert found.statuses[:1] == (413,)


async def test_pipelined_requests_are_answered_in_order(service: Process) -> None:
    last = request(b"Connection: close", start=b"GET /nowhere HTTP/1.1\r\n")
    assert (await exchange(service, request() * 3 + last)).statuses == (200, 200, 200, 404)


async def test_refusal_takes_no_answers_place(service: Process) -> None:
    earlier = request(b"Authorization: a", start=b"GET /info/ HTTP/1.1\r\n")
    found = await exchange(service, earlier + b"nonsense\r\n\r\n")
    assert 400 not in found.statuses, "it would be taken for the answer to the request before"


async def test_continue_is_sent_where_it_is_expected(service: Process) -> None:
    head = BODY + b"Expect: 100-continue\r\nConnection: close\r\nContent-Length: 13\r\n\r\n"
    assert (await exchange(service, head, b'{"info": "a"}', pause=0.2)).statuses == (100, 401)


@asynccontextmanager
async def idle(service: Process, count: int) -> AsyncIterator[None]:
    """Keep connections on which nothing happens."""
    address = urlsplit(service.url)
    opened = [await asyncio.open_connection(address.hostname, address.port) for _ in range(count)]
    yield
    for _, writer in opened:
        writer.close()


async def latency(http: httpx.AsyncClient) -> float:
    started = time.perf_counter()
    assert (await http.get("/livez")).status_code == 200
    return time.perf_counter() - started


async def test_idle_connections_do_not_slow_others(service: Process) -> None:
    async with httpx.AsyncClient(base_url=service.url, event_hooks=recorder().async_hooks("info")) as http:
        before = [await latency(http) for _ in range(100)]
        async with idle(service, 2_000):
            beside = [await latency(http) for _ in range(100)]
        after = [await latency(http) for _ in range(100)]
    ratio = statistics.median(beside) / statistics.median(before + after)
    assert ratio < 2, f"beside 2,000 idle connections a request takes {ratio:.1f} times as long"


async def test_overload_is_told_early() -> None:
    whole = request(b"Authorization: a", b"Connection: close", start=b"GET /info/ HTTP/1.1\r\n")
    async with serving(hanging) as auth:
        with process("info_service", INFO_AUTH_URL=auth.url, INFO_AUTH_TIMEOUT="3") as service:
            asked = [asyncio.create_task(exchange(service, whole)) for _ in range(MOST_REQUESTS + 500)]
            await asyncio.wait(asked, return_when=asyncio.FIRST_COMPLETED)
            async with httpx.AsyncClient(base_url=service.url, event_hooks=recorder().async_hooks("info")) as http:
                health = [(await http.get(path)).status_code for path in ALWAYS]
            again = request(b"Authorization: a", start=b"GET /info/ HTTP/1.1\r\n")
            insistent = await exchange(service, again, request(b"Connection: close"), pause=0.1)
            found = await asyncio.gather(*asked)
    assert health == [200] * len(ALWAYS), "health is told however many requests there are"
    assert {status for each in found for status in each.statuses} == {503}
    early = [each for each in found if each.problem["detail"] == "There are too many requests at the moment."]
    assert len(early) >= 400, "more requests than the service can answer have to be told at once"
    assert all(b"\r\nretry-after: 1\r\n" in each.received.lower() for each in found)
    assert insistent.statuses == (503, 200), "who was sent away is heard again"
    assert insistent.seconds > 0.9, "who was sent away is heard again when it is time to come back, not earlier"
