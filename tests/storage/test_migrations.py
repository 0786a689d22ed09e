"""A database is made, and brought up to date, all at once or not at all."""

import importlib
import re
import signal
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest
from sqlalchemy import URL, MetaData, column, inspect, select, text, update

import auth_service.tokens
import info_service.topics
from auth_service.tokens import Tokens
from chassis.migrations import Migrations, NotMigratedError
from chassis.storage import EPOCH, PROBE, database, engine, read_url
from info_service.topics import EVERYTHING, Topics
from tests.support.commands import run
from tests.support.databases import NewUrl, migrated, sqlite_in

TABLES = {"auth_service": auth_service.tokens.TABLE, "info_service": info_service.topics.TABLE}

each_service = pytest.mark.parametrize("service", TABLES)


def shape(url: URL) -> dict[str, object]:
    """Return what a database has: for each table its columns and its keys."""
    made = engine(url)
    look = inspect(made)
    tables: dict[str, object] = {
        table: {
            "columns": {had["name"]: (str(had["type"]), had["nullable"]) for had in look.get_columns(table)},
            "primary key": look.get_pk_constraint(table)["constrained_columns"],
            "unique": sorted(had["column_names"] for had in look.get_unique_constraints(table)),
            "indexes": sorted(str(had["column_names"]) for had in look.get_indexes(table)),
        }
        for table in look.get_table_names()
    }
    made.dispose()
    return tables


def read_pragma(url: URL, name: str) -> object:
    made = engine(url)
    with made.connect() as connection:
        value: object = connection.exec_driver_sql(f"PRAGMA {name}").scalar()
    made.dispose()
    return value


@each_service
def test_revisions_make_the_codes_tables(service: str, new_url: NewUrl) -> None:
    by_code, made = MetaData(), engine(read_url(new_url()))
    TABLES[service].to_metadata(by_code)
    PROBE.to_metadata(by_code)
    by_code.create_all(made)
    made.dispose()
    by_revisions = shape(migrated(service, new_url()))
    del by_revisions["alembic_version"]
    assert by_revisions.keys() == {TABLES[service].name, "probe"}
    assert by_revisions == shape(made.url), f"add a revision to {service}/migrations that makes what the code has"


@each_service
def test_first_start_makes_the_file(service: str, tmp_path: Path) -> None:
    url = read_url(sqlite_in(tmp_path))
    migrations = Migrations(service, url)
    migrations.start()
    migrations.stop()
    Migrations(service, url).check()
    assert read_pragma(url, "journal_mode") == "wal"
    assert read_pragma(url, "integrity_check") == "ok"


@pytest.mark.anyio
async def test_file_is_written_with_full_sync(tmp_path: Path) -> None:
    url = migrated("auth_service", sqlite_in(tmp_path))
    store = database(url)
    (reader,) = await store.fetch(select(column("synchronous")).select_from(text("pragma_synchronous")))
    in_full = text("(SELECT synchronous FROM pragma_synchronous) = 2")
    written = await store.change(update(PROBE).where(in_full).values(touched_at=EPOCH))
    await store.close()
    assert (read_pragma(url, "synchronous"), reader["synchronous"], written) == (2, 2, 1), "2 is FULL"


@pytest.mark.anyio
async def test_new_store_holds_the_answer(new_url: NewUrl) -> None:
    store = database(migrated("info_service", new_url()))
    found = await Topics(store).find(EVERYTHING)
    await store.close()
    assert found is not None
    assert found.info == "The answer is 42."


@pytest.mark.anyio
async def test_second_migration_changes_nothing(new_url: NewUrl) -> None:
    url = new_url()
    before, store = shape(migrated("auth_service", url)), database(read_url(url))
    _, token = await Tokens(store).issue("ci", ["info:read"], None)
    migrated("auth_service", url)
    assert shape(read_url(url)) == before
    assert await Tokens(store).principal(token.encode()) is not None
    await store.close()


def test_killed_migration_leaves_nothing(new_url: NewUrl) -> None:
    url = new_url()
    imports = "from chassis.migrations import Migrations; from chassis.storage import read_url"
    done = run("python", "-c", f"{imports}; Migrations('tests.storage.halfway', read_url({url!r})).upgrade()")
    assert done.returncode == -signal.SIGKILL, done.stderr
    assert shape(read_url(url)) == {}, "all revisions are one transaction: there are all of them, or none"
    migrated("auth_service", url)
    Migrations("auth_service", read_url(url)).check()


def test_database_that_is_behind_is_refused(new_url: NewUrl) -> None:
    made = engine(read_url(new_url()))
    with made.begin() as connection:
        connection.exec_driver_sql("CREATE TABLE alembic_version (version_num VARCHAR(32) NOT NULL)")
        connection.exec_driver_sql("INSERT INTO alembic_version VALUES ('halfway_0001')")
    made.dispose()
    with pytest.raises(NotMigratedError, match=r"is behind, at halfway_0001: run `python -m .* migrate`"):
        Migrations("tests.storage.halfway", made.url).check()


def test_two_may_migrate_at_once(new_url: NewUrl) -> None:
    url = new_url()
    with ThreadPoolExecutor() as pool:
        command = ("python", "-m", "auth_service", "migrate")
        started = [pool.submit(run, *command, AUTH_DATABASE_URL=url) for _ in range(2)]
    for done in (future.result() for future in started):
        assert (done.returncode, done.stdout) == (0, ""), done.stderr
        assert done.stderr == f"{read_url(url).render_as_string()} is up to date\n"
    Migrations("auth_service", read_url(url)).check()


@pytest.mark.parametrize("service", ["auth_service", "info_service"])
def test_head_is_the_last_revision(service: str) -> None:
    folder = Path(importlib.import_module(f"{service}.migrations").__file__ or "").parent
    revisions = [
        re.findall(r'^revision = "(.+)"$', file.read_text(), re.MULTILINE) for file in sorted(folder.glob("r*.py"))
    ]
    assert revisions[-1] == [importlib.import_module(f"{service}.migrations").HEAD], "set HEAD to the newest revision"
