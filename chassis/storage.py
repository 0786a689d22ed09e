"""Where a service keeps what it must not forget: one SQLite file, or a PostgreSQL; the same statements for both."""

import asyncio
import logging
import os
import sqlite3
from collections.abc import Callable, Coroutine, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from datetime import UTC, datetime, timedelta
from functools import partial
from pathlib import Path
from typing import Any, Protocol, TypeAlias, TypeVar
from urllib.parse import quote

from sqlalchemy import (
    URL,
    BigInteger,
    Column,
    Connection,
    Delete,
    Dialect,
    Engine,
    Insert,
    Integer,
    LargeBinary,
    MetaData,
    Select,
    Table,
    TypeDecorator,
    Update,
    create_engine,
    event,
    make_url,
)
from sqlalchemy.exc import DBAPIError, IntegrityError, SQLAlchemyError
from sqlalchemy.types import TypeEngine

logger = logging.getLogger("uvicorn.error")

Rows: TypeAlias = Sequence[Mapping[str, Any]]
Change: TypeAlias = Insert | Update | Delete
Values: TypeAlias = Mapping[str, Any]

T = TypeVar("T")

PATIENCE = 2.0
"""Seconds that one statement may take, with the wait for a connection or a lock."""
CONNECTIONS = 8
"""To PostgreSQL, from one process, at most."""
MOST_REMEMBERED = 1_000
"""Values of one query whose rows are remembered, at most."""
EPOCH = datetime(1970, 1, 1, tzinfo=UTC)


class StorageError(Exception):
    """The storage cannot be used at the moment; the text says why, and holds no value of any row."""


class ConflictError(Exception):
    """A row of the same key is already there."""


class Text(TypeDecorator[str]):
    """Text of any Unicode, kept as UTF-8: PostgreSQL's own text has no NUL, and sorts by the locale of its machine."""

    impl = LargeBinary
    cache_ok = True

    def process_bind_param(self, value: str | None, dialect: Dialect) -> bytes | None:
        """Encode."""
        return None if value is None else value.encode()

    def process_result_value(self, value: bytes | None, dialect: Dialect) -> str | None:
        """Decode."""
        return None if value is None else value.decode()


class Instant(TypeDecorator[datetime]):
    """A point in time, kept as microseconds since 1970 (UTC)."""

    impl = BigInteger
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> int | None:
        """Count."""
        return None if value is None else (value - EPOCH) // timedelta(microseconds=1)

    def process_result_value(self, value: int | None, dialect: Dialect) -> datetime | None:
        """Date."""
        return None if value is None else EPOCH + timedelta(microseconds=value)


PROBE = Table(
    "probe", MetaData(), Column("id", Integer, primary_key=True), Column("touched_at", Instant, nullable=False)
)
"""One row, written to learn whether anything can be written; every service's first migration makes it."""


class Database(Protocol):
    """A database that its service's own migrations made."""

    @property
    def url(self) -> URL:
        """Where it is."""

    async def fetch(self, statement: Select[Any], values: Values | None = None) -> Rows:
        """Return the rows of a query, by the names of their columns; with values it is one that is asked often.

        Raises:
            StorageError: it cannot be read.
        """

    async def change(self, statement: Change, values: Values | None = None) -> int:
        """Carry out one statement, and return how many rows it changed; it is on the disk when this returns.

        Raises:
            ConflictError: a row of the same key is already there; nothing was changed.
            StorageError: it cannot be written, or nobody can say whether it was.
        """

    async def close(self) -> None:
        """Close all connections."""


def engine(url: URL) -> Engine:
    """Return a synchronous engine for a database; a transaction on SQLite takes the lock for writing at once."""
    if url.get_backend_name() == "postgresql":
        return create_engine(url, hide_parameters=True, connect_args={"connect_timeout": 5})
    made = create_engine(url, hide_parameters=True, connect_args={"isolation_level": None, "timeout": PATIENCE})

    @event.listens_for(made, "connect")
    def connect(connection: sqlite3.Connection, record: object) -> None:
        connection.execute("PRAGMA journal_mode = WAL")
        connection.execute("PRAGMA synchronous = FULL")

    @event.listens_for(made, "begin")
    def begin(connection: Connection) -> None:
        connection.exec_driver_sql("BEGIN IMMEDIATE")

    return made


def database(url: URL, *, alone: bool = False) -> Database:
    """Return a database; it is opened when it is first used.

    alone: if it is a file, nobody but this process writes it
    """
    return SqliteDatabase(url, alone=alone) if url.get_backend_name() == "sqlite" else PostgresDatabase(url)


class SqliteDatabase:
    """One file. It is read in the event loop, which is ten times faster than a thread, and written in a thread.

    alone: nobody else writes the file, so that what was read stays true until something is written here
    """

    def __init__(self, url: URL, *, alone: bool) -> None:
        self.url = url
        self._path = Path(url.database or "")
        self._reader = _SqliteConnection(self._path, patience=PATIENCE / 10, remembers=alone)
        self._writer = _SqliteConnection(self._path, patience=PATIENCE)
        self._thread = ThreadPoolExecutor(max_workers=1, thread_name_prefix="storage")

    async def fetch(self, statement: Select[Any], values: Values | None = None) -> Rows:
        """Return the rows of a query."""
        return self._reader.fetch(statement, values)

    async def change(self, statement: Change, values: Values | None = None) -> int:
        """Carry out one statement; who goes away does not stop it."""
        change = asyncio.get_running_loop().run_in_executor(self._thread, self._writer.change, statement, values)
        change.add_done_callback(_heard)
        change.add_done_callback(lambda _: self._reader.forget())
        try:
            async with asyncio.timeout(PATIENCE):
                return await asyncio.shield(change)
        except TimeoutError as error:
            raise _storage_error(error) from None

    async def close(self) -> None:
        """Close both connections, when what is being written is written."""
        await asyncio.get_running_loop().run_in_executor(self._thread, self._writer.close)
        self._thread.shutdown()
        self._reader.close()


class _SqliteConnection:
    """A connection in which each statement is a transaction; it is opened again when the file is another one."""

    def __init__(self, path: Path, patience: float, *, remembers: bool = False) -> None:
        self._name = str(path)
        self._remembers = remembers
        self._engine = create_engine(
            "sqlite://",
            creator=lambda: _open(path, patience),
            isolation_level="AUTOCOMMIT",
            hide_parameters=True,
        )
        self._connection: Connection | None = None
        self._file = (0, 0)
        self._prepared: dict[int, _Prepared] = {}

    def fetch(self, statement: Select[Any], values: Values | None) -> Rows:
        try:
            connection = self._ready()
            if values is None:
                return [row._asdict() for row in connection.execute(statement)]
            prepared = self._prepared.get(id(statement))
            if prepared is None:
                prepared = self._prepared[id(statement)] = _Prepared(statement, connection)
            return prepared.recall(values) if self._remembers else prepared.fetch(values)
        except (SQLAlchemyError, sqlite3.Error, OSError) as error:
            raise self._failed(error) from None

    def change(self, statement: Change, values: Values | None) -> int:
        try:
            return self._ready().execute(statement, values).rowcount
        except IntegrityError:
            raise ConflictError from None
        except (SQLAlchemyError, OSError) as error:
            raise self._failed(error) from None

    def forget(self) -> None:
        for prepared in self._prepared.values():
            prepared.remembered.clear()

    def close(self) -> None:
        if self._connection is not None:
            with suppress(SQLAlchemyError):
                self._connection.close()
        self._connection = None
        self._prepared.clear()
        self._engine.dispose()

    def _ready(self) -> Connection:
        """Return the connection; SQLite itself would go on with a file that is no longer there."""
        status = os.stat(self._name)  # noqa: PTH116  # half the time of Path.stat, and for each request
        if self._connection is None or self._file != (status.st_dev, status.st_ino):
            self.close()
            self._connection = self._engine.connect()
            self._file = (status.st_dev, status.st_ino)
        return self._connection

    def _failed(self, error: Exception) -> StorageError:
        self.close()
        return _storage_error(error)


class _Prepared:
    """A query that is turned into SQL once, on one connection; SQLAlchemy's own way to a row takes five times as long.

    It keeps the statement, so that no other one gets its `id`.
    """

    def __init__(self, statement: Select[Any], connection: Connection) -> None:
        driver, dialect = connection.connection.driver_connection, connection.dialect
        assert isinstance(driver, sqlite3.Connection)  # noqa: S101  # as `_open` made it
        self._statement = statement
        self.remembered: dict[tuple[object, ...], Rows] = {}
        compiled = statement.compile(dialect=dialect)
        self._execute, self._sql = driver.execute, str(compiled)
        self._columns = [(column.name, _reader(column.type, dialect)) for column in statement.selected_columns]
        self._parameters = [
            (name, compiled.binds[name].type.dialect_impl(dialect).bind_processor(dialect) or _as_it_is)
            for name in compiled.positiontup or ()
        ]

    def recall(self, values: Values) -> Rows:
        """Return what was fetched for these values before, if it was."""
        key = tuple(values.values())
        rows = self.remembered.get(key)
        if rows is None:
            if len(self.remembered) >= MOST_REMEMBERED:
                self.remembered.clear()
            rows = self.remembered[key] = self.fetch(values)
        return rows

    def fetch(self, values: Values) -> Rows:
        """Return the rows for these values."""
        bound = [write(values[name]) for name, write in self._parameters]
        return [
            {name: read(value) for (name, read), value in zip(self._columns, row, strict=True)}
            for row in self._execute(self._sql, bound)
        ]


def _reader(kind: TypeEngine[Any], dialect: Dialect) -> Callable[[Any], Any]:
    """Return what makes a value of SQLite's one of Python's: our own types do it alone."""
    if isinstance(kind, TypeDecorator):
        return partial(kind.process_result_value, dialect=dialect)
    return kind.dialect_impl(dialect).result_processor(dialect, None) or _as_it_is


def _as_it_is(value: T) -> T:
    return value


def _open(path: Path, patience: float) -> sqlite3.Connection:
    connection = sqlite3.connect(
        f"file:{quote(str(path))}?mode=rw", uri=True, timeout=patience, isolation_level=None, check_same_thread=False
    )
    connection.execute("PRAGMA synchronous = FULL")
    return connection


class PostgresDatabase:
    """A PostgreSQL, which several processes may share."""

    def __init__(self, url: URL) -> None:
        from sqlalchemy.ext.asyncio import create_async_engine  # noqa: PLC0415  # an extra

        self.url = url
        milliseconds = int(PATIENCE * 1000)
        self._engine = create_async_engine(
            url,
            isolation_level="AUTOCOMMIT",
            hide_parameters=True,
            pool_pre_ping=True,
            pool_size=CONNECTIONS,
            max_overflow=0,
            pool_timeout=PATIENCE,
            connect_args={"connect_timeout": 2, "options": f"-c statement_timeout={milliseconds}"},
        )

    async def fetch(self, statement: Select[Any], values: Values | None = None) -> Rows:
        """Return the rows of a query."""
        return await _in_time(self._fetch(statement, values))

    async def change(self, statement: Change, values: Values | None = None) -> int:
        """Carry out one statement; who goes away does not stop it."""
        return await _in_time(self._change(statement, values))

    async def close(self) -> None:
        """Close all connections."""
        await self._engine.dispose()

    async def _fetch(self, statement: Select[Any], values: Values | None) -> Rows:
        try:
            async with self._engine.connect() as connection:
                return [row._asdict() for row in await connection.execute(statement, values)]
        except (SQLAlchemyError, OSError) as error:
            raise _storage_error(error) from None

    async def _change(self, statement: Change, values: Values | None) -> int:
        try:
            async with self._engine.connect() as connection:
                return (await connection.execute(statement, values)).rowcount
        except IntegrityError:
            raise ConflictError from None
        except (SQLAlchemyError, OSError) as error:
            raise _storage_error(error) from None


async def _in_time(work: Coroutine[Any, Any, T]) -> T:
    """Wait no longer than PATIENCE; psycopg itself takes ten seconds more to give up with a server that is silent."""
    task = asyncio.ensure_future(work)
    task.add_done_callback(_heard)
    done, _ = await asyncio.wait({task}, timeout=PATIENCE)
    if done:
        return task.result()
    task.cancel()
    raise _storage_error(TimeoutError())


def _heard(change: asyncio.Future[Any]) -> None:
    """Take note of how a change ended, which nobody waits for any more; asyncio would complain otherwise."""
    if not change.cancelled():
        change.exception()


def _storage_error(error: Exception) -> StorageError:
    """Return what is said of an error: its kind, and never its text, which may hold what was to be written."""
    cause = error.orig if isinstance(error, DBAPIError) else error
    names = (getattr(cause, name, None) for name in ("sqlite_errorname", "sqlstate", "strerror"))
    reason = ", ".join(filter(None, [type(cause).__name__, *(str(name) for name in names if name)]))
    logger.warning("The storage cannot be used: %s", reason)
    return StorageError(reason)


def read_url(value: str) -> URL:
    """Read the URL of a database.

    Raises:
        ValueError: it is none that can be used; the text says what it should be, and does not show it.
    """
    try:
        url = make_url(value)
    except (SQLAlchemyError, ValueError):
        url = None
    if url is not None and url.drivername == "sqlite" and url.database not in (None, "", ":memory:"):
        if not url.query and not str(url.database).startswith("file:"):
            return url
    elif url is not None and url.drivername in ("postgresql", "postgres", "postgresql+psycopg") and url.database:
        if "password" in url.query:
            message = "write the password before the @, where it is known for one and never shown"
            raise ValueError(message)
        return url.set(drivername="postgresql+psycopg")
    message = "write sqlite:///FILE, or postgresql://USER:PASSWORD@HOST:PORT/DATABASE"
    raise ValueError(message)
