"""What auth_service cannot have decided is asked once more, and nothing else; a breaker ends what has no prospect."""

import asyncio
import socket
import time
from collections import Counter
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from itertools import islice

import anyio
import pytest
from anyio.abc import SocketStream

from generated.info.responses import GetInformation200, ServiceUnavailable, Unauthorized
from info_service.hop import CONNECTIONS, MOST_CALLS
from info_service.resilience import FAILURES
from tests.faults.consumer import Consumer, consuming, read
from tests.faults.malformed import request as written
from tests.faults.misbehaving import (
    CHALLENGE,
    FAULTS,
    HTML,
    Fault,
    answers,
    gone,
    good,
    good_but,
    hanging,
    hanging_up,
    in_turn,
    message,
    problem,
    request,
    serving,
    well,
)
from tests.faults.sockets import exchange
from tests.support.commands import until

pytestmark = pytest.mark.anyio


async def hanging_up_late(stream: SocketStream) -> None:
    await hanging_up(stream)
    await anyio.sleep(0.3)


UNHEARD = {
    "hanging up": hanging_up,
    "gone in mid-answer": gone,
    "502 of a gateway": answers(message("502 Bad Gateway", HTML)),
    "503 of a gateway": answers(message("503 Service Unavailable", HTML)),
    "503": answers(problem(503, "Retry-After: 1")),
}
"""With these, auth_service cannot have decided."""
HEARD = {
    "400": answers(problem(400)),
    "403": answers(problem(403, CHALLENGE)),
    "404": answers(problem(404)),
    "500": answers(problem(500)),
    "504 of a gateway": answers(message("504 Gateway Timeout", HTML)),
    "200 in HTML": answers(message("200 OK", HTML)),
    "body of 20 KB": answers(good_but(padding="a" * 20_000)),
    "hanging up late": hanging_up_late,
}
"""With these, it may have decided, or there is hardly any time left."""


async def ask(consumer: Consumer, *faults: Fault) -> tuple[int, int]:
    """Return the status and how often auth_service was asked for it, where it behaves so on one connection each."""
    async with serving(well, consumer.auth_port):
        await consumer.get_often(in_turn=10, at_once=0)  # which saves up for a retry
    async with serving(in_turn(*faults), consumer.auth_port) as auth:
        response = await consumer.get()
        return response.status_code, auth.connections


@pytest.mark.parametrize("fault", UNHEARD)
async def test_unheard_question_is_asked_again(consumer: Consumer, fault: str) -> None:
    assert await ask(consumer, UNHEARD[fault], well) == (200, 2), "a replica that ends need not be noticed"


@pytest.mark.parametrize("fault", HEARD)
async def test_heard_question_is_not_repeated(consumer: Consumer, fault: str) -> None:
    assert await ask(consumer, HEARD[fault], well) == (503, 1), "asking again is for what cannot have been decided"


async def test_nothing_is_asked_three_times(consumer: Consumer) -> None:
    assert await ask(consumer, hanging_up, hanging_up, well) == (503, 2), "there is one retry at most"


async def test_retries_are_within_a_budget(consumer: Consumer) -> None:
    assert await ask(consumer, hanging_up, well) == (200, 2)
    async with serving(in_turn(hanging_up, well), consumer.auth_port) as auth:
        response = await consumer.get()
    assert (response.status_code, auth.connections) == (503, 1), "a tenth of the calls may be retries; see RetryBudget"


async def test_half_open_breaker_lets_one_through(consumer: Consumer) -> None:
    async with serving(hanging, consumer.auth_port) as auth:
        await consumer.get_often(in_turn=0, at_once=FAILURES)
        before, started = auth.connections, time.monotonic()
        while auth.connections == before:
            assert time.monotonic() < started + 20, "open, the breaker never asks again"
            await consumer.get_often(in_turn=0, at_once=5)
        probes = auth.connections - before
    assert probes == 1, "half open, the breaker lets one call find out whether all is well; see Breaker"


async def test_recovered_hop_lets_everybody_through(consumer: Consumer) -> None:
    async with serving(hanging, consumer.auth_port):
        await consumer.get_often(in_turn=0, at_once=FAILURES)
    await consumer.recover()
    async with serving(well, consumer.auth_port):
        responses = await consumer.get_often(in_turn=0, at_once=9)
    assert [response.status_code for response in responses] == [200] * 9, "after a good call the breaker is closed"


async def test_refusals_are_no_failures(consumer: Consumer) -> None:
    async with serving(answers(problem(401, CHALLENGE)), consumer.auth_port) as auth:
        responses = [await consumer.get() for _ in range(FAILURES + 3)]
    assert all(isinstance(read(response), Unauthorized) for response in responses), "a refusal opens no breaker"
    assert auth.connections == len(responses), "a refusal is never reused: the token may be issued in the meantime"


async def test_abandoned_question_is_hung_up(consumer: Consumer) -> None:
    async with serving(FAULTS["dripping body"], consumer.auth_port) as auth:
        response = await consumer.get()
        assert isinstance(read(response), ServiceUnavailable)
        assert auth.connections == 1
        await asyncio.to_thread(until, lambda: not auth.open, "a call that ends with its time, not with its answer")


@contextmanager
def deaf(port: int) -> Iterator[None]:
    """Listen on a port, and have so many connections waiting that no further one comes about."""
    with ExitStack() as stack:
        listener = stack.enter_context(socket.socket())
        listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        listener.bind(("127.0.0.1", port))
        listener.listen(0)
        for _ in range(4):
            waiting = stack.enter_context(socket.socket())
            waiting.settimeout(0)
            waiting.connect_ex(("127.0.0.1", port))
        yield


async def test_connecting_takes_half_the_time(consumer: Consumer) -> None:
    with deaf(consumer.auth_port):
        responses = [await consumer.get() for _ in range(3)]
    assert all(isinstance(read(response), ServiceUnavailable) for response in responses)
    fastest = min(response.elapsed.total_seconds() for response in responses)
    assert 0.2 < fastest < 0.4, "what cannot be reached is given up after half of INFO_AUTH_TIMEOUT; see connect()"


async def test_no_compressed_answer_is_asked_for(consumer: Consumer) -> None:
    asked: list[bytes] = []

    async def noting(stream: SocketStream) -> None:
        asked.append(await request(stream))
        await stream.send(good())

    async with serving(noting, consumer.auth_port):
        response = await consumer.get()
    assert isinstance(read(response), GetInformation200)
    assert b"\r\naccept-encoding: identity\r\n" in asked[0].lower(), "what is compressed grows after it was bounded"


async def test_calls_under_way_are_bounded() -> None:
    gate = anyio.Event()

    async def waiting(stream: SocketStream) -> None:
        await request(stream)
        await gate.wait()
        await stream.send(good())

    with consuming(INFO_AUTH_TIMEOUT="8") as consumer:
        async with serving(waiting, consumer.auth_port) as auth:
            whole = [
                written(b"Authorization: token-%d" % number, b"Connection: close", start=b"GET /info/ HTTP/1.1\r\n")
                for number in range(MOST_CALLS + 10)
            ]
            asked = [asyncio.create_task(exchange(consumer.service, each)) for each in whole]
            for early in islice(asyncio.as_completed(asked), 10):
                await early
            await asyncio.to_thread(until, lambda: auth.connections >= CONNECTIONS, "as many calls as there may be")
            connections = auth.connections
            gate.set()
            found = Counter(status for each in await asyncio.gather(*asked) for status in each.statuses)
    assert found == {200: MOST_CALLS, 503: 10}, "more than MOST_CALLS are told at once, and all others are answered"
    assert connections == CONNECTIONS, "the calls share a few connections"
