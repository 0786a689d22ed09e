"""Has pytest write down how the tests of a kind ended, and what each of its processes saw of our services."""

import os
import shutil
import time
from collections.abc import Mapping, Sequence, Sized
from pathlib import Path
from typing import Protocol

import pytest

from tests.support.answers import recorder
from tests.support.records import RECORDS, ROOT, SESSION, Session


def kind_of(paths: Sequence[Path]) -> str | None:
    """Return the kind of tests that a session is told to run, as in `pytest tests/api`; None if it is not one kind."""
    match paths:
        case [path] if path.is_dir() and path.parent == ROOT / "tests":
            return path.name
        case _:
            return None


class Terminal(Protocol):
    """What is needed of pytest's terminal reporter: the reports, by how they ended."""

    @property
    def stats(self) -> Mapping[str, Sized]: ...


class Recording:
    """A plugin for a session of a kind; the records of the session before go when it starts.

    is_worker: whether this is a process of pytest-xdist that shares the folder with others
    """

    def __init__(self, kind: str, *, is_worker: bool, records: Path = RECORDS) -> None:
        self._kind = kind
        self._folder = records / kind
        self._is_worker = is_worker
        self._start = time.monotonic()

    @pytest.hookimpl(tryfirst=True)  # before there are workers
    def pytest_sessionstart(self) -> None:
        """Take away what the session before wrote."""
        if not self._is_worker:
            shutil.rmtree(self._folder, ignore_errors=True)
        self._folder.mkdir(parents=True, exist_ok=True)

    def pytest_sessionfinish(self) -> None:
        """Write down what this process saw."""
        process = os.environ.get("PYTEST_XDIST_WORKER", "main")
        (self._folder / f"{process}.json").write_text(recorder().record.model_dump_json(indent=1))

    def pytest_terminal_summary(self, terminalreporter: Terminal) -> None:
        """Write down how the session ended; a worker has no terminal."""
        passed, *failed = (len(terminalreporter.stats.get(end, ())) for end in ("passed", "failed", "error"))
        session = Session(
            kind=self._kind,
            tests=passed + sum(failed),
            passed=passed,
            failed=sum(failed),
            seconds=round(time.monotonic() - self._start, 1),
        )
        (self._folder / SESSION).write_text(session.model_dump_json(indent=1))
