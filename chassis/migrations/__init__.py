"""Makes a service's database, and brings it up to date: Alembic, with the revisions of the service's own package.

A service that finds its database up to date does without Alembic, which would be a tenth of its memory.
"""

import fcntl
import importlib
from collections.abc import Callable
from importlib.resources import files
from pathlib import Path
from typing import IO, TYPE_CHECKING

from sqlalchemy import URL, Connection, inspect
from sqlalchemy.exc import SQLAlchemyError

from chassis.storage import engine

if TYPE_CHECKING:
    from alembic.config import Config

TABLE = "alembic_version"
"""Where Alembic writes down the revision of a database."""


class NotMigratedError(Exception):
    """The database is not one that this service can start with; the text says what to do."""


class Migrations:
    """The revisions of one service, and its database.

    service: the package that has the revisions, in its package `migrations`
    """

    def __init__(self, service: str, url: URL) -> None:
        self._service = service
        self._url = url
        self._head: str = importlib.import_module(f"{service}.migrations").HEAD
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
            NotMigratedError: the database is behind or ahead, cannot be had, or is a file that another process serves.
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
            NotMigratedError: it is ahead, or cannot be had.
        """
        self._with_connection(self._upgrade)

    def check(self) -> None:
        """Look whether the database is up to date.

        Raises:
            NotMigratedError: it is not, or cannot be had.
        """
        if self._is_file and not Path(str(self._url.database)).exists():
            message = f"{self._where} does not exist: run `python -m {self._service} migrate`"
            raise NotMigratedError(message)
        self._with_connection(self._check)

    def _upgrade(self, connection: Connection) -> None:
        with connection.begin():
            if not self._is_file:
                connection.exec_driver_sql("SELECT pg_advisory_xact_lock(4711)")  # one at a time, of all replicas
            revision = self._revision(connection)
            if revision == self._head:
                return
            self._refuse_unknown(revision)
            from alembic import command  # see above

            config = self._config()
            config.attributes["connection"] = connection
            command.upgrade(config, "head")

    def _check(self, connection: Connection) -> None:
        revision = self._revision(connection)
        if revision != self._head:
            self._refuse_unknown(revision)
            behind = f"is behind, at {revision}" if revision else "is empty"
            message = f"{self._where} {behind}: run `python -m {self._service} migrate`"
            raise NotMigratedError(message)

    def _revision(self, connection: Connection) -> str | None:
        if not inspect(connection).has_table(TABLE):
            return None
        revision: str | None = connection.exec_driver_sql(f"SELECT version_num FROM {TABLE}").scalar()  # noqa: S608
        return revision

    def _refuse_unknown(self, revision: str | None) -> None:
        from alembic.script import ScriptDirectory  # see above

        known = {script.revision for script in ScriptDirectory.from_config(self._config()).walk_revisions()}
        if revision is not None and revision not in known:
            message = (
                f"{self._where} is ahead, at {revision}, which this version of {self._service} does not know: "
                "start a newer one, or correct the URL if it is another service's"
            )
            raise NotMigratedError(message)

    def _config(self) -> "Config":
        from alembic.config import Config  # see above

        config = Config()
        config.set_main_option("script_location", str(files("chassis") / "migrations"))
        config.set_main_option("version_locations", str(files(self._service) / "migrations"))
        config.set_main_option("path_separator", "os")
        return config

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
            raise NotMigratedError(message) from None

    def _refuse_missing_driver(self) -> None:
        if self._is_file:
            return
        try:
            importlib.import_module("psycopg")
        except ImportError:
            message = 'PostgreSQL needs the extra "postgres": pip install "psycopg[binary]" "sqlalchemy[asyncio]"'
            raise NotMigratedError(message) from None

    def _claim_file(self) -> None:
        """Take the right to serve from the file; it ends with the process."""
        if self._claim is not None:
            return
        path = Path(f"{self._url.database}.lock")
        try:
            claim = path.open("w")
        except OSError as error:
            message = f"{self._where} cannot be had: {error.strerror}: {path}"
            raise NotMigratedError(message) from None
        try:
            fcntl.flock(claim, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except OSError:
            claim.close()
            message = (
                f"{self._where} is served by another process; a SQLite file has one. For several workers or replicas, "
                "use PostgreSQL"
            )
            raise NotMigratedError(message) from None
        self._claim = claim
