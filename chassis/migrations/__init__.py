"""Makes a service's database, and brings it up to date: Alembic, with the revisions of the service's own package."""

import fcntl
import importlib
from collections.abc import Callable
from contextlib import suppress
from importlib.resources import files
from pathlib import Path
from typing import IO

from alembic import command
from alembic.config import Config
from alembic.runtime.migration import MigrationContext
from alembic.script import ScriptDirectory
from alembic.util import CommandError
from sqlalchemy import URL, Connection
from sqlalchemy.exc import SQLAlchemyError

from chassis.storage import engine


class NotReadyError(Exception):
    """The database is not one that this service can start with; the text says what to do."""


class Migrations:
    """The revisions of one service, and its database.

    service: the package that has the revisions, in its package `migrations`
    """

    def __init__(self, service: str, url: URL) -> None:
        self._service = service
        self._url = url
        self._config = Config()
        self._config.set_main_option("script_location", str(files("chassis") / "migrations"))
        self._config.set_main_option("version_locations", str(files(service) / "migrations"))
        self._config.set_main_option("path_separator", "os")
        self._claim: IO[str] | None = None

    @property
    def _is_file(self) -> bool:
        return self._url.get_backend_name() == "sqlite"

    @property
    def _where(self) -> str:
        return self._url.render_as_string(hide_password=True)

    def start(self) -> None:
        """See to it that the service can start: a file is made and migrated, anything else is only looked at.

        Raises:
            NotReadyError: the database is behind or ahead, cannot be had, or is a file that another process serves.
        """
        if self._is_file:
            self._claim_file()
            self.upgrade()
        else:
            self.check()

    def stop(self) -> None:
        """Let another process serve from the file."""
        if self._claim is not None:
            self._claim.close()
        self._claim = None

    def upgrade(self) -> None:
        """Bring the database up to date, in one transaction.

        Raises:
            NotReadyError: it is ahead, or cannot be had.
        """
        self._with_connection(self._upgrade)

    def check(self) -> None:
        """Look whether the database is up to date.

        Raises:
            NotReadyError: it is not, or cannot be had.
        """
        if self._is_file and not Path(str(self._url.database)).exists():
            message = f"{self._where} does not exist: run `python -m {self._service} migrate`"
            raise NotReadyError(message)
        self._with_connection(self._check)

    def _upgrade(self, connection: Connection) -> None:
        with connection.begin():
            if not self._is_file:
                connection.exec_driver_sql("SELECT pg_advisory_xact_lock(4711)")  # one at a time, of all replicas
            self._known(connection)
            self._config.attributes["connection"] = connection
            command.upgrade(self._config, "head")

    def _check(self, connection: Connection) -> None:
        revision, head = self._known(connection), ScriptDirectory.from_config(self._config).get_current_head()
        if revision != head:
            behind = f"is behind, at {revision}" if revision else "is empty"
            message = f"{self._where} {behind}: run `python -m {self._service} migrate`"
            raise NotReadyError(message)

    def _known(self, connection: Connection) -> str | None:
        """Return the revision of the database, which has to be one of this service's."""
        revision = MigrationContext.configure(connection).get_current_revision()
        if revision is not None:
            with suppress(CommandError):
                ScriptDirectory.from_config(self._config).get_revision(revision)
                return revision
            message = (
                f"{self._where} is ahead, at {revision}, which this version of {self._service} does not know: "
                "start a newer one, or correct the URL if it is another service's"
            )
            raise NotReadyError(message)
        return None

    def _with_connection(self, work: Callable[[Connection], None]) -> None:
        try:
            self._refuse_missing_driver()
            made = engine(self._url)
            try:
                with made.connect() as connection:
                    work(connection)
            finally:
                made.dispose()
        except (SQLAlchemyError, OSError) as error:
            cause = getattr(error, "orig", None) or error
            reason = str(cause).strip().splitlines()[0]
            message = f"{self._where} cannot be had: {reason}"
            raise NotReadyError(message) from None

    def _refuse_missing_driver(self) -> None:
        if self._is_file:
            return
        try:
            importlib.import_module("psycopg")
        except ImportError:
            message = 'PostgreSQL needs the extra "postgres": pip install "psycopg[binary]" "sqlalchemy[asyncio]"'
            raise NotReadyError(message) from None

    def _claim_file(self) -> None:
        """Take the right to serve from the file; it ends with the process."""
        if self._claim is not None:
            return
        path = Path(f"{self._url.database}.lock")
        try:
            claim = path.open("w")
        except OSError as error:
            message = f"{self._where} cannot be had: {error.strerror}: {path}"
            raise NotReadyError(message) from None
        try:
            fcntl.flock(claim, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except OSError:
            claim.close()
            message = (
                f"{self._where} is served by another process; a SQLite file has one. For several workers or replicas, "
                "use PostgreSQL"
            )
            raise NotReadyError(message) from None
        self._claim = claim
