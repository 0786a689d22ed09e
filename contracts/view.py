"""A contract, seen as operations, responses and schemas; references are followed."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from itertools import chain

from contracts.document import Document, Json, Place, parse_pointer

METHODS = ("get", "put", "post", "delete", "options", "head", "patch", "trace")
COMPOSITIONS = ("allOf", "anyOf", "oneOf")
GROUPS_OF_SCHEMAS = (*COMPOSITIONS, "prefixItems", "properties", "patternProperties", "dependentSchemas")
SINGLE_SCHEMAS = ("items", "contains", "not", "if", "then", "else", "additionalProperties", "unevaluatedProperties")
NO_SCHEMAS_WITHIN = {"schema", "example", "examples"}


@dataclass(frozen=True)
class Node:
    """A part of a document, there or not; a step to a `$ref` ends where the reference leads."""

    document: Document = field(compare=False)
    place: Place = ()

    @property
    def value(self) -> Json:
        """The value, or None if there is none."""
        try:
            return self.document.at(self.place)
        except KeyError:
            return None

    @property
    def mapping(self) -> dict[str, Json]:
        """The value, or no entries if it is no mapping."""
        return self.value if isinstance(self.value, dict) else {}

    @property
    def text(self) -> str:
        """The value, or nothing if it is no text."""
        return self.value if isinstance(self.value, str) else ""

    def __truediv__(self, step: str | int) -> "Node":
        place = (*self.place, step)
        return Node(self.document, follow(self.document, place) or place)

    def members(self) -> Iterator[tuple[str, "Node"]]:
        """Yield the members of a mapping or a list, each with its key or index."""
        size = len(self.value) if isinstance(self.value, list) else 0
        for step in (*self.mapping, *range(size)):
            yield str(step), self / step


def follow(document: Document, place: Place) -> Place | None:
    """Return the end of the chain of references that starts at a place; None if it leads nowhere."""
    seen: set[Place] = set()
    while place not in seen:
        seen.add(place)
        node = Node(document, place)
        reference = node.mapping.get("$ref")
        if not isinstance(reference, str):
            return None if node.value is None else place
        place = parse_pointer(reference)
    return None


@dataclass(frozen=True)
class Operation:
    """An operation: its method and path, its own part of the document, and the path item around it."""

    name: str
    node: Node
    item: Node

    @property
    def parameters(self) -> list[Node]:
        """Its own parameters, and those of its path."""
        return [node for holder in (self.item, self.node) for _, node in (holder / "parameters").members()]

    @property
    def responses(self) -> Iterator[tuple[str, Node]]:
        """Each status, with its response."""
        return ((status, node) for status, node in (self.node / "responses").members() if status[:2] != "x-")

    @property
    def security(self) -> Node:
        """Its security, or else that of the whole document."""
        own = "security" in self.node.mapping
        return self.node / "security" if own else Node(self.node.document) / "security"

    @property
    def scopes(self) -> list[frozenset[str]]:
        """For each way in, the scopes that it demands."""
        ways = (way for _, way in self.security.members())
        return [frozenset(scope.text for _, list_ in way.members() for _, scope in list_.members()) for way in ways]


def operations(document: Document) -> Iterator[Operation]:
    """Yield every operation."""
    for path, item in (Node(document) / "paths").members():
        for method in METHODS:
            if method in item.mapping:
                yield Operation(f"{method.upper()} {path}", item / method, item)


def responses(document: Document) -> Iterator[tuple[str, Node]]:
    """Yield every response of every operation, with its status."""
    return chain.from_iterable(operation.responses for operation in operations(document))


def headers(document: Document) -> Iterator[Node]:
    """Yield every header of every response."""
    return (header for _, response in responses(document) for _, header in (response / "headers").members())


def sent(document: Document) -> Iterator[tuple[str, Node]]:
    """Yield the media type and the content of every body that a consumer sends."""
    return chain.from_iterable((op.node / "requestBody" / "content").members() for op in operations(document))


def received(document: Document) -> Iterator[tuple[str, Node]]:
    """Yield the media type and the content of every body that a consumer receives."""
    return chain.from_iterable((response / "content").members() for _, response in responses(document))


def reachable(bodies: Iterable[tuple[str, Node]]) -> dict[Node, None]:
    """Return every schema in or behind these bodies, in a stable order."""
    found: dict[Node, None] = {}
    pending = [content / "schema" for _, content in bodies]
    while pending:
        schema = pending.pop()
        if schema not in found:
            found[schema] = None
            pending += (node for key in GROUPS_OF_SCHEMAS for _, node in (schema / key).members())
            pending += (schema / key for key in SINGLE_SCHEMAS if key in schema.mapping)
    return found


def references(document: Document, place: Place = ()) -> Iterator[tuple[Place, str]]:
    """Yield every `$ref` at or below a place, and what it says; a property may have that name, too."""
    for at, value in document.walk(place):
        if at[-1:] == ("$ref",) and at[-2:-1] != ("properties",):
            yield at, str(value)


def components(document: Document) -> Iterator[tuple[Place, Json]]:
    """Yield every component, where it stands and what it is."""
    return ((place, value) for place, value in document.walk() if place[:1] == ("components",) and len(place) == 3)


def kind_at(place: Place) -> str:
    """Return the kind of component that a reference at a place must lead to."""
    *_, owner, key = ("", "", *place)
    if "schema" in place or place[:2] == ("components", "schemas"):
        return "schemas"
    return "requestBodies" if key == "requestBody" else str(owner)


def schemas(document: Document) -> Iterator[tuple[Place, Json]]:
    """Yield every schema that stands in no other schema."""
    for place, value in document.walk():
        named = place[:2] == ("components", "schemas")
        if len(place) == 3 if named else place[-1:] == ("schema",) and NO_SCHEMAS_WITHIN.isdisjoint(place[:-1]):
            yield place, value


def examples(node: Node) -> Iterator[Node]:
    """Yield the examples of a body, a parameter or a header."""
    if "example" in node.mapping:
        yield node / "example"
    yield from (example / "value" for _, example in (node / "examples").members() if "value" in example.mapping)


def is_json(media_type: str) -> bool:
    """Say whether a media type is JSON (RFC 6839, section 3.1)."""
    return media_type.partition(";")[0].strip().endswith(("/json", "+json"))


def is_named(schema: Node) -> bool:
    """Say whether a schema stands in `components/schemas`, under a name of its own."""
    return schema.place[:-1] == ("components", "schemas")


def is_object(schema: Node) -> bool:
    """Say whether a schema describes an object with members."""
    kind = schema.mapping.get("type")
    return "properties" in schema.mapping or kind == "object" or (isinstance(kind, list) and "object" in kind)
