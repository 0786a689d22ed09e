"""Everything that the generator is tested on, generated once."""

import json
import sys
from pathlib import Path

import pytest

from contracts.codegen.writer import generate
from tests.unit.codegen.fastapi_app import app

SPECS = sorted(Path(__file__).parent.joinpath("specs").glob("*.yaml"))
OURS = sorted(Path(__file__).parents[3].joinpath("contracts").glob("*.openapi.yaml"))


def fastapi_spec(folder: Path) -> Path:
    """Write down what FastAPI itself says of an application, in the way that is its own."""
    path = folder / "fastapi.openapi.json"
    path.write_text(json.dumps(app.openapi()))
    return path


@pytest.fixture(scope="session")
def tree(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Generate all contracts; the folder above is on the path, so that `made.library` can be imported."""
    folder = tmp_path_factory.mktemp("codegen")
    generate([*SPECS, *OURS, fastapi_spec(folder)], folder / "made")
    sys.path.insert(0, str(folder))
    return folder / "made"
