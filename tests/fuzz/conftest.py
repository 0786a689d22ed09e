"""Each run happens once, whichever tests look at it."""

from collections.abc import Callable
from concurrent.futures import Future, ThreadPoolExecutor
from functools import cache

import pytest

from tests.fuzz.runs import EXAMPLES, RUNS, SEED, Outcome, Run, fuzz


def pytest_report_header() -> str:
    return f"fuzz: FUZZ_SEED={SEED} FUZZ_EXAMPLES={EXAMPLES}"


@pytest.fixture(scope="session")
def outcome(tmp_path_factory: pytest.TempPathFactory) -> Callable[[Run], Outcome]:
    @cache
    def outcomes(api: str) -> dict[Run, Future[Outcome]]:
        with ThreadPoolExecutor(max_workers=2) as pool:
            return {run: pool.submit(fuzz, run, tmp_path_factory.mktemp(str(run))) for run in RUNS if run.api == api}

    return lambda run: outcomes(run.api)[run].result()
