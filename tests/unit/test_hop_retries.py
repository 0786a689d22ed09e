"""The hop asks again at most once, and only where auth_service cannot have decided; it reads no endless answer."""

import asyncio
import time
from collections.abc import AsyncIterator, Callable, Coroutine
from contextlib import asynccontextmanager
from statistics import median

import httpx
import pytest

from chassis.access import Decision, Principal, Undecided
from chassis.credentials import Credential
from generated.auth.models import Principal as Body
from generated.auth.responses import Login200
from info_service.decisions import Told
from info_service.hop import JITTER, MOST_CALLS, BoundedTransport, Hop, connect, max_age
from info_service.settings import Settings

READER = Principal("reader", frozenset({"info:read"}))
GOOD = Login200(
    cache_control="private, max-age=7", body=Body(subject="reader", scopes=["info:read"], expires_at=None)
).to_message()
CREDENTIAL = Credential(b"Bearer token", b"token")
End = Callable[[httpx.Request], httpx.Response]
Provider = End | Callable[[httpx.Request], Coroutine[None, None, httpx.Response]]


def answer(status: int, headers: dict[str, str] | None = None, content: bytes = b"") -> End:
    def end(request: httpx.Request) -> httpx.Response:
        return httpx.Response(status, headers=headers, stream=httpx.ByteStream(content))

    return end


def fail(error: type[httpx.RequestError]) -> End:
    def end(request: httpx.Request) -> httpx.Response:
        raise error("no", request=request)

    return end


def in_turn(left: list[End]) -> End:
    def end(request: httpx.Request) -> httpx.Response:
        return left.pop(0)(request)

    return end


good = answer(*GOOD)


@asynccontextmanager
async def hop_to(provider: Provider, seconds: float = 5) -> AsyncIterator[Hop]:
    transport = BoundedTransport(httpx.MockTransport(provider))
    async with httpx.AsyncClient(transport=transport, base_url="http://auth") as http:
        yield Hop(http, seconds)


def ask(*ends: End) -> tuple[Decision, int]:
    """Return what the hop decides when its calls end like this, and how many calls it made."""
    left = list(ends)

    async def work() -> Told:
        async with hop_to(in_turn(left)) as hop:
            return await hop.ask(CREDENTIAL)

    return asyncio.run(work()).decision, len(ends) - len(left)


UNDECIDED = {
    "refused": fail(httpx.ConnectError),
    "not reached in time": fail(httpx.ConnectTimeout),
    "reset": fail(httpx.ReadError),
    "hung up": fail(httpx.RemoteProtocolError),
    "502": answer(502),
    "503 of a gateway": answer(503),
}
DECIDED = {
    "silent": fail(httpx.ReadTimeout),
    "500": answer(500),
    "404": answer(404),
    "302": answer(302, {"Location": "/"}),
    "200 outside the contract": answer(200),
}


@pytest.mark.parametrize("end", UNDECIDED)
def test_what_cannot_have_decided_is_asked_again(end: str) -> None:
    assert ask(UNDECIDED[end], good) == (READER, 2)


@pytest.mark.parametrize("end", UNDECIDED)
def test_nobody_is_asked_a_third_time(end: str) -> None:
    assert ask(UNDECIDED[end], UNDECIDED[end], good) == (Undecided(), 2)


@pytest.mark.parametrize("end", DECIDED)
def test_what_may_have_decided_is_not_asked_again(end: str) -> None:
    assert ask(DECIDED[end], good) == (Undecided(), 1)


def test_budget_is_spent_and_earned() -> None:
    left = [fail(httpx.ReadError), good, fail(httpx.ReadError), *[good] * 20, fail(httpx.ReadError), good]

    async def work() -> list[Decision]:
        async with hop_to(in_turn(left)) as hop:
            return [(await hop.ask(CREDENTIAL)).decision for _ in range(23)]

    assert asyncio.run(work()) == [READER, Undecided(), *[READER] * 21], "after one retry, ten calls earn the next"


@pytest.mark.parametrize(("seconds", "decision"), [(1.7, READER), (2.1, Undecided())])
def test_retry_has_half_of_the_time(seconds: float, decision: Decision) -> None:
    answers = [good, answer(502)]

    async def slow(request: httpx.Request) -> httpx.Response:
        if len(answers) > 1:
            await asyncio.sleep(seconds)
        return answers.pop()(request)

    async def work() -> Decision:
        async with hop_to(slow, seconds=4) as hop:
            return (await hop.ask(CREDENTIAL)).decision

    assert asyncio.run(work()) == decision


def test_retries_are_not_in_step() -> None:
    moments: list[float] = []

    def hang_up(request: httpx.Request) -> httpx.Response:
        moments.append(time.monotonic())
        raise httpx.ReadError("", request=request)

    async def work() -> None:
        for _ in range(20):
            async with hop_to(hang_up) as hop:
                await hop.ask(CREDENTIAL)

    asyncio.run(work())
    waits = [again - first for first, again in zip(moments[::2], moments[1::2], strict=True)]
    assert max(waits) - min(waits) > JITTER / 4, "all who were cut off come back at the same moment"
    assert median(waits) < 3 * JITTER, "a caller has no time to wait longer"


def test_so_many_calls_wait_and_no_more() -> None:
    async def work() -> list[int]:
        gate, asked = asyncio.Event(), list[httpx.Request]()

        async def provider(request: httpx.Request) -> httpx.Response:
            asked.append(request)
            await gate.wait()
            return good(request)

        async with hop_to(provider, seconds=20) as hop:
            counts = list[int]()
            for _ in range(2):
                calls = [asyncio.create_task(hop.ask(CREDENTIAL)) for _ in range(MOST_CALLS + 44)]
                first = [await call for _, call in zip(range(44), asyncio.as_completed(calls), strict=False)]
                gate.set()
                await asyncio.gather(*calls)
                gate.clear()
                counts += [len(asked), [told.decision for told in first].count(Undecided())]
                asked.clear()
            return counts

    assert asyncio.run(asyncio.wait_for(work(), 10)) == [256, 44] * 2, "whoever is too many is told so at once"


def test_failing_service_is_left_alone() -> None:
    asked = []

    def failing(request: httpx.Request) -> httpx.Response:
        asked.append(request)
        return httpx.Response(500)

    async def work() -> None:
        async with hop_to(failing) as hop:
            for _ in range(8):
                await hop.ask(CREDENTIAL)

    asyncio.run(work())
    assert len(asked) == 5, "the breaker hears how each call ends, and nobody is asked while it is open"


def test_good_answer_is_asked_for_once() -> None:
    assert ask(good, good) == (READER, 1)


@pytest.mark.parametrize(("length", "decision"), [(16_384, READER), (16_385, Undecided())])
def test_longer_answer_than_any_is_no_decision(length: int, decision: Decision) -> None:
    status, headers, content = GOOD
    assert ask(answer(status, headers, content.ljust(length)), good) == (decision, 1)


class Answer(httpx.ByteStream):
    """An answer that says when it is closed."""

    def __init__(self, closed: list[str]) -> None:
        super().__init__(GOOD[2])
        self.closed = closed

    async def aclose(self) -> None:
        self.closed.append("answer")


class Way(httpx.AsyncBaseTransport):
    """The way on which it comes, which says so, too."""

    def __init__(self) -> None:
        self.closed: list[str] = []

    async def handle_async_request(self, request: httpx.Request) -> httpx.Response:
        return httpx.Response(GOOD[0], headers=GOOD[1], stream=Answer(self.closed))

    async def aclose(self) -> None:
        self.closed.append("way")


def test_answer_and_way_are_closed() -> None:
    way = Way()

    async def work() -> None:
        async with connect("http://auth", 5, way) as http:
            await Hop(http, 5).ask(CREDENTIAL)

    asyncio.run(work())
    assert way.closed == ["answer", "way"]


def test_client_has_nothing_of_its_surroundings() -> None:
    http = connect("http://auth", 4, httpx.MockTransport(good))
    assert http.timeout == httpx.Timeout(4, connect=2)
    assert (http.trust_env, http.follow_redirects, http.headers["Accept-Encoding"]) == (False, False, "identity")


def test_retry_follows_soon() -> None:
    assert Settings().auth_timeout / 10 > JITTER, "a caller has no time to wait for a retry"


@pytest.mark.parametrize(
    ("words", "seconds"),
    [
        ("private, max-age=1", 1),
        ("max-age=60", 60),
        ("MAX-AGE=5 , Private", 5),
        ("max-age=61", 60),
        ("max-age=999999999", 60),
        ("max-age=0", 0),
        ("no-store", 0),
        ("no-store, max-age=5", 0),
        ("max-age=5, no-cache", 0),
        ('no-cache="x", max-age=5', 0),
        ("max-age=5, max-age=6", 0),
        ("max-age=-1", 0),
        ("max-age=1.5", 0),
        ('max-age="5"', 0),
        ("max-age = 5", 0),
        ("max-age=", 0),
        ("max-age=\u0665", 0),
        ("s-maxage=5", 0),
        ("private", 0),
        ("", 0),
    ],
)
def test_reuse_is_allowed_in_plain_words_alone(words: str, seconds: int) -> None:
    assert max_age(words) == seconds
