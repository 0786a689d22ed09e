"""When to ask at all, and when to ask again: a circuit breaker and a retry budget."""

import time
from collections.abc import Callable

FAILURES = 5
"""In a row, after which nobody is asked for a while."""
PAUSE = 0.5
"""Seconds until one call may find out whether all is well again."""


class Breaker:
    """A circuit breaker: closed, it lets every call through; open, none, but for one probe at a time after a pause.

    clock: monotonic seconds
    """

    def __init__(
        self, failures: int = FAILURES, pause: float = PAUSE, clock: Callable[[], float] = time.monotonic
    ) -> None:
        self._limit = failures
        self._pause = pause
        self._clock = clock
        self._failures = 0
        self._probing = False
        self._next_probe = 0.0

    def admits(self) -> bool:
        """Say whether a call may be made; how each admitted call ends has to be recorded."""
        if self._failures < self._limit:
            return True
        if self._probing or self._clock() < self._next_probe:
            return False
        self._probing = True
        return True

    def record(self, *, answered: bool | None) -> None:
        """Record the end of a call: whether the other side answered, be it yes or no; None if nobody can say."""
        self._probing = False
        if answered:
            self._failures = 0
        elif answered is False:
            self._failures += 1
            self._next_probe = self._clock() + self._pause


class RetryBudget:
    """How often to ask again: so many times for each call, saved up to a bound, so that retries are no flood."""

    def __init__(self, ratio: float = 0.1, most: float = 1) -> None:
        self._ratio = ratio
        self._most = most
        self._saved = 1.0

    def earn(self) -> None:
        """Save up for a call that is made."""
        self._saved = min(self._saved + self._ratio, self._most)

    def spend(self) -> bool:
        """Take one retry, if there is one."""
        if self._saved < 1:
            return False
        self._saved -= 1
        return True
