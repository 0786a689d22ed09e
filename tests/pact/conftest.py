"""Where the consumer's tests write the pact."""

import json
import os
from collections.abc import Iterator
from pathlib import Path

import pytest

os.environ["PACT_DO_NOT_TRACK"] = "true"


def pytest_addoption(parser: pytest.Parser) -> None:
    purpose = "where the consumer's tests write the pact, if all tests pass; a temporary folder if it is not given"
    parser.addoption("--pact-dir", metavar="DIR", type=Path, help=purpose)


@pytest.fixture(scope="session")
def drafts(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Path]:
    """Yield the folder in which the session's interactions become one pact: a new one, for Pact forgets nothing."""
    folder = tmp_path_factory.mktemp("drafts")
    yield folder
    target: Path = request.config.getoption("--pact-dir", None) or tmp_path_factory.mktemp("pacts")
    if request.session.testsfailed:
        return
    target.mkdir(parents=True, exist_ok=True)
    for draft in folder.iterdir():
        pact = json.loads(draft.read_bytes())
        del pact["metadata"]["pactRust"]  # the versions of what wrote it: a new one would change the bytes
        (target / draft.name).write_text(json.dumps(pact, indent=2) + "\n")
