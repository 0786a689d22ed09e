"""What may befall a database while a service uses it: done to a real one, and undone when a stack is closed."""

import resource
import sqlite3
from collections.abc import Callable
from contextlib import ExitStack, closing
from dataclasses import dataclass
from pathlib import Path

import psycopg
from sqlalchemy import URL

from tests.support.databases import Postgres


@dataclass(frozen=True)
class Target:
    """The database of a running service.

    pid: of the service
    tables: which it writes
    postgres: the server that has the database; None if it is a file
    """

    url: URL
    pid: int
    tables: tuple[str, ...]
    postgres: Postgres | None

    @property
    def file(self) -> Path:
        """Where the database is, if it is a file."""
        return Path(str(self.url.database))

    @property
    def server(self) -> Postgres:
        """Who has the database, if it is a PostgreSQL."""
        assert self.postgres is not None
        return self.postgres

    @property
    def dsn(self) -> str:
        """The URL of a PostgreSQL, as psycopg wants it."""
        return self.url.set(drivername="postgresql").render_as_string(hide_password=False)


Outage = Callable[[Target, ExitStack], object]
"""Breaks a database; what mends it goes on the stack."""


def file_gone(target: Target, undo: ExitStack) -> None:
    away = target.file.with_suffix(".away")
    undo.callback(away.rename, target.file)
    target.file.rename(away)


def folder_gone(target: Target, undo: ExitStack) -> None:
    folder = target.file.parent
    away = folder.with_suffix(".away")
    undo.callback(away.rename, folder)
    folder.rename(away)


def file_locked(target: Target, undo: ExitStack) -> None:
    other = undo.enter_context(closing(sqlite3.connect(target.file, isolation_level=None)))
    other.execute("BEGIN IMMEDIATE")


def disk_full(target: Target, undo: ExitStack) -> None:
    """Let no file of the service have more than 2,000 bytes, so that half a page can be written, and then no more."""
    before = resource.prlimit(target.pid, resource.RLIMIT_FSIZE)
    undo.callback(resource.prlimit, target.pid, resource.RLIMIT_FSIZE, before)
    resource.prlimit(target.pid, resource.RLIMIT_FSIZE, (2000, before[1]))


def file_read_only(target: Target, undo: ExitStack) -> None:
    """Let the file say that a newer SQLite alone can write it (sqlite.org/fileformat2.html, 1.3.3): that binds root."""
    with closing(sqlite3.connect(target.file, isolation_level=None)) as other:
        other.execute("PRAGMA wal_checkpoint(TRUNCATE)")

    def write_version(version: int) -> None:
        with target.file.open("r+b") as file:
            file.seek(18)
            file.write(bytes([version]))

    undo.callback(write_version, 2)
    write_version(3)


def server_stopped(target: Target, undo: ExitStack) -> None:
    undo.callback(target.server.start)
    target.server.stop()


def server_frozen(target: Target, undo: ExitStack) -> None:
    for process in target.server.processes:
        undo.callback(process.resume)
        process.suspend()


def tables_locked(target: Target, undo: ExitStack) -> None:
    other = undo.enter_context(psycopg.connect(target.dsn))
    other.execute(f"LOCK TABLE {', '.join(target.tables)} IN ACCESS EXCLUSIVE MODE".encode())


def server_full(target: Target, undo: ExitStack) -> None:
    """Let all writing fail as it does on a full disk, by the server's own word (53100)."""
    fails = "CREATE FUNCTION fails() RETURNS trigger LANGUAGE plpgsql AS 'BEGIN RAISE disk_full; END'"
    undo.callback(target.server.execute, "DROP FUNCTION fails CASCADE", target.dsn)
    target.server.execute(fails, target.dsn)
    for table in target.tables:
        on = f"BEFORE INSERT OR UPDATE OR DELETE ON {table}"
        target.server.execute(f"CREATE TRIGGER fails {on} EXECUTE FUNCTION fails()", target.dsn)


def server_read_only(target: Target, undo: ExitStack) -> None:
    """Let new connections be read-only, and have no old ones: so a standby looks after a switch-over."""

    def switch(*, read_only: bool) -> None:
        name = target.url.database
        target.server.execute(f"ALTER DATABASE {name} SET default_transaction_read_only = {read_only}")
        old = f"SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = '{name}'"
        target.server.execute(old)

    undo.callback(switch, read_only=False)
    switch(read_only=True)


OUTAGES: dict[str, dict[str, Outage]] = {
    "sqlite": {
        "gone": file_gone,
        "folder gone": folder_gone,
        "locked": file_locked,
        "full": disk_full,
        "read-only": file_read_only,
    },
    "postgres": {
        "gone": server_stopped,
        "frozen": server_frozen,
        "locked": tables_locked,
        "full": server_full,
        "read-only": server_read_only,
    },
}
