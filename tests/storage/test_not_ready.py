"""Nothing starts with a database that is not its own, or not up to date; one line tells what to do."""

import re
from collections.abc import Callable
from pathlib import Path

import pytest
from sqlalchemy import URL, text

from chassis.migrations import Migrations, NotMigratedError
from chassis.storage import engine, read_url
from tests.support.commands import run
from tests.support.databases import Postgres, migrated, sqlite_in

HALFWAY = "tests.storage.halfway"
"""A service with two revisions."""
PASSWORD = "a-password-that-nobody-may-see"
CLI = ("python", "-m", "auth_service")


def stamped(url: str, revision: str) -> URL:
    """Say in an empty database that it is at a revision."""
    made = engine(read_url(url))
    with made.begin() as connection:
        connection.execute(text("CREATE TABLE alembic_version (version_num VARCHAR(32) NOT NULL)"))
        connection.execute(text(f"INSERT INTO alembic_version VALUES ('{revision}')"))
    made.dispose()
    return made.url


POSTGRES: dict[str, tuple[Callable[[str], URL], str, str]] = {
    "empty": (read_url, "auth_service", "is empty: run `python -m auth_service migrate`"),
    "behind": (
        lambda url: stamped(url, "halfway_0001"),
        HALFWAY,
        f"is behind, at halfway_0001: run `python -m {HALFWAY} migrate`",
    ),
    "ahead": (
        lambda url: stamped(url, "auth_9999"),
        "auth_service",
        "is ahead, at auth_9999, which this version of auth_service does not know: start a newer one",
    ),
    "another service's": (
        lambda url: migrated("info_service", url),
        "auth_service",
        "is ahead, at info_0001, .* or correct the URL if it is another service's",
    ),
    "missing": (
        lambda url: read_url(url).set(database="nowhere"),
        "auth_service",
        'cannot be had: .* database "nowhere" does not exist',
    ),
}


@pytest.mark.parametrize("state", POSTGRES)
def test_unready_postgres_is_refused(state: str, postgres: Postgres) -> None:
    made, service, told = POSTGRES[state]
    url = made(postgres.new()).set(password=PASSWORD)
    with pytest.raises(NotMigratedError, match=told) as refused:
        Migrations(service, url).start()
    assert PASSWORD not in str(refused.value)
    assert "\n" not in str(refused.value)


def test_process_ends_in_a_line(postgres: Postgres) -> None:
    url = read_url(postgres.new()).set(password=PASSWORD)
    done = run(*CLI, AUTH_PORT="0", AUTH_DATABASE_URL=url.render_as_string(hide_password=False))
    assert (done.returncode, done.stdout) == (1, "")
    assert PASSWORD not in done.stderr, "the password is shown"
    assert re.fullmatch(r"postgresql\S+ is empty: run `python -m auth_service migrate`\n", done.stderr)


def test_password_in_the_query_is_refused() -> None:
    done = run(*CLI, AUTH_PORT="0", AUTH_DATABASE_URL=f"postgresql://me@host/auth?password={PASSWORD}")
    assert (done.returncode, done.stdout) == (2, "")
    assert re.fullmatch(r"AUTH_DATABASE_URL: write the password before the @[^\n]+\n", done.stderr)
    assert PASSWORD not in done.stderr, "the password is shown"


def newer(file: Path) -> str:
    stamped(f"sqlite:///{file}", "auth_9999")
    return "is ahead, at auth_9999"


def no_database(file: Path) -> str:
    file.write_bytes(b"This is no database. " * 1000)
    return "cannot be had: file is not a database"


def folder(file: Path) -> str:
    file.mkdir()
    return "cannot be had: unable to open database file"


@pytest.mark.parametrize("made", [newer, no_database, folder])
def test_unusable_file_is_refused(made: Callable[[Path], str], tmp_path: Path) -> None:
    told = made(tmp_path / "service.db")
    migrations = Migrations("auth_service", read_url(sqlite_in(tmp_path)))
    with pytest.raises(NotMigratedError, match=f"^sqlite:///{tmp_path}/service.db {told}"):
        migrations.start()
    migrations.stop()


def test_command_makes_no_file(tmp_path: Path) -> None:
    url = sqlite_in(tmp_path)
    done = run(*CLI, "list", AUTH_DATABASE_URL=url)
    assert (done.returncode, done.stdout) == (1, "")
    assert done.stderr == f"{url} does not exist: run `python -m auth_service migrate`\n"
    assert not list(tmp_path.iterdir())


def test_missing_driver_is_told_in_a_line() -> None:
    without = "import sys; sys.modules['psycopg'] = None; from auth_service.cli import line; line()"
    done = run("python", "-c", without, AUTH_DATABASE_URL=f"postgresql://someone:{PASSWORD}@127.0.0.1/somewhere")
    assert (done.returncode, done.stdout) == (1, "")
    assert re.fullmatch(r'PostgreSQL needs the extra "postgres": pip install [^\n]+\n', done.stderr)
