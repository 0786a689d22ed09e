"""What the runs have left in `report/`, and what they are held against."""

import hashlib
import re
from collections.abc import Mapping
from configparser import ConfigParser
from dataclasses import dataclass
from pathlib import Path
from typing import TypeVar

from pydantic import BaseModel, ValidationError

FOLDERS = {"type": "typing"}
"""Where the tests of an environment are, if not in a folder of its name."""
SPECTATOR = "browser"
"""The kind of tests that looks at the report, which so cannot tell of them."""
Input = TypeVar("Input", bound=BaseModel)


class InputError(Exception):
    """A file cannot be used; the text says which, why, and what to do."""


class Answer(BaseModel):
    """How often a kind of tests saw an answer of an operation, such as `POST /login/`."""

    api: str
    operation: str
    status: int
    count: int


class Record(BaseModel):
    """What one process of a kind saw, and the digests of the contracts that it was held against."""

    contracts: dict[str, str]
    answers: list[Answer]


class Session(BaseModel):
    """How the tests of a kind went."""

    tests: int
    passed: int
    failed: int
    seconds: float


class Hole(BaseModel):
    """An answer that is documented and was never seen, or the other way round; where the contract has it, and why."""

    api: str
    operation: str
    status: int
    media_type: str = ""
    where: str = ""
    why: str = ""


class Responses(BaseModel):
    """The documented answers, counted; those that nobody saw, and those that no contract has."""

    documented: int
    seen: int
    missing: list[Hole]
    undocumented: list[Hole]


class Coverage(BaseModel):
    """What `tox run -e coverage` found."""

    responses: Responses


class Mutant(BaseModel):
    """A planted fault, and who noticed it; nobody need notice one that is argued away."""

    name: str
    sentence: str
    where: str
    killed_by: str | None
    argued: str | None = None
    seconds: float | None = None

    @property
    def layer(self) -> str | None:
        """The kind of tests that noticed it; `killed_by` may be a kind, a file or a test of it."""
        return _environment(re.split("[/ :]", self.killed_by.removeprefix("tests/"))[0]) if self.killed_by else None


class Mutants(BaseModel):
    """What `tox run -e mutants` found."""

    killed: int
    survived: int
    argued: int
    seconds: float
    mutants: list[Mutant]


class Figure(BaseModel):
    """A ratio that the benchmark measured, and what it has to be: at least, or at most."""

    name: str
    measured: float
    target: float
    at_most: bool
    reached: bool


class Bench(BaseModel):
    """What `tox run -e bench` measured."""

    figures: list[Figure]


@dataclass(frozen=True)
class Inputs:
    """All of it.

    digests: of the contracts, by API
    environments: of a bare `tox`, in their order
    kinds: those of them that have tests
    stale: the kinds whose records were made with other contracts; they have no session and no records here
    """

    digests: dict[str, str]
    environments: list[str]
    kinds: list[str]
    sessions: dict[str, Session]
    records: dict[str, list[Record]]
    stale: set[str]
    coverage: Coverage | None
    mutants: Mutants | None
    bench: Bench | None


def read_inputs(root: Path, folder: Path, contracts: Mapping[str, bytes]) -> Inputs:
    """Read what the runs have left in a folder; contracts are by API.

    Raises:
        InputError: a file is not what it should be.
    """
    digests = {api: hashlib.sha256(source).hexdigest() for api, source in contracts.items()}
    environments = _environments(root)
    folders = sorted(path for path in folder.glob("records/*") if path.is_dir() and path.name != SPECTATOR)
    made = {_environment(path.name): path for path in folders}
    records = {kind: _records(path) for kind, path in made.items()}
    stale = {kind for kind, each in records.items() if any(record.contracts != digests for record in each)}
    sessions = {kind: _read(made[kind] / "session.json", Session) for kind in sorted(made.keys() - stale)}
    return Inputs(
        digests=digests,
        environments=environments,
        kinds=[kind for kind in environments if any(root.glob(f"tests/{FOLDERS.get(kind, kind)}/test_*.py"))],
        sessions={kind: session for kind, session in sessions.items() if session},
        records={kind: each for kind, each in records.items() if kind not in stale},
        stale=stale,
        coverage=_read(folder / "coverage.json", Coverage),
        mutants=_read(folder / "mutants.json", Mutants),
        bench=_read(folder / "bench.json", Bench),
    )


def _records(folder: Path) -> list[Record]:
    return _read_all([path for path in sorted(folder.glob("*.json")) if path.name != "session.json"], Record)


def _environment(folder: str) -> str:
    return next((name for name, own in FOLDERS.items() if own == folder), folder)


def _environments(root: Path) -> list[str]:
    """Return what a bare `tox` runs, in its order."""
    tox = ConfigParser(interpolation=None)
    tox.read(root / "tox.ini")
    return tox["tox"]["env_list"].replace(",", " ").split()


def _read_all(paths: list[Path], kind: type[Input]) -> list[Input]:
    return [found for path in paths if (found := _read(path, kind)) is not None]


def _read(path: Path, kind: type[Input]) -> Input | None:
    try:
        return kind.model_validate_json(path.read_bytes())
    except FileNotFoundError:
        return None
    except ValidationError as error:
        first = error.errors()[0]
        place = ".".join(map(str, first["loc"])) or "the file"
        raise InputError(f"{path}: {place}: {first['msg']}; delete it, and run again what writes it") from None
