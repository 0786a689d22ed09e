"""What a contract must be beyond valid OpenAPI; each rule yields where it is broken and what to write instead."""

import re
from collections.abc import Callable, Iterable, Iterator
from itertools import chain
from typing import TypeAlias

from openapi_schema_validator import OAS31Validator

from contracts.document import Document, Place, parse_pointer, pointer
from contracts.validity import schemas_valid
from contracts.view import (
    COMPOSITIONS,
    Node,
    components,
    examples,
    follow,
    headers,
    is_json,
    is_named,
    is_object,
    kind_at,
    operations,
    reachable,
    received,
    references,
    responses,
    sent,
)

Remark: TypeAlias = tuple[Place, str]
Rule: TypeAlias = Callable[[Document], Iterator[Remark]]

PROBLEM = "application/problem+json"
PROMISED = {
    "201": "Location",
    "401": "WWW-Authenticate",
    "403": "WWW-Authenticate",
    "429": "Retry-After",
    "503": "Retry-After",
}
# https://semver.org, in its own words
SEMANTIC = re.compile(
    r"(0|[1-9][0-9]*)\.(0|[1-9][0-9]*)\.(0|[1-9][0-9]*)"
    r"(-(0|[1-9][0-9]*|[0-9]*[a-zA-Z-][0-9a-zA-Z-]*)(\.(0|[1-9][0-9]*|[0-9]*[a-zA-Z-][0-9a-zA-Z-]*))*)?"
    r"(\+[0-9a-zA-Z-]+(\.[0-9a-zA-Z-]+)*)?"
)


# Rules for any document.


def openapi_version(document: Document) -> Iterator[Remark]:
    """Every contract is OpenAPI 3.1."""
    version = (Node(document) / "openapi").value
    if not re.fullmatch(r"3\.1\.[0-9]+", str(version)):
        yield ("openapi",), f"openapi is {version!r}; write 3.1.0"


def self_contained(document: Document) -> Iterator[Remark]:
    """No $ref leads out of the file."""
    for place, reference in references(document):
        if not reference.startswith("#/"):
            yield place, f"{reference!r} leads out of the file; copy what it names into components and write '#/...'"


def references_fit(document: Document) -> Iterator[Remark]:
    """Every $ref leads to a component of the kind that belongs there, and not round in a circle."""
    for place, reference in references(document):
        kind = kind_at(place[:-1])
        end = follow(document, place[:-1])
        if reference.startswith("#/") and (end is None or end[:-1] != ("components", kind)):
            yield place, f"{reference!r} leads to none of components/{kind}; correct it, or write what it names"


# Rules for valid OpenAPI.


def version_semantic(document: Document) -> Iterator[Remark]:
    """info.version is a semantic version (semver.org)."""
    version = (Node(document) / "info" / "version").text
    if not SEMANTIC.fullmatch(version):
        yield ("info", "version"), f"info.version is {version!r}; write MAJOR.MINOR.PATCH, 1.0.0 for example"


def operations_present(document: Document) -> Iterator[Remark]:
    """Every contract has an operation; without one, nothing would have been checked."""
    if not any(operations(document)):
        yield ("paths",), "there is no operation under paths; write one"


def paths_distinct(document: Document) -> Iterator[Remark]:
    """No two paths differ only in a trailing slash."""
    seen: dict[str, str] = {}
    for path in (Node(document) / "paths").mapping:
        first = seen.setdefault(path.rstrip("/"), path)
        if first != path:
            yield ("paths", path), f"{path} and {first} differ only in a trailing slash; keep one of them"


def operations_described(document: Document) -> Iterator[Remark]:
    """Every operation has an operationId and a summary."""
    for operation in operations(document):
        for key in ("operationId", "summary"):
            if not (operation.node / key).text:
                yield operation.node.place, f"{operation.name} has no {key}; write one"


def operation_ids_unique(document: Document) -> Iterator[Remark]:
    """No two operations have the same operationId."""
    seen: dict[str, str] = {}
    for operation in operations(document):
        identifier = operation.node / "operationId"
        first = seen.setdefault(identifier.text, operation.name)
        if identifier.text and first != operation.name:
            yield identifier.place, f"the operationId {identifier.text} is already that of {first}; write another"


def statuses_exact(document: Document) -> Iterator[Remark]:
    """Every status is 2xx, 4xx or 5xx in full: no default, range or redirect, and no 500, which is a defect."""
    for operation in operations(document):
        for status, _ in operation.responses:
            if not re.fullmatch("[245][0-9][0-9]", status) or status == "500":
                place = (*operation.node.place, "responses", status)
                yield place, f"{operation.name} names the status {status}; name each 2xx, 4xx or 5xx but 500 by itself"


def statuses_complete(document: Document) -> Iterator[Remark]:
    """Parameters need a 400; a body 400, 413 and 415; security 400 and 401; security with scopes 403, too."""
    for operation in operations(document):
        demands = (
            ("parameters", bool(operation.parameters), ("400",)),
            ("a requestBody", "requestBody" in operation.node.mapping, ("400", "413", "415")),
            ("security", bool(operation.scopes), ("400", "401")),
            ("scopes", any(operation.scopes), ("403",)),
        )
        named = operation.node / "responses"
        for status, what in {status: what for what, has, wanted in demands if has for status in wanted}.items():
            if status not in named.mapping:
                yield named.place, f"{operation.name} has {what}, so it can answer {status}; name that status"


def problems_everywhere(document: Document) -> Iterator[Remark]:
    """Every answer that is not 2xx is application/problem+json, that alone, with the schema Problem."""
    for status, response in responses(document):
        content = response / "content"
        schema = content / PROBLEM / "schema"
        if not status.startswith("2") and (
            list(content.mapping) != [PROBLEM] or schema.place != ("components", "schemas", "Problem")
        ):
            where = pointer(response.place)
            yield response.place, f"{where} is no problem; write {PROBLEM} alone, with '#/components/schemas/Problem'"


def headers_promised(document: Document) -> Iterator[Remark]:
    """Every 201 has a Location, every 401 and 403 a WWW-Authenticate, every 429 and 503 a Retry-After."""
    for status, response in responses(document):
        name = PROMISED.get(status, "")
        if name and name.lower() not in map(str.lower, (response / "headers").mapping):
            yield response.place, f"the {status} promises no {name}; write it under headers"


def headers_required(document: Document) -> Iterator[Remark]:
    """Every header that an answer declares is required: a promise, not a possibility."""
    for header in headers(document):
        if header.mapping.get("required") is not True:
            yield header.place, f"{pointer(header.place)} is not required; write required: true"


def credentials_secured(document: Document) -> Iterator[Remark]:
    """No parameter is named Authorization, for OpenAPI ignores it: a credential is a security scheme."""
    for place, value in document.walk():
        name = value.get("name") if isinstance(value, dict) and "in" in value else None
        if str(name).lower() == "authorization" and place[:2] != ("components", "securitySchemes"):
            yield place, f"the parameter {name} is ignored by OpenAPI; write a security scheme and name it in security"


def security_defined(document: Document) -> Iterator[Remark]:
    """Security names schemes that stand in components/securitySchemes."""
    schemes = (Node(document) / "components" / "securitySchemes").mapping
    for operation in operations(document):
        for _, way in operation.security.members():
            for name in way.mapping:
                if name not in schemes:
                    yield (*way.place, name), f"there is no security scheme {name}; write it in components"


def scopes_alike(document: Document) -> Iterator[Remark]:
    """All ways into an operation demand the same scopes."""
    for operation in operations(document):
        if len(set(operation.scopes)) > 1:
            ways = " or ".join(" ".join(sorted(scopes)) or "none" for scopes in operation.scopes)
            yield operation.security.place, f"{operation.name} demands the scopes {ways}; write the same for each way"


def schemas_named(document: Document) -> Iterator[Remark]:
    """Every JSON body is a $ref into components/schemas, and so is every object or composition in any body."""
    bodies = [*sent(document), *received(document)]
    whole = {content / "schema" for media_type, content in bodies if is_json(media_type)}
    for schema in reachable(bodies):
        composed = any(key in schema.mapping for key in COMPOSITIONS)
        if not is_named(schema) and (schema in whole or composed or is_object(schema)):
            where = pointer(schema.place)
            yield schema.place, f"{where} has no name; move it to components/schemas and write a $ref to it"


def examples_present(document: Document) -> Iterator[Remark]:
    """Every JSON body and every header of an answer has an example, which the stub answers with."""
    bodies = (content for media_type, content in chain(sent(document), received(document)) if is_json(media_type))
    for node in chain(bodies, headers(document)):
        if not any(examples(node)):
            yield node.place, f"{pointer(node.place)} has no example; write one beside its schema"


def examples_valid(document: Document) -> Iterator[Remark]:
    """Every example of a body, a parameter or a header is valid against its schema."""
    bodies = (content for _, content in chain(sent(document), received(document)))
    parameters = (parameter for operation in operations(document) for parameter in operation.parameters)
    for node in chain(bodies, parameters, headers(document)):
        schema = {**document.value, "$ref": pointer((*node.place, "schema"))}
        validator = OAS31Validator(schema, format_checker=OAS31Validator.FORMAT_CHECKER)
        for example in examples(node) if "schema" in node.mapping else ():
            for error in validator.iter_errors(example.value):
                yield (*example.place, *error.absolute_path), f"the example is not valid: {error.message}; correct it"


def requests_closed(document: Document) -> Iterator[Remark]:
    """Every object that a consumer sends is closed: it admits no other members."""
    answered = reachable(received(document))
    for schema in reachable(sent(document)):
        if is_object(schema) and schema not in answered and schema.mapping.get("additionalProperties") is not False:
            yield schema.place, f"{pointer(schema.place)} is sent, yet open; write additionalProperties: false"


def answers_open(document: Document) -> Iterator[Remark]:
    """No object that a consumer receives is closed, so that it may grow."""
    asked = reachable(sent(document))
    for schema in reachable(received(document)):
        closed = [key for key in ("additionalProperties", "unevaluatedProperties") if schema.mapping.get(key) is False]
        if closed and schema not in asked:
            yield (*schema.place, closed[0]), f"{pointer(schema.place)} is received, yet closed; drop {closed[0]}"


def directions_apart(document: Document) -> Iterator[Remark]:
    """No object is both sent and received, for it cannot be both closed and open."""
    answered = reachable(received(document))
    for schema in reachable(sent(document)):
        if is_object(schema) and schema in answered:
            yield schema.place, f"{pointer(schema.place)} is both sent and received; split it into two schemas"


def components_used(document: Document) -> Iterator[Remark]:
    """Every component is used by an operation, directly or through others."""
    ways = (way for operation in operations(document) for _, way in operation.security.members())
    used: set[Place] = {("components", "securitySchemes", name) for way in ways for name in way.mapping}
    pending: list[Place] = [(key,) for key in document.value if key != "components"]
    while pending:
        found = {parse_pointer(reference)[:3] for _, reference in references(document, pending.pop())} - used
        used |= found
        pending += found
    for place, _ in components(document):
        if place not in used:
            yield place, f"nothing uses {pointer(place)}; delete it"


# Rules across contracts.


def copies_equal(documents: Iterable[Document]) -> Iterator[tuple[Document, Place, str]]:
    """Every component that stands in several contracts is the same in each."""
    seen: dict[Place, Document] = {}
    for document in documents:
        for place, value in components(document):
            first = seen.setdefault(place, document)
            if value != first.at(place):
                yield document, place, f"{pointer(place)} differs from {first.where(place)}; make them equal"


SOUND: tuple[Rule, ...] = (openapi_version, self_contained, references_fit, schemas_valid)
"""What must hold before a validator can be asked."""

RULES: tuple[Rule, ...] = (
    version_semantic,
    operations_present,
    paths_distinct,
    operations_described,
    operation_ids_unique,
    statuses_exact,
    statuses_complete,
    problems_everywhere,
    headers_promised,
    headers_required,
    credentials_secured,
    security_defined,
    scopes_alike,
    schemas_named,
    examples_present,
    examples_valid,
    requests_closed,
    answers_open,
    directions_apart,
    components_used,
)
"""What must hold in a document that is valid OpenAPI."""
