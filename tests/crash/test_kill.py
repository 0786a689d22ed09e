"""Whenever the services are killed, or their PostgreSQL: what they acknowledged is there, and nothing half-written."""

import os
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack
from random import Random, randrange

import httpx
import pytest

from chassis.storage import engine, read_url
from generated.auth.client import AuthClient
from generated.auth.models import Token
from generated.auth.responses import ListTokens200
from tests.crash.pair import Databases, Pair, pair
from tests.crash.writers import TokenWriter, TopicWriter, Writer, write_on
from tests.support.commands import until
from tests.support.databases import NewUrl, Postgres, issued, migrated

ROUNDS = int(os.environ.get("CRASH_ROUNDS", "2"))
SEED = int(os.environ.get("CRASH_SEED", str(randrange(10**6))))
WRITERS = 3
"""Of tokens, and as many of topics."""


class Crowd:
    """Writers of both kinds, who write all at once."""

    def __init__(self, chance: Random) -> None:
        numbers = range(WRITERS)
        self.tokens = [TokenWriter(Random(chance.random()), f"writer-{number}") for number in numbers]
        self.topics = [TopicWriter(Random(chance.random()), f"topic-{number}") for number in numbers]

    def write(self, services: Pair, enough: int, crash: Callable[[], None]) -> int:
        """Write until so much of each kind is acknowledged, and crash then; return how much that is in the end."""
        writers: list[tuple[Writer, httpx.Client]] = [(writer, services.auth) for writer in self.tokens]
        writers += [(writer, services.info) for writer in self.topics]
        for writer, _ in writers:
            writer.acknowledged = 0
        with ThreadPoolExecutor(len(writers)) as pool:
            ends = [pool.submit(write_on, *writer) for writer in writers]
            try:
                until(lambda: self._least() >= enough or any(end.done() for end in ends), f"{enough} acknowledgements")
            finally:
                crash()  # which ends the writers, too
        for end in ends:
            end.result()
        return sum(writer.acknowledged for writer, _ in writers)

    def check(self, services: Pair) -> int:
        """Check what is there; return how much that is."""
        listed = {token.token_id: token for token in tokens(AuthClient(services.auth))}
        checked = sum(writer.check(services.auth, listed) for writer in self.tokens)
        return checked + sum(writer.check(services.info) for writer in self.topics)

    def _least(self) -> int:
        return min(sum(writer.acknowledged for writer in kind) for kind in (self.tokens, self.topics))


def tokens(auth: AuthClient) -> list[Token]:
    """Return all tokens; each page, and so each token, is as the contract says."""
    found, cursor = list[Token](), None
    while True:
        answer = auth.list_tokens(limit=100, cursor=cursor)
        assert isinstance(answer, ListTokens200), answer
        found += answer.body.items
        cursor = answer.body.next_cursor
        if cursor is None:
            return found


def check_integrity(*files: str) -> None:
    for file in files:
        made = engine(read_url(file))
        with made.connect() as connection:
            assert connection.exec_driver_sql("PRAGMA integrity_check").scalar() == "ok"
        made.dispose()


@pytest.fixture
def databases(new_url: NewUrl) -> Databases:
    auth, info = new_url(), new_url()
    migrated("info_service", info)
    return Databases(auth, info, issued(migrated("auth_service", auth)))


@pytest.fixture
def progress(backend: str, capsys: pytest.CaptureFixture[str]) -> Callable[[str], None]:
    """Return what prints a line: shown where a test fails, and at once where there are many rounds."""

    def tell(line: str) -> None:
        if ROUNDS > 10:
            with capsys.disabled():
                print(f"\n{backend}: {line}", end="", flush=True)
        else:
            print(line)

    return tell


def test_killed_services_lose_nothing(databases: Databases, backend: str, progress: Callable[[str], None]) -> None:
    chance = Random(SEED)
    crowd = Crowd(chance)
    progress(f"CRASH_SEED={SEED} repeats the choices, though not the moments")
    with ExitStack() as stack:
        services = stack.enter_context(pair(databases))
        for number in range(1, ROUNDS + 1):
            acknowledged = crowd.write(services, chance.randint(5, 40), services.kill)
            stack.close()
            if backend == "sqlite":
                check_integrity(databases.auth, databases.info)
            services = stack.enter_context(pair(databases))
            checked = crowd.check(services)
            progress(f"round {number} of {ROUNDS}: {acknowledged} acknowledged, {checked} checked")
            assert min(acknowledged, checked) > 0, "this round proves nothing"


@pytest.mark.parametrize("backend", ["postgres"], indirect=True)
def test_killed_postgres_loses_nothing(
    databases: Databases, postgres: Postgres, progress: Callable[[str], None]
) -> None:
    chance = Random(SEED)
    crowd = Crowd(chance)
    progress(f"CRASH_SEED={SEED} repeats the choices, though not the moments")
    with pair(databases) as services:
        for number in range(1, ROUNDS + 1):
            acknowledged = crowd.write(services, chance.randint(5, 40), postgres.crash)
            postgres.start()
            services.wait()
            checked = crowd.check(services)
            progress(f"round {number} of {ROUNDS}: {acknowledged} acknowledged, {checked} checked")
            assert min(acknowledged, checked) > 0, "this round proves nothing"
