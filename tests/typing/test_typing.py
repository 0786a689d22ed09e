"""What must not type-check does not: each case has exactly the errors that its lines announce."""

import json
import re
import subprocess
import sys
from pathlib import Path
from typing import TypeAlias

import pytest

ROOT = Path(__file__).parents[2]
FOLDER = Path(__file__).parent / "cases"
CASES = sorted(FOLDER.glob("*.py"))

Errors: TypeAlias = list[tuple[str, int, str]]
"""File, line and code of each."""


def announced(case: Path) -> Errors:
    lines = enumerate(case.read_text().splitlines(), 1)
    marked = ((line, re.search("  # error: ([a-z-]+)$", text)) for line, text in lines)
    return [(str(case.relative_to(ROOT)), line, found[1]) for line, found in marked if found]


@pytest.fixture(scope="module")
def reported() -> Errors:
    """Return what mypy finds in all cases and in what they import; it runs once."""
    command = [sys.executable, "-m", "mypy", "--strict", "--output=json", *map(str, CASES)]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False, timeout=120)
    assert done.returncode == 1, f"mypy should find errors, and fail in no other way: {done.stdout}{done.stderr}"
    entries = [json.loads(line) for line in done.stdout.splitlines()]
    return sorted((entry["file"], entry["line"], entry["code"]) for entry in entries if entry["severity"] == "error")


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.stem)
def test_errors_are_those_announced(case: Path, reported: Errors) -> None:
    found = [error for error in reported if error[0] == str(case.relative_to(ROOT))]
    assert found == announced(case), "mypy and the `# error:` marks of this case disagree (found, then announced)"


def test_errors_lie_in_cases_alone(reported: Errors) -> None:
    expected = [error for case in CASES for error in announced(case)]
    assert reported == expected, "what the cases import has errors of its own: run `tox run -e type` first"


def test_every_case_but_one_has_an_error() -> None:
    assert [case.stem for case in CASES if not announced(case)] == ["sound"]
    assert len(CASES) > 14


def test_every_file_is_a_case() -> None:
    files = {path for path in FOLDER.rglob("*") if path.is_file() and path.suffix != ".pyc"}
    assert files == set(CASES), (
        "mypy does not see the other files: move them into the folder itself, and end them in .py"
    )
