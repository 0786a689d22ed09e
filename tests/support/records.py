"""What tests saw of our services, as it is written down: a folder for each kind of test, a file for each process."""

from collections.abc import Mapping
from hashlib import sha256
from pathlib import Path
from typing import NamedTuple

from pydantic import BaseModel

from contracts.document import Document, load

ROOT = Path(__file__).parents[2]
RECORDS = ROOT / "report" / "records"
SESSION = "session.json"
APIS = ("auth", "info")


class Answer(NamedTuple):
    """An answer that an operation gave, or may give; the media type is empty where there is no content."""

    api: str
    operation: str
    status: int
    media_type: str

    def __str__(self) -> str:
        return f"{self.operation} {self.status} {self.media_type}".rstrip()


class Seen(BaseModel):
    """An answer, and how often it was seen."""

    api: str
    operation: str
    status: int
    media_type: str
    count: int

    @property
    def answer(self) -> Answer:
        """The answer alone."""
        return Answer(self.api, self.operation, self.status, self.media_type)


class Record(BaseModel):
    """What a process saw.

    contracts: the digests of the contracts to which the answers were held
    elsewhere: how often there was each status where no operation is: at unknown paths, at /docs, of other methods
    """

    contracts: dict[str, str]
    answers: list[Seen]
    elsewhere: dict[str, int]


class Session(BaseModel):
    """How the tests of a kind ended; errors in what they need are failures, too."""

    kind: str
    tests: int
    passed: int
    failed: int
    seconds: float


def read_contracts() -> dict[str, Document]:
    """Read the contracts of both services."""
    return {api: load(ROOT / "contracts" / f"{api}.openapi.yaml") for api in APIS}


def digests(contracts: Mapping[str, Document]) -> dict[str, str]:
    """Return the SHA-256 of each contract."""
    return {api: sha256(contract.source).hexdigest() for api, contract in contracts.items()}


def read_records(folder: Path) -> list[Record]:
    """Return what the processes of a kind saw; nothing if there was none."""
    files = (file for file in sorted(folder.glob("*.json")) if file.name != SESSION)
    return [Record.model_validate_json(file.read_bytes()) for file in files]
