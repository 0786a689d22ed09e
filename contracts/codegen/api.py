"""What the generator knows of an API: plain data, ready for the templates."""

from dataclasses import dataclass, field

from contracts.document import Json


@dataclass(frozen=True)
class Header:
    """A header of an answer; `items` is the type of the items of an array."""

    name: str
    field: str
    type: str
    items: str | None
    required: bool


@dataclass(frozen=True)
class Answer:
    """One documented answer: a status, or a range of them, with one media type."""

    class_name: str
    statuses: str
    exact: bool
    media_type: str | None
    body: str | None
    headers: tuple[Header, ...]
    description: str


@dataclass(frozen=True)
class Parameter:
    """A parameter of an operation; `type` is without None, `items` is the type of the items of an array."""

    constant: str
    argument: str
    place: str
    name: str
    type: str
    required: bool
    items: str | None
    explode: bool
    default: str | None
    description: str


@dataclass(frozen=True)
class Body:
    """The JSON body of a request."""

    type: str
    media_type: str
    required: bool


@dataclass(frozen=True)
class Credential:
    """A header field in which a secured operation looks for credentials."""

    argument: str
    name: str


@dataclass(frozen=True)
class Security:
    """What a secured operation demands: ways in, each a list of scheme and scopes."""

    constant: str
    ways: tuple[tuple[tuple[str, tuple[str, ...]], ...], ...]
    credentials: tuple[Credential, ...]


@dataclass(frozen=True)
class Operation:
    """One operation."""

    name: str
    response_type: str
    method: str
    path: str
    summary: str
    description: str
    deprecated: bool
    parameters: tuple[Parameter, ...]
    body: Body | None
    security: Security | None
    answers: tuple[Answer, ...]

    @property
    def credentials(self) -> tuple[Credential, ...]:
        """The header fields in which its credentials travel."""
        return self.security.credentials if self.security else ()


@dataclass
class Api:
    """One contract.

    name: of the package, in snake case
    openapi: its version of OpenAPI
    schemas: those of which models are made, under their Python names
    """

    name: str
    title: str
    openapi: str
    schemas: dict[str, Json]
    operations: list[Operation] = field(default_factory=list)
    answers: dict[str, Answer] = field(default_factory=dict)
