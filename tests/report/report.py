"""The report: the members of `contract.json`, in their order; `schema.json` says what they mean."""

import json
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

from jsonschema import Draft202012Validator
from pydantic import JsonValue, TypeAdapter

from tests.report.inputs import Figure, Hole, Mutant

SCHEMA = Path(__file__).with_name("schema.json")


@dataclass(frozen=True)
class NotRun:
    """What nobody can know now, why, and how to change that."""

    what: str
    why: str
    how: str


@dataclass(frozen=True)
class Responses:
    """The documented answers, counted; None is unknown."""

    documented: int
    seen: int | None = None
    missing: int | None = None
    undocumented: int | None = None


@dataclass(frozen=True)
class Mutants:
    """The planted faults, counted; None is unknown."""

    killed: int | None = None
    survived: int | None = None
    argued: int | None = None
    seconds: float | None = None


@dataclass(frozen=True)
class Interactions:
    """What consumers wrote down, and how much of it the providers keep; None is unknown."""

    written: int
    verified: int | None


@dataclass(frozen=True)
class Layer:
    """What one kind of tests did; None is unknown, or does not apply."""

    kind: str
    cases: int | None
    failed: int | None
    requests: int | None
    answers: int | None
    interactions: int | None
    mutants: int | None
    faults: int | None
    seconds: float | None


@dataclass(frozen=True)
class Answer:
    """An answer of an operation: whether the contract has it, and how often each kind of tests saw it."""

    status: int
    documented: bool
    seen_by: dict[str, int]

    @property
    def count(self) -> int:
        """How often it was seen."""
        return sum(self.seen_by.values())


@dataclass(frozen=True)
class Operation:
    """An operation, such as `POST /login/`, and its answers."""

    operation: str
    summary: str
    answers: list[Answer]


@dataclass(frozen=True)
class Api:
    """A contract."""

    api: str
    title: str
    version: str
    sha256: str
    operations: list[Operation]

    @property
    def documented(self) -> list[Answer]:
        """The answers that it has."""
        return [answer for operation in self.operations for answer in operation.answers if answer.documented]


@dataclass(frozen=True)
class Part:
    """A header or a field: whether the contract promises it, and whether the consumer relies on it."""

    name: str
    promised: bool
    relied: bool


@dataclass(frozen=True)
class Relied:
    """An answer of a provider, and how far a consumer relies on it."""

    operation: str
    status: int
    interactions: int
    headers: list[Part]
    fields: list[Part]


@dataclass(frozen=True)
class Reliance:
    """What a consumer relies on, drawn on the provider's contract."""

    consumer: str
    provider: str
    answers: list[Relied]
    unused: list[str]


@dataclass(frozen=True)
class Report:
    """All of it."""

    verdict: Literal["green", "red", "incomplete"]
    wrong: list[str]
    not_run: list[NotRun]
    responses: Responses
    mutants: Mutants
    interactions: Interactions
    layers: list[Layer]
    apis: list[Api]
    reliance: list[Reliance]
    missing: list[Hole]
    undocumented: list[Hole]
    planted: list[Mutant]
    bench: list[Figure]


def as_json(report: Report) -> JsonValue:
    """Return the report as `contract.json` has it.

    Raises:
        jsonschema.ValidationError: it does not fit `schema.json`, which is a defect.
    """
    value: dict[str, JsonValue] = {"$schema": "../tests/report/schema.json"}
    value |= TypeAdapter(Report).dump_python(report, mode="json")
    Draft202012Validator(json.loads(SCHEMA.read_bytes())).validate(value)
    return value
