"""A circuit breaker that lets one probe through at a time, and a budget that keeps retries from becoming a flood."""

from hypothesis import given
from hypothesis import strategies as st

from info_service.resilience import Breaker, RetryBudget


class Clock:
    def __init__(self) -> None:
        self.now = 0.0

    def __call__(self) -> float:
        return self.now


def opened(clock: Clock) -> Breaker:
    breaker = Breaker(failures=3, pause=10, clock=clock)
    for _ in range(3):
        assert breaker.admits()
        breaker.record(answered=False)
    return breaker


def test_failures_in_a_row_open_it() -> None:
    assert not opened(Clock()).admits(), "while auth_service fails, it has to be left alone"


def test_answer_between_failures_keeps_it_closed() -> None:
    breaker = Breaker(failures=3, pause=10, clock=Clock())
    for answered in (False, False, True, False, False):
        assert breaker.admits()
        breaker.record(answered=answered)
    assert breaker.admits()


def test_caller_who_goes_away_is_no_failure() -> None:
    breaker = Breaker(failures=3, pause=10, clock=Clock())
    for _ in range(100):
        assert breaker.admits()
        breaker.record(answered=None)
    assert breaker.admits()


def test_one_probe_follows_each_pause() -> None:
    clock = Clock()
    breaker = opened(clock)
    clock.now = 10.0
    assert [breaker.admits() for _ in range(5)] == [True, False, False, False, False]
    breaker.record(answered=False)
    assert not breaker.admits(), "a probe that failed begins another pause"
    clock.now = 20.0
    assert breaker.admits()


def test_probe_that_succeeds_closes_it() -> None:
    clock = Clock()
    breaker = opened(clock)
    clock.now = 10.0
    assert breaker.admits()
    breaker.record(answered=True)
    assert all(breaker.admits() for _ in range(5))


def test_probe_that_was_abandoned_makes_way() -> None:
    clock = Clock()
    breaker = opened(clock)
    clock.now = 10.0
    assert breaker.admits()
    breaker.record(answered=None)
    assert breaker.admits()


def test_left_alone_after_five_for_half_a_second() -> None:
    clock = Clock()
    breaker = Breaker(clock=clock)
    admitted = 0
    while admitted < 10 and breaker.admits():
        admitted += 1
        breaker.record(answered=False)
    clock.now = 0.49
    early = breaker.admits()
    clock.now = 0.5
    assert (admitted, early, breaker.admits()) == (5, False, True)


def test_about_one_call_in_ten_is_repeated() -> None:
    budget = RetryBudget()
    assert [budget.spend(), budget.spend()] == [True, False]
    repeated = []
    for _ in range(22):
        budget.earn()
        repeated.append(budget.spend())
    assert sum(repeated) == 2
    assert not any(repeated[:9])


Steps = st.lists(st.one_of(st.floats(0, 20), st.sampled_from([True, False, None])), max_size=200)


@given(Steps)
def test_never_two_probes_at_once(steps: list[float | bool | None]) -> None:
    clock, under_way = Clock(), 0
    breaker = opened(clock)
    for step in steps:
        if isinstance(step, bool) or step is None:
            if under_way and not step:  # while it stays open: a probe that succeeds lets all through
                under_way -= 1
                breaker.record(answered=step)
        else:
            clock.now += step
            under_way += breaker.admits()
        assert under_way <= 1


@given(st.lists(st.booleans(), max_size=500))
def test_retries_stay_within_a_tenth(wanted: list[bool]) -> None:
    budget, retries = RetryBudget(ratio=0.1, most=10), 0
    for calls, wants in enumerate(wanted, 1):
        budget.earn()
        retries += wants and budget.spend()
        assert retries <= 1 + 0.1 * calls + 1e-9


def test_quiet_time_saves_no_flood() -> None:
    budget = RetryBudget(ratio=0.1, most=10)
    for _ in range(1_000):
        budget.earn()
    assert sum(budget.spend() for _ in range(1_000)) == 10
