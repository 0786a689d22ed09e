"""Faults in every contract, made by rules: what is promised, demanded or bounded is dropped, widened or renamed.

Generated code is generated anew, so that it agrees with the contract that is wrong: whoever keeps the old promises has
to notice. An operator yields what its fault says, the place to show, and what to change.
"""

import json
from collections.abc import Callable, Iterator
from itertools import chain
from pathlib import Path
from typing import TypeAlias

from contracts.document import Document, Json, Place, load
from contracts.view import Node, operations
from tests.mutants.mutant import Mutant
from tests.mutants.plant import SPECS


class Drop:
    """Stands for no value."""


DROP = Drop()
Changes: TypeAlias = "dict[Place, Json | Drop]"
Faults: TypeAlias = Iterator[tuple[str, Changes]]

BOUNDS = ("minLength", "maxLength", "pattern", "minimum", "maximum", "minItems", "maxItems", "format", "const", "enum")


def statuses(document: Document) -> Faults:
    """Drop an answer of an operation; the last one has to stay."""
    for operation in operations(document):
        place = (*operation.node.place, "responses")
        for status, _ in operation.responses:
            if len((operation.node / "responses").mapping) > 1:
                yield f"{operation.name} without {status}", {(*place, status): DROP}


def headers(document: Document) -> Faults:
    """Drop a header of an answer, or no longer promise it."""
    for place, value in document.walk():
        if place[-2:-1] == ("headers",) and isinstance(value, dict) and "example" not in place:
            yield f"{_short(place)} dropped", {place: DROP}
            yield f"{_short(place)} no longer required", {(*place, "required"): False}


def fields(document: Document) -> Faults:
    """Drop a field of a schema, or no longer require it."""
    for place, _ in document.walk(("components", "schemas")):
        required = (Node(document, place) / "required").members()
        names = [node.text for _, node in required]
        for name in names:
            rest: Json = [other for other in names if other != name]
            yield f"{_short(place)}.{name} no longer required", {(*place, "required"): rest or DROP}
            dropped: Changes = {(*place, "properties", name): DROP, (*place, "required"): rest or DROP}
            yield f"{_short(place)}.{name} dropped", dropped


def securities(document: Document) -> Faults:
    """Demand no credential, or no scope, or another scope; or admit one form of a credential alone."""
    for operation in operations(document):
        security = operation.node.mapping.get("security")
        place = (*operation.node.place, "security")
        if not isinstance(security, list) or not security:
            continue
        yield f"{operation.name} without security", {place: DROP}
        for index, way in enumerate(security):
            rest = [other for other in security if other is not way]
            name = next(iter(way)) if isinstance(way, dict) else ""
            yield f"{operation.name} not by {name}", {place: rest}
            if any(operation.scopes):
                yield f"{operation.name} by {name} without scopes", {(*place, index, name): []}
        if any(operation.scopes):
            yield f"{operation.name} without scopes", {place: _ways(security, [])}
            other = "info:write" if "info:read" in operation.scopes[0] else "info:read"
            yield f"{operation.name} for the scope {other}", {place: _ways(security, [other])}


def types(document: Document) -> Faults:
    """Let a value be null, too, where it is not one of a list anyway."""
    for place, value in _schemas(document):
        kind = value.get("type")
        if isinstance(kind, str) and kind != "object" and not value.keys() & {"enum", "const"}:
            yield f"{_short(place)} may be null", {(*place, "type"): [kind, "null"]}


def bounds(document: Document) -> Faults:
    """Drop a bound, admit one more, or another default."""
    for place, value in _schemas(document):
        for bound in BOUNDS:
            if bound in value:
                yield f"{_short(place)} without {bound}", {(*place, bound): DROP}
        for bound, step in {
            "minLength": -1,
            "maxLength": 1,
            "minimum": -1,
            "maximum": 1,
            "minItems": -1,
            "maxItems": 1,
        }.items():
            limit = value.get(bound)
            if isinstance(limit, int):
                yield f"{_short(place)} with {bound} {limit + step}", {(*place, bound): limit + step}
        listed = value.get("enum")
        if isinstance(listed, list):
            yield f"{_short(place)} with one value more", {(*place, "enum"): [*listed, "more"]}
        default = value.get("default")
        if default is not None:
            other = default + 1 if isinstance(default, int) else "91d"
            yield f"{_short(place)} with the default {other}", {(*place, "default"): other}
        if value.get("additionalProperties") is False:
            yield f"{_short(place)} open", {(*place, "additionalProperties"): DROP}


def paths(document: Document) -> Faults:
    """Rename a path."""
    table = document.at(("paths",))
    assert isinstance(table, dict)
    for path in table:
        renamed = {f"/v2{name}" if name == path else name: item for name, item in table.items()}
        yield f"{path} becomes /v2{path}", {("paths",): renamed}


def parameters(document: Document) -> Faults:
    """Drop a parameter, or rename it."""
    for operation in operations(document):
        listed = operation.node.mapping.get("parameters")
        for index, parameter in enumerate(listed if isinstance(listed, list) else []):
            node = operation.node / "parameters" / index
            rest = [other for other in listed if other is not parameter] if isinstance(listed, list) else []
            yield (
                f"{operation.name} without {(node / 'name').text}",
                {(*operation.node.place, "parameters"): rest or DROP},
            )
    for place, value in document.walk(("components", "parameters")):
        if isinstance(value, dict) and isinstance(value.get("name"), str):
            yield f"{_short(place)} under another name", {(*place, "name"): f"{value['name']}-2"}


OPERATORS: tuple[Callable[[Document], Faults], ...] = (
    statuses,
    headers,
    fields,
    securities,
    types,
    bounds,
    paths,
    parameters,
)


def mutants(root: Path) -> Iterator[Mutant]:
    """Apply all operators to all contracts; what stands in several of them has its fault in each."""
    documents = [load(root / path) for path in SPECS]
    done: set[str] = set()
    for path, document in zip(SPECS, documents, strict=True):
        api = document.path.name.partition(".")[0]
        for fault, changes in chain.from_iterable(operator(document) for operator in OPERATORS):
            shared = [other for other in documents if all(_alike(document, other, place) for place in changes)]
            name = f"{api if len(shared) == 1 else 'both'}: {fault}"
            if name not in done:
                done.add(name)
                texts = {path: ""} | {str(other.path.relative_to(root)): _written(other, changes) for other in shared}
                line = int(document.where(next(iter(changes))).rpartition(":")[2])
                yield Mutant(name, f"A contract, with what is generated from it, has {fault}.", "contract", line, texts)


def _alike(document: Document, other: Document, place: Place) -> bool:
    component = Node(other, place[:3]).value
    return document is other or (place[:1] == ("components",) and component == Node(document, place[:3]).value)


def _ways(security: list[Json], scopes: list[Json]) -> list[Json]:
    return [dict.fromkeys(way, scopes) for way in security if isinstance(way, dict)]


def _schemas(document: Document) -> Iterator[tuple[Place, dict[str, Json]]]:
    for place, value in document.walk():
        names_schema = (
            place[-1:] == ("schema",) or place[-1:] == ("items",) or place[-2:-1] in (("properties",), ("schemas",))
        )
        if names_schema and isinstance(value, dict) and "example" not in place:
            yield place, value


def _short(place: Place) -> str:
    """Write a place so that a reader finds it: without what stands in every one."""
    dull = {"components", "schemas", "properties", "responses", "headers", "paths", "parameters", "schema"}
    return " ".join(str(step) for step in place if step not in dull)


def _written(document: Document, changes: Changes) -> str:
    value: Json = document.value
    for place, new in changes.items():
        value = _changed(value, place, new)
    return json.dumps(value, indent=2)


def _changed(value: Json, place: Place, new: "Json | Drop") -> Json:
    """Return a value in which there is something else, or nothing, at a place."""
    first, *rest = place
    if isinstance(value, list):
        items = list(enumerate(value))
        return [_changed(old, tuple(rest), new) if index == first and rest else old for index, old in items]
    assert isinstance(value, dict), place
    if rest:
        return {key: _changed(old, tuple(rest), new) if key == first else old for key, old in value.items()}
    kept = {key: old for key, old in value.items() if key != first}
    return kept if isinstance(new, Drop) else value | {str(first): new}
