"""A decision is reused as long as auth_service allows, and no longer; who shares a call has a time of their own."""

import asyncio
import time
from collections.abc import Iterator, Sequence
from datetime import UTC, datetime, timedelta

import anyio
import pytest
from anyio.abc import SocketStream

from generated.info.responses import ServiceUnavailable
from info_service.decisions import CAPACITY
from tests.faults.consumer import Consumer, consuming, read
from tests.faults.misbehaving import JSON, PRINCIPAL, answers, good_but, message, request, serving
from tests.faults.sockets import exchange

pytestmark = pytest.mark.anyio


@pytest.fixture(scope="module")
def patient() -> Iterator[Consumer]:
    """Yield a consumer that waits two seconds for a decision."""
    with consuming(INFO_AUTH_TIMEOUT="2") as running:
        yield running


def admission(cache_control: str, **changed: object) -> bytes:
    return message("200 OK", JSON, f"Cache-Control: {cache_control}", body=PRINCIPAL | changed)


@pytest.mark.parametrize(
    ("cache_control", "calls"),
    [
        ("private,max-age=60", 1),
        ("max-age=0", 3),
        ("no-store", 3),
        ("no-store,max-age=60", 3),
        ("max-age=60,no-cache", 3),
        ("max-age=60,max-age=0", 3),
        ("max-age=1e9", 3),
    ],
)
async def test_reuse_is_as_allowed(consumer: Consumer, cache_control: str, calls: int) -> None:
    async with serving(answers(admission(cache_control)), consumer.auth_port) as auth:
        statuses = [(await consumer.get(f"Bearer {cache_control}")).status_code for _ in range(3)]
    assert (statuses, auth.connections) == ([200] * 3, calls), "see max_age in info_service/hop.py"


async def test_expired_credential_lets_nobody_in(consumer: Consumer) -> None:
    async with serving(answers(good_but(expires_at="2020-01-01T00:00:00Z")), consumer.auth_port) as auth:
        response = await consumer.get()
    assert isinstance(read(response), ServiceUnavailable), "auth_service contradicts itself: that is no decision"
    assert auth.connections == 1


async def questions(consumer: Consumer, answer: bytes, pause: float, token: str) -> list[float]:
    """Ask all the time with one token; return when auth_service was asked the first two times, in seconds."""
    asked: list[float] = []

    async def deciding(stream: SocketStream) -> None:
        await request(stream)
        asked.append(time.monotonic())
        await anyio.sleep(pause)
        await stream.send(answer)

    async with serving(deciding, consumer.auth_port):
        while len(asked) < 2:
            assert not asked or time.monotonic() < asked[0] + 20, "a decision is reused without end"
            await consumer.get(f"Bearer {token}")
            await asyncio.sleep(0.05)
    return asked


async def test_reuse_ends_as_told(patient: Consumer) -> None:
    first, second = await questions(patient, admission("max-age=2"), 1, "lasting")
    assert 1.9 < second - first < 2.8, "two seconds from the question on, not from the answer on"


async def test_reuse_ends_with_the_credential(patient: Consumer) -> None:
    soon = datetime.now(UTC) + timedelta(seconds=2)
    first, second = await questions(patient, admission("max-age=60", expires_at=soon.isoformat()), 0, "ending")
    assert 1 < second - first < 2.8, "expires_at is looked at each time that a decision is reused"


async def test_waiters_have_their_own_time(patient: Consumer) -> None:
    gates = [anyio.Event(), anyio.Event()]
    left = iter(gates)

    async def admitting(stream: SocketStream) -> None:
        await request(stream)
        await next(left).wait()
        await stream.send(admission("no-store"))

    async with serving(admitting, patient.auth_port) as auth:
        first, second = (asyncio.create_task(patient.get("Bearer shared")) for _ in range(2))
        await asyncio.sleep(1)
        third = asyncio.create_task(patient.get("Bearer shared"))
        await asyncio.sleep(0.2)
        calls = [auth.connections]
        gates[0].set()  # one of the first two is let in; for the others, a second call begins
        late = max(await asyncio.gather(first, second), key=lambda response: response.elapsed)
        calls.append(auth.connections)
        gates[1].set()
        statuses = sorted([(await first).status_code, (await second).status_code, (await third).status_code])
    assert calls == [1, 2], "a decision that must not be stored answers nobody who came after its question"
    assert statuses == [200, 200, 503], "one waiter's end is not the end of the call"
    assert late.elapsed < timedelta(seconds=2.5), "a waiter's time runs from its own request on"


@pytest.mark.long
async def test_store_of_decisions_is_bounded(patient: Consumer) -> None:
    async def ask(tokens: Sequence[str]) -> tuple[int, ...]:
        head = "GET /info/ HTTP/1.1\r\nHost: info\r\nAuthorization: "
        requests = "".join(f"{head}{token}\r\n\r\n" for token in tokens) + "GET / HTTP/1.0\r\n\r\n"
        return (await exchange(patient.service, requests.encode())).statuses[:-1]

    async with serving(answers(admission("max-age=60")), patient.auth_port) as auth:
        first = await ask(["first", "first"])
        assert (first, auth.connections) == ((200, 200), 1)
        for start in range(0, CAPACITY, 400):
            others = [f"other-{number}" for number in range(start, start + 400)]
            found = await asyncio.gather(*(ask(others[offset::8]) for offset in range(8)))
            assert {status for statuses in found for status in statuses} == {200}
        before = auth.connections
        await ask(["first"])
    assert before == 1 + CAPACITY, "each of the others was asked about"
    assert auth.connections == before + 1, "the decision that was used longest ago goes first; see CAPACITY"
