"""Each run happens once, whichever tests look at it."""

from collections.abc import Callable
from concurrent.futures import Future, ThreadPoolExecutor
from functools import cache

import pytest

from tests.fuzz.runs import EXAMPLES, RUNS, SEED, Outcome, Run, fuzz, prepare
from tests.support.databases import Postgres, sqlite_in


def pytest_report_header() -> str:
    return f"fuzz: FUZZ_SEED={SEED} FUZZ_EXAMPLES={EXAMPLES}"


@pytest.fixture(scope="session")
def outcome(
    postgres: Postgres, request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory
) -> Callable[[Run], Outcome]:
    """Return what tells how a run came out; all runs that the chosen tests ask for are made together, two at a time."""
    new = {"sqlite": lambda: sqlite_in(tmp_path_factory.mktemp("sqlite")), "postgres": postgres.new}

    @cache
    def outcomes() -> dict[Run, Future[Outcome]]:
        grounds = {run: prepare(run, new[run.backend]) for run in asked_for(request.session.items)}
        with ThreadPoolExecutor(max_workers=2) as pool:
            return {
                run: pool.submit(fuzz, run, ground, tmp_path_factory.mktemp(str(run)))
                for run, ground in grounds.items()
            }

    return lambda run: outcomes()[run].result()


def asked_for(items: list[pytest.Item]) -> list[Run]:
    """Return the runs that tests ask for, each for one or for all of an API."""
    tests = [item for item in items if isinstance(item, pytest.Function) and "outcome" in item.fixturenames]
    asked = [value for test in tests for value in test.callspec.params.values()]
    return [run for run in RUNS if any(run == value or (isinstance(value, list) and run in value) for value in asked)]
