"""A decision is reused as long as auth_service allowed, never longer; simultaneous questions are one call."""

import asyncio
import logging
from collections.abc import Awaitable, Callable, Coroutine
from datetime import UTC, datetime, timedelta
from typing import TypeVar

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from chassis.access import NOT_GOOD, Decision, Principal, Undecided
from chassis.credentials import Credential
from info_service.decisions import Decisions, Told

T = TypeVar("T")
READER = Principal("reader", frozenset({"info:read"}))


class Clock:
    def __init__(self) -> None:
        self.now = 0.0

    def __call__(self) -> float:
        return self.now


class Auth:
    """An auth_service that says the same of everyone, counts how often it is asked, and waits for `gate`."""

    def __init__(self, decision: Decision = READER, max_age: float = 1) -> None:
        self.told = Told(decision, max_age)
        self.asked: list[Credential] = []
        self.gate: Callable[[], Awaitable[object]] | None = None

    async def ask(self, credential: Credential) -> Told:
        self.asked.append(credential)
        told = self.told
        if self.gate is not None:
            await self.gate()
        return told


def credential(token: str = "token") -> Credential:
    return Credential(f"Bearer {token}".encode(), token.encode())


def run(work: Coroutine[object, object, T]) -> T:
    return asyncio.run(asyncio.wait_for(work, 20))


def reuse(auth: Auth, *moments: float, capacity: int = 10) -> list[Decision]:
    """Decide about one credential at these moments."""
    clock = Clock()

    async def work() -> list[Decision]:
        decisions = Decisions(auth.ask, 5, capacity, clock=clock)
        found = []
        for clock.now in moments:
            found.append(await decisions.decide(credential()))
        return found

    return run(work())


@given(st.integers(1, 60), st.lists(st.floats(0, 200), min_size=1, max_size=20).map(sorted))
@example(7, [0, 7])
def test_never_reused_longer_than_told(max_age: int, moments: list[float]) -> None:
    auth, asked_at, calls = Auth(max_age=max_age), -1e9, 0
    assert reuse(auth, *moments) == [READER] * len(moments)
    for moment in moments:
        if moment >= asked_at + max_age:
            asked_at, calls = moment, calls + 1
    assert len(auth.asked) == calls, "a decision is reused until max-age is over, and not longer"


@pytest.mark.parametrize("told", [Told(READER), Told(NOT_GOOD, 60), Told(Undecided(), 60)])
def test_what_may_not_be_reused_is_asked_again(told: Told) -> None:
    auth = Auth(told.decision, told.max_age)
    assert reuse(auth, 0, 0, 0.1) == [told.decision] * 3
    assert len(auth.asked) == 3


def test_reuse_begins_with_the_question() -> None:
    auth, clock = Auth(max_age=7), Clock()

    async def take_three_seconds() -> None:
        clock.now += 3

    async def work() -> None:
        auth.gate = take_three_seconds
        decisions = Decisions(auth.ask, 5, clock=clock)
        await decisions.decide(credential())
        clock.now = 7
        await decisions.decide(credential())

    run(work())
    assert len(auth.asked) == 2, "auth_service may have decided as soon as it was asked"


def test_every_byte_of_a_token_counts() -> None:
    auth = Auth()

    async def work() -> None:
        decisions = Decisions(auth.ask, 5, clock=Clock())
        for end in ("", "a", "b"):
            await decisions.decide(credential(8_000 * "t" + end))

    run(work())
    assert len(auth.asked) == 3, "a decision about one token was given to another one"


def test_end_of_token_is_looked_at_each_time(caplog: pytest.LogCaptureFixture) -> None:
    end = datetime(2030, 1, 1, tzinfo=UTC)
    auth = Auth(Principal("reader", frozenset(), end), 60)

    async def work() -> list[Decision]:
        times = iter([end - timedelta(seconds=1)] * 2 + [end] * 2)
        decisions = Decisions(auth.ask, 5, wall=lambda: next(times))
        return [await decisions.decide(credential()) for _ in range(3)]

    assert run(work()) == [auth.told.decision, auth.told.decision, Undecided()]
    assert len(auth.asked) == 2, "when the token has ended, auth_service has to be asked again"
    told = "auth_service gave no decision: it lets in a credential that has expired"
    assert caplog.record_tuples == [("uvicorn.error", logging.WARNING, told)]


def test_both_forms_of_a_token_are_one() -> None:
    auth = Auth()

    async def work() -> None:
        decisions = Decisions(auth.ask, 5)
        await decisions.decide(Credential(b"token", b"token"))
        await decisions.decide(Credential(b"bEaReR token", b"token"))

    run(work())
    assert len(auth.asked) == 1


def test_store_is_bounded_and_refusals_take_no_place() -> None:
    auth = Auth()

    async def work() -> None:
        decisions = Decisions(auth.ask, 5, capacity=3, clock=Clock())
        await decisions.decide(credential("good"))
        auth.told = Told(NOT_GOOD)
        for number in range(1_000):
            await decisions.decide(credential(f"bad-{number}"))
        auth.told = Told(READER, 1)
        auth.asked.clear()
        await decisions.decide(credential("good"))
        assert auth.asked == [], "refused credentials must not push a good one out"
        for number in range(3):
            await decisions.decide(credential(f"other-{number}"))
        await decisions.decide(credential("good"))
        assert len(auth.asked) == 4, "there is place for three decisions, so the first has to be asked anew"

    run(work())


@pytest.mark.parametrize(
    ("questions", "asked"),
    [
        ([(0, "a"), (0.1, "b"), (0.2, "a"), (0.3, "c"), (0.4, "a"), (0.5, "b")], "abcb"),  # a was used after b
        ([(0, "a"), (0.5, "b"), (1.1, "a"), (1.2, "c"), (1.3, "a")], "abac"),  # a has ended, and was decided anew
    ],
)
def test_what_was_used_longest_ago_goes(questions: list[tuple[float, str]], asked: str) -> None:
    auth, clock = Auth(), Clock()

    async def work() -> None:
        decisions = Decisions(auth.ask, 5, 2, clock=clock)
        for clock.now, token in questions:
            await decisions.decide(credential(token))

    run(work())
    assert "".join(each.token.decode() for each in auth.asked) == asked


def test_what_is_not_kept_takes_no_place() -> None:
    auth = Auth()

    async def work() -> None:
        decisions = Decisions(auth.ask, 5, 1)
        for token, max_age in (("kept", 60), ("not kept", 0), ("kept", 60)):
            auth.told = Told(READER, max_age)
            await decisions.decide(credential(token))

    run(work())
    assert [each.token for each in auth.asked] == [b"kept", b"not kept"]


def test_tokens_are_not_kept_in_clear() -> None:
    auth = Auth()

    async def work() -> str:
        decisions = Decisions(auth.ask, 5)
        await decisions.decide(credential("swordfish"))
        return repr(vars(decisions))

    assert "swordfish" not in run(work())


def test_key_of_a_token_differs_elsewhere() -> None:
    async def key() -> bytes:
        decisions = Decisions(Auth().ask, 5)
        await decisions.decide(credential())
        [kept] = vars(decisions)["_kept"]
        return bytes(kept)

    assert run(key()) != run(key()), "a digest without a secret key says whether a token that is tried out is good"


def test_thousand_simultaneous_questions_are_one_call() -> None:
    auth = Auth()

    async def work() -> list[Decision]:
        auth.gate = lambda: asyncio.sleep(0.05)
        decisions = Decisions(auth.ask, 5)
        return await asyncio.gather(*(decisions.decide(credential()) for _ in range(1_000)))

    assert run(work()) == [READER] * 1_000
    assert len(auth.asked) == 1


def test_who_goes_away_does_not_cancel_the_call() -> None:
    auth = Auth()

    async def work() -> Decision:
        gate = asyncio.Event()
        auth.gate = gate.wait
        decisions = Decisions(auth.ask, 5)
        first = asyncio.create_task(decisions.decide(credential()))
        second = asyncio.create_task(decisions.decide(credential()))
        await asyncio.sleep(0)
        first.cancel()
        await asyncio.sleep(0)
        gate.set()
        return await second

    assert run(work()) == READER
    assert len(auth.asked) == 1


def test_waiter_has_its_own_deadline() -> None:
    auth = Auth()

    async def work() -> Decision:
        auth.gate = asyncio.Event().wait
        return await Decisions(auth.ask, 0.02).decide(credential())

    assert run(work()) == Undecided()


def test_unshareable_decision_answers_only_earlier_requests() -> None:
    auth, clock = Auth(max_age=0), Clock()

    async def work() -> list[Decision]:
        gate = asyncio.Event()
        auth.gate = gate.wait
        decisions = Decisions(auth.ask, 5, clock=clock)
        early = asyncio.create_task(decisions.decide(credential()))
        for _ in range(3):  # until the call is under way
            await asyncio.sleep(0)
        clock.now, auth.told = 0.1, Told(NOT_GOOD)  # it is revoked while the first call is under way
        late = [asyncio.create_task(decisions.decide(credential())) for _ in range(10)]
        await asyncio.sleep(0)
        gate.set()
        return [await early, *await asyncio.gather(*late)]

    assert run(work()) == [READER, *[NOT_GOOD] * 10], "who came after the call began must not get its decision"
    assert len(auth.asked) == 2, "all who came later share the next call"


def test_error_is_not_shared_longer_than_the_call() -> None:
    auth = Auth(Undecided(), 0)

    async def work() -> list[Decision]:
        decisions = Decisions(auth.ask, 5)
        first = await decisions.decide(credential())
        auth.told = Told(READER, 1)
        return [first, await decisions.decide(credential())]

    assert run(work()) == [Undecided(), READER]
