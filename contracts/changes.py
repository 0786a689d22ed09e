"""What changed between two versions of a contract, and how much that matters to those who keep to the old one.

What was accepted must be accepted: in a request, to accept fewer values is breaking. What comes must be known: in a
response, more values are breaking, and so is a new status or media type, for which yesterday's clients have no class.
What changes nothing that is sent is compatible: links, deprecations. Where nobody can tell, it is breaking.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from enum import IntEnum
from typing import Literal, TypeAlias

from contracts.differences import (
    WORDING,
    Difference,
    Effect,
    demand,
    matched,
    presence,
    same,
    standing,
    unknown,
)
from contracts.document import Document, Json, Place
from contracts.variance import schema_differences
from contracts.view import METHODS, Node, Operation, operations, references

Direction: TypeAlias = Literal["request", "response", "both"]
COMPATIBLE = {("request", Effect.MORE), ("response", Effect.FEWER)}


class Severity(IntEnum):
    """How much a change matters to those who keep to the old contract."""

    WORDING = 1
    COMPATIBLE = 2
    BREAKING = 3


@dataclass(frozen=True)
class Change:
    """A change of a contract.

    operation: `METHOD /path`, or nothing if it is of the whole contract
    status: of the response that changed, or nothing if it matters whatever the response is
    where: `file:line` in the new contract, or in the old one for what is gone
    """

    operation: str
    status: str
    direction: Direction
    severity: Severity
    where: str
    sentence: str


def changes(old: Document, new: Document) -> list[Change]:
    """Return all that changed, but for `info.version`; nothing if the contracts say the same."""
    found = [_change(difference) for difference in _around(old, new)]
    befores, afters = ({operation.name: operation for operation in operations(one)} for one in (old, new))
    nodes = ({name: operation.node for name, operation in one.items()} for one in (befores, afters))
    for name, before, after in matched(*nodes):
        if before is None or after is None:
            found += [_change(one, name) for one in presence(before, after, "the operation", Effect.MORE)]
        else:
            found += [_change(one, name) for one in _request(befores[name], afters[name])]
            found += [_change(one, name, "response", status) for status, one in _responses(before, after)]
    return found or [_change(difference) for difference in _elsewhere(old, new)]


def _change(difference: Difference, operation: str = "", direction: Direction = "request", status: str = "") -> Change:
    severity = Severity.BREAKING
    if difference.effect is Effect.WORDING:
        severity = Severity.WORDING
    elif difference.effect is Effect.NOTICE or (direction, difference.effect) in COMPATIBLE:
        severity = Severity.COMPATIBLE
    where = difference.node.document.where(difference.node.place)
    return Change(operation, status, direction if operation else "both", severity, where, difference.sentence)


def _around(old: Document, new: Document) -> Iterator[Difference]:
    """Yield what changed around the operations."""
    before, after = Node(old), Node(new)
    yield from unknown(before, after, "the contract", {"openapi", "info", "paths", "components", "security"})
    for key in dict.fromkeys([*(before / "info").mapping, *(after / "info").mapping]):
        if key != "version" and not same(before / "info" / key, after / "info" / key, set()):
            node = standing(before / "info", after / "info", key)
            yield Difference(node, Effect.WORDING, f"info: {key} is worded differently")
    beside, besides = _beside_references(old), _beside_references(new)
    for place in dict.fromkeys([*beside, *besides]):
        if beside.get(place) != besides.get(place):
            node = Node(new if place in besides else old, place)
            yield Difference(node, Effect.OTHER, "what stands beside a $ref changed; write it where the $ref leads")


def _beside_references(document: Document) -> dict[Place, dict[str, Json]]:
    """Return what stands beside each `$ref`, for it is not seen where the reference is followed."""
    found = ((place[:-1], Node(document, place[:-1]).mapping) for place, _ in references(document))
    beside = ((place, {key: mapping[key] for key in mapping.keys() - WORDING - {"$ref"}}) for place, mapping in found)
    return {place: keys for place, keys in beside if keys}


def _elsewhere(old: Document, new: Document) -> Iterator[Difference]:
    """Yield what no operation notices: the names of components, and those that nothing uses."""
    for key in dict.fromkeys([*old.value, *new.value]):
        if key != "info" and old.value.get(key) != new.value.get(key):
            node = standing(Node(old), Node(new), key)
            yield Difference(node, Effect.WORDING, f"{key} is written differently, which no operation notices")


def _request(old: Operation, new: Operation) -> Iterator[Difference]:
    yield from unknown(old.item, new.item, "the path", {*METHODS, "parameters"})
    known = {"parameters", "requestBody", "responses", "security"}
    yield from unknown(old.node, new.node, "the operation", known)  # its operationId, too: clients call it by that
    yield from _security(old, new)
    for name, before, after in matched(_parameters(old), _parameters(new)):
        yield from _optional(before, after, name)
    bodies = ({"body": op.node / "requestBody"} if "requestBody" in op.node.mapping else {} for op in (old, new))
    for name, before, after in matched(*bodies):
        yield from _optional(before, after, name)


def _security(old: Operation, new: Operation) -> Iterator[Difference]:
    """Yield the difference if other credentials or scopes are demanded, or a scheme means another credential."""
    before, after = _ways(old), _ways(new)
    if before != after:
        node = new.node if new.security.value is None else new.security
        yield Difference(node, Effect.OTHER, f"security was {' or '.join(before)}, is {' or '.join(after)}")
    names = {name for operation in (old, new) for _, way in operation.security.members() for name in way.mapping}
    for name in sorted(names):
        place = ("components", "securitySchemes", name)
        first, second = (Node(one.node.document, place) for one in (old, new))
        yield from unknown(first, second, f"the security scheme {name}", set())


def _ways(operation: Operation) -> list[str]:
    """Return the ways in, each as text: its schemes with their scopes."""
    ways = (dict(way.members()).items() for _, way in operation.security.members())
    return sorted({" and ".join(_with_scopes(*one) for one in sorted(way)) or "none" for way in ways}) or ["none"]


def _with_scopes(scheme: str, scopes: Node) -> str:
    return " ".join([scheme, *sorted(scope.text for _, scope in scopes.members())])


def _parameters(operation: Operation) -> dict[str, Node]:
    """Return the parameters; one of the operation takes the place of one of its path."""
    named = (((node / "in").text, (node / "name").text, node) for node in operation.parameters)
    return {f"{place} parameter {name.lower() if place == 'header' else name}": node for place, name, node in named}


def _optional(old: Node | None, new: Node | None, what: str) -> Iterator[Difference]:
    """Yield how a part of a request differs, which is required or optional."""
    needed, needs = (node is not None and node.mapping.get("required") is True for node in (old, new))
    if old is None or new is None:
        effect = Effect.OTHER if needed or needs else Effect.MORE
        yield from presence(old, new, f"the {'required' if needed or needs else 'optional'} {what}", effect)
    else:
        yield from demand(new, f"the {what}", old=needed, new=needs)
        yield from _schema_and_rest(old, new, what, {"required", "in", "name", "content"})
        yield from _contents(old, new, what)


def _schema_and_rest(old: Node, new: Node, what: str, known: set[str]) -> Iterator[Difference]:
    yield from schema_differences(old / "schema", new / "schema", what, set())
    yield from unknown(old, new, what, {"schema", *known})


def _contents(old: Node, new: Node, what: str) -> Iterator[Difference]:
    """Yield how the media types differ, and what is in each."""
    for name, before, after in matched(dict((old / "content").members()), dict((new / "content").members())):
        yield from presence(before, after, f"the {what}'s media type {name}", Effect.MORE)
        if before is not None and after is not None:
            yield from _schema_and_rest(before, after, what, set())


def _responses(old: Node, new: Node) -> Iterator[tuple[str, Difference]]:
    """Yield how the responses of an operation differ, each difference with the status of the response that has it."""
    befores, afters = (
        {status: Node(node.document, (*node.place, "responses", status)) for status in (node / "responses").mapping}
        for node in (old, new)
    )
    for status, before, after in matched(befores, afters):
        if before is None or after is None:
            effect = Effect.OTHER if status.startswith("2") else Effect.MORE  # a success is what one asks for
            for difference in presence(before, after, f"the status {status}", effect):
                yield "" if before is None else status, difference
        else:
            response = old / "responses" / status, new / "responses" / status
            yield from ((status, difference) for difference in _response(*response))


def _response(old: Node, new: Node) -> Iterator[Difference]:
    yield from unknown(old, new, "the response", {"headers", "content", "links"})
    headers = ({name.lower(): header for name, header in (node / "headers").members()} for node in (old, new))
    for name, before, after in matched(*headers):
        yield from presence(before, after, f"the header {name}", Effect.FEWER)
        if before is not None and after is not None:
            needed, needs = (node.mapping.get("required") is True for node in (before, after))
            yield from demand(after, f"the header {name}", old=needed, new=needs)
            yield from _schema_and_rest(before, after, f"header {name}", {"required"})
    if bool((old / "content").mapping) == bool((new / "content").mapping):
        yield from _contents(old, new, "body")
    else:
        told = "there is a body now" if "content" in new.mapping else "there is no body any more"
        yield Difference(standing(old, new, "content"), Effect.OTHER, told)
    if not same(old / "links", new / "links", set()):
        yield Difference(standing(old, new, "links"), Effect.NOTICE, "its links changed, and nothing that is sent")
