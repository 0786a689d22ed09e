"""Has pytest write down how the tests of a kind ended, and what each of its processes saw of our services."""

import os
import shutil
import time
from pathlib import Path

import pytest

from tests.support.answers import recorder
from tests.support.records import RECORDS, ROOT, SESSION, Session


def kind_of(config: pytest.Config) -> str | None:
    """Return the kind of test that a session runs, the whole of it; None for a part, which proves nothing of the rest.

    A kind is a folder of tests/, as in `pytest tests/api`.
    """
    folders = [config.invocation_params.dir / argument for argument in config.args]
    is_part = config.getoption("keyword") or config.getoption("collectonly")
    if is_part or len(folders) != 1 or not folders[0].is_dir() or folders[0].parent != ROOT / "tests":
        return None
    return folders[0].name


class Recording:
    """A plugin for one session of a kind; what the last one wrote goes when this one begins."""

    def __init__(self, kind: str, config: pytest.Config, records: Path = RECORDS) -> None:
        self._kind = kind
        self._folder = records / kind
        self._start = time.monotonic()
        if not hasattr(config, "workerinput"):  # a worker of pytest-xdist would take away what others wrote
            shutil.rmtree(self._folder, ignore_errors=True)
        self._folder.mkdir(parents=True, exist_ok=True)

    def pytest_sessionfinish(self) -> None:
        """Write down what this process saw."""
        process = os.environ.get("PYTEST_XDIST_WORKER", "main")
        (self._folder / f"{process}.json").write_text(recorder().record.model_dump_json(indent=1))

    def pytest_terminal_summary(self, terminalreporter: pytest.TerminalReporter) -> None:
        """Write down how the session ended; workers of pytest-xdist have no terminal."""
        passed, *failed = (len(terminalreporter.stats.get(end, [])) for end in ("passed", "failed", "error"))
        session = Session(
            kind=self._kind,
            tests=passed + sum(failed),
            passed=passed,
            failed=sum(failed),
            seconds=round(time.monotonic() - self._start, 1),
        )
        (self._folder / SESSION).write_text(session.model_dump_json(indent=1))
