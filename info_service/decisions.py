"""Reuses what auth_service decided, for as long as it allowed, and asks it once for many."""

import asyncio
import hashlib
import logging
import secrets
import time
from collections import OrderedDict
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from datetime import UTC, datetime

from chassis.access import Decision, Principal, Undecided
from chassis.credentials import Credential

logger = logging.getLogger("uvicorn.error")

CAPACITY = 10_000
"""Decisions that are kept at most; the one that was used longest ago goes first."""


@dataclass(frozen=True)
class Told:
    """A decision, and for how many seconds from the question on it may be reused."""

    decision: Decision
    max_age: float = 0


Ask = Callable[[Credential], Awaitable[Told]]


class Decisions:
    """The authority of info_service.

    Only what lets a caller in is ever reused, so refusals take nobody's place; `expires_at` is looked at each time.
    Simultaneous questions about one credential are one call, which goes on when those who wait for it go away. A
    decision answers a request that came while it was under way, or for as long after as auth_service allows.

    ask: never raises for what the other side does
    timeout: seconds that a caller waits
    clock: monotonic seconds
    wall: the time of day, which `expires_at` is compared with
    """

    def __init__(
        self,
        ask: Ask,
        timeout: float,
        capacity: int = CAPACITY,
        *,
        clock: Callable[[], float] = time.monotonic,
        wall: Callable[[], datetime] = lambda: datetime.now(UTC),
    ) -> None:
        self._ask = ask
        self._timeout = timeout
        self._capacity = capacity
        self._clock = clock
        self._wall = wall
        self._secret = secrets.token_bytes(32)
        self._kept: OrderedDict[bytes, tuple[Principal, float]] = OrderedDict()
        self._calls: dict[bytes, _Call] = {}

    async def decide(self, credential: Credential) -> Decision:
        """Say whose credential this is."""
        arrived = self._clock()
        key = hashlib.blake2b(credential.token, key=self._secret, digest_size=32).digest()
        kept = self._reusable(key, arrived)
        if kept is not None:
            return kept
        try:
            async with asyncio.timeout(self._timeout):
                return await self._called(key, credential, arrived)
        except TimeoutError:
            return Undecided()

    def _reusable(self, key: bytes, now: float) -> Principal | None:
        found = self._kept.get(key)
        if found is None:
            return None
        principal, until = found
        if now >= until or self._has_ended(principal):
            del self._kept[key]
            return None
        self._kept.move_to_end(key)
        return principal

    async def _called(self, key: bytes, credential: Credential, arrived: float) -> Decision:
        """Wait for the call under way; where its decision may not be reused, wait for one that starts from now on."""
        while True:
            call = self._calls.get(key) or self._start(key, credential)
            told = await asyncio.shield(call.task)
            if not isinstance(told.decision, Principal) or arrived <= call.started + told.max_age:
                return told.decision

    def _start(self, key: bytes, credential: Credential) -> "_Call":
        started = self._clock()
        call = self._calls[key] = _Call(started, asyncio.create_task(self._call(key, credential, started)))
        return call

    async def _call(self, key: bytes, credential: Credential, started: float) -> Told:
        try:
            told = await self._ask(credential)
        finally:
            del self._calls[key]
        decision = told.decision
        if isinstance(decision, Principal):
            if self._has_ended(decision):
                logger.warning("auth_service gave no decision: it lets in a credential that has expired")
                return Told(Undecided())
            if told.max_age > 0:
                self._kept[key] = decision, started + told.max_age
                if len(self._kept) > self._capacity:
                    self._kept.popitem(last=False)
        return told

    def _has_ended(self, principal: Principal) -> bool:
        return principal.expires_at is not None and principal.expires_at <= self._wall()


@dataclass(frozen=True)
class _Call:
    started: float
    task: asyncio.Task[Told]
