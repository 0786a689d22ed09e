"""An interaction of a pact, beside what the provider's contract says about it."""

import json
import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import cached_property
from itertools import groupby
from urllib.parse import unquote

from jsonschema.exceptions import ValidationError
from openapi_schema_validator import OAS31Validator

from contracts.document import Document, Json, Place, pointer
from contracts.pact import Interaction, Message, texts
from contracts.view import Node, Operation, operations

Field = tuple[str, str]
"""Where a field of a request stands (`path`, `query` or `header`), and its name, that of a header in small letters."""


class Schema:
    """The schema that stands at a node of a contract; everything is valid if there is none."""

    def __init__(self, node: Node) -> None:
        self.node = node
        whole: dict[str, Json] = {**node.document.value, "$ref": pointer(node.place)} if node.mapping else {}
        self._validator = OAS31Validator(whole, format_checker=OAS31Validator.FORMAT_CHECKER)

    def errors(self, value: Json) -> Iterator[ValidationError]:
        """Yield what is wrong with a value."""
        yield from self._validator.iter_errors(value)

    def admits(self, value: Json) -> bool:
        """Say whether a value is valid."""
        return next(self.errors(value), None) is None

    def impossible(self, part: Json) -> Iterator[ValidationError]:
        """Yield what is wrong with a value, whatever members may be added to it and to what it holds."""
        yield from filter(_stays, self.errors(part))

    def admits_instead(self, part: Json, changed: Json) -> bool:
        """Say whether what is wrong with a changed value was wrong with it before."""
        return _faults(self.errors(changed)) <= _faults(self.errors(part))

    def refusal(self, values: list[str]) -> str:
        """Return why the texts of a parameter or a header are not valid, whatever they stand for; nothing if they are.

        One may be a text, a number or a boolean; one with commas, or several, an array of these (OpenAPI's own styles).
        """
        items = values if len(values) > 1 else [item.strip() for item in "".join(values).split(",")]
        readings: list[Json] = [values[0], _scalar(values[0])] if len(values) == 1 else []
        readings += [list(items), [_scalar(item) for item in items]]
        errors = [next(self.errors(reading), None) for reading in readings]
        found = [error for error in errors if error]
        return "" if len(found) < len(errors) else min(found, key=lambda error: error.validator == "type").message


def _stays(error: ValidationError) -> bool:
    """Say whether something stays wrong when members are added."""
    if error.validator in ("required", "dependentRequired", "minProperties"):
        return False
    branches = [list(branch) for _, branch in groupby(error.context, key=lambda cause: cause.relative_schema_path[0])]
    return all(any(map(_stays, branch)) for branch in branches)


def _faults(errors: Iterable[ValidationError]) -> set[tuple[Place, Place, str]]:
    """Return where something is wrong, in the value and in the schema, and which member is missing, if one is."""
    found: set[tuple[Place, Place, str]] = set()
    for error in errors:
        missing = error.message if error.validator == "required" else ""
        here = (tuple(error.absolute_path), tuple(error.absolute_schema_path), missing)
        found |= _faults(error.context) if error.context else {here}
    return found


def _scalar(text: str) -> Json:
    value: Json = json.loads(text) if re.fullmatch(r"true|false|-?(0|[1-9][0-9]*)(\.[0-9]+)?", text) else text
    return value


@dataclass(frozen=True)
class Credential:
    """A credential that a security scheme wants: in which field, and how its value begins."""

    field: Field
    start: str

    def is_in(self, sent: dict[Field, list[str]]) -> bool:
        """Say whether it is sent."""
        return any(value.lower().startswith(self.start.lower()) for value in sent.get(self.field, []))

    def __str__(self) -> str:
        return f"{self.start}CREDENTIAL in the {self.field[0]} {self.field[1]}"


@dataclass(frozen=True)
class Exchange:
    """An interaction, and the operation that it is with.

    arguments: what the request's path has for the parameters in the operation's
    """

    interaction: Interaction
    operation: Operation
    arguments: dict[str, str]

    @cached_property
    def declared(self) -> dict[Field, Node]:
        """The operation's parameters."""
        return {field((node / "in").text, (node / "name").text): node for node in self.operation.parameters}

    @cached_property
    def sent(self) -> dict[Field, tuple[Place, list[str]]]:
        """What the request sends in path, query and headers: where it stands in the pact, and the values."""
        request = self.interaction.request
        found = {("path", name): ((*request.node.place, "path"), [value]) for name, value in self.arguments.items()}
        found |= {("query", name): (node.place, texts(node)) for name, node in self.interaction.query.items()}
        return found | {field("header", name): (node.place, [value]) for name, node, value in request.headers}

    @cached_property
    def ways_in(self) -> list[list[Credential]]:
        """For each way in, the credentials that it demands."""
        schemes = Node(self.operation.node.document) / "components" / "securitySchemes"
        return [[_credential(schemes / name) for name in way.mapping] for _, way in self.operation.security.members()]

    @cached_property
    def answer(self) -> Node:
        """The answer in the contract; an empty node if there is none with this status."""
        return answer(self.operation, self.interaction.status)

    @cached_property
    def schema(self) -> Schema:
        """The schema of the answer's body."""
        return body_schema(self.answer, self.interaction.answer)

    @cached_property
    def headers(self) -> dict[str, Node]:
        """The headers that the contract has for the answer, by their name in small letters."""
        return {name.lower(): node for name, node in (self.answer / "headers").members()}


def field(place: str, name: str) -> Field:
    """Return where a field stands, and what it is called."""
    return place, name.lower() if place == "header" else name


def _credential(scheme: Node) -> Credential:
    if (scheme / "type").text == "apiKey":
        return Credential(field((scheme / "in").text, (scheme / "name").text), "")
    return Credential(("header", "authorization"), f"{(scheme / 'scheme').text or 'bearer'} ")


def answer(operation: Operation, status: str) -> Node:
    """Return the answer that an operation has for a status; an empty node if there is none."""
    responses = operation.node / "responses"
    found = [key for key in (status, f"{status[:1]}XX", "default") if key in responses.mapping]
    return responses / (found or [status])[0]


def contents(holder: Node) -> dict[str, Node]:
    """Return what a contract has for each media type of a request or an answer."""
    return {media_type.lower(): node for media_type, node in (holder / "content").members()}


def body_schema(holder: Node, message: Message) -> Schema:
    """Return the schema that the body of a message has to fit."""
    known = contents(holder)
    found = [known[media_type] for media_type in message.media_types if media_type in known]
    return Schema((found or [holder / "content"])[0] / "schema")


def exchange(interaction: Interaction, contract: Document) -> Exchange | None:
    """Return an interaction beside its operation; None if the contract has none."""
    candidates: list[tuple[int, Exchange]] = []
    for operation in operations(contract):
        method, _, template = operation.name.partition(" ")
        pattern = re.sub(r"\\{(.+?)\\}", "([^/]+)", re.escape(template))
        found = re.fullmatch(pattern, interaction.path)
        if found and method == interaction.method:
            names = re.findall(r"\{(.+?)\}", template)
            arguments = dict(zip(names, map(unquote, found.groups()), strict=True))
            candidates.append((len(names), Exchange(interaction, operation, arguments)))
    return min(candidates, key=lambda candidate: candidate[0])[1] if candidates else None


def title(contract: Document) -> str:
    """Return the name of the service that a contract is of."""
    return (Node(contract) / "info" / "title").text


def contract_of(service: str, contracts: Iterable[Document]) -> Document | None:
    """Return the contract of a service; None if it is not among these."""
    return next((contract for contract in contracts if title(contract) == service), None)
