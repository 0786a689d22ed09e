"""What tests of several kinds ask for: databases; and what all of them write down: what they saw."""

from collections.abc import Iterator
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest

from tests.support.databases import BACKENDS, NewUrl, Postgres, postgres_in, sqlite_in
from tests.support.sessions import Recording, kind_of


def pytest_configure(config: pytest.Config) -> None:
    """Record the session, unless it is a part of a kind, which tells nothing of the rest."""
    kind = kind_of([config.invocation_params.dir / argument for argument in config.args])
    if kind and not config.getoption("keyword") and not config.getoption("collectonly"):
        config.pluginmanager.register(Recording(kind, is_worker=hasattr(config, "workerinput")))


@pytest.fixture(scope="session")
def postgres() -> Iterator[Postgres]:
    """Yield the one PostgreSQL of a session; each test makes databases of its own in it."""
    with TemporaryDirectory(ignore_cleanup_errors=True) as folder, postgres_in(Path(folder)) as server:
        yield server


@pytest.fixture(params=BACKENDS)
def backend(request: pytest.FixtureRequest) -> str:
    """Yield the kind of database: a test that asks for it runs once for each."""
    return str(request.param)


@pytest.fixture
def new_url(backend: str, request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> NewUrl:
    """Return what makes empty databases of one kind."""
    if backend == "sqlite":
        return lambda: sqlite_in(tmp_path_factory.mktemp("sqlite"))
    server: Postgres = request.getfixturevalue("postgres")
    return server.new
