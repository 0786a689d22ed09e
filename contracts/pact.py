"""A pact (version 4), seen as interactions: what is sent, what comes back, and how exactly."""

import re
from collections.abc import Iterator
from dataclasses import dataclass

from contracts.document import Document, Json, Place
from contracts.view import Node

STEP = re.compile(r"\.([^.\[]+)|\[(\d+)\]|\[(\*)\]|\['([^']*)'\]")


@dataclass(frozen=True)
class Message:
    """A request, or an answer."""

    node: Node

    @property
    def headers(self) -> Iterator[tuple[str, Node, str]]:
        """Each header: its name, where it stands, and its value; Pact splits it at commas."""
        for name, node in (self.node / "headers").members():
            yield name, node, ", ".join(texts(node))

    @property
    def media_types(self) -> set[str]:
        """The media type of the body, as Pact notes it and as it travels; none if there is no body."""
        named = [value for name, _, value in self.headers if name.lower() == "content-type"]
        found = [*named, (self.node / "body" / "contentType").text]
        return {text.partition(";")[0].strip().lower() for text in found if text}

    @property
    def body(self) -> Node | None:
        """Where the body stands, if it is there, as JSON or text."""
        body = self.node / "body"
        return body / "content" if "content" in body.mapping and not body.mapping.get("encoded") else None

    @property
    def content(self) -> Json:
        """The body; None if it is not there."""
        return self.body.value if self.body else None

    @property
    def parts(self) -> Iterator[tuple[Place, Json]]:
        """The body and all that it holds, each with the steps that lead to it."""
        if self.body:
            for place, value in self.body.document.walk(self.body.place):
                yield place[len(self.body.place) :], value

    def place(self, steps: Place) -> Place:
        """Return where a part of the body stands in the pact."""
        return (*self.node.place, "body", "content", *steps)

    def changed(self, steps: Place, *other: Json) -> Json:
        """Return the body with another value for one of its parts, or without this part if there is none."""
        (body,) = _changed(self.content, steps, other)
        return body

    def matchers(self, category: str, place: Place) -> list[dict[str, Json]]:
        """Return the matchers of a value, which may stand at what it is part of; none if it has to be equal.

        category: `body` or `header`
        place: the value's, within the body; or the header's name
        """
        found: dict[int, Node] = {}
        for path, rule in (self.node / "matchingRules" / category).members():
            steps = [step for groups in STEP.findall(path) for step in groups if step] if path[:1] == "$" else [path]
            if len(steps) <= len(place) and all(step in ("*", str(at)) for step, at in zip(steps, place, strict=False)):
                found[len(steps)] = rule
        rules = [node.mapping for _, node in (found[max(found)] / "matchers").members()] if found else []
        return [rule for rule in rules if rule.get("match") != "equality"]


@dataclass(frozen=True)
class Interaction:
    """A request, and what the consumer relies on in the answer."""

    node: Node

    @property
    def description(self) -> str:
        """What the consumer calls it."""
        return (self.node / "description").text

    @property
    def has_state(self) -> bool:
        """Say whether the provider is put into a state before."""
        return bool((self.node / "providerStates").value)

    @property
    def request(self) -> Message:
        """What the consumer sends."""
        return Message(self.node / "request")

    @property
    def method(self) -> str:
        """The method of the request, in capitals."""
        return (self.request.node / "method").text.upper()

    @property
    def path(self) -> str:
        """The path of the request, as it is sent."""
        return (self.request.node / "path").text

    @property
    def query(self) -> dict[str, Node]:
        """The parameters in the query of the request, by name."""
        return dict((self.request.node / "query").members())

    @property
    def answer(self) -> Message:
        """What the provider answers, as far as the consumer relies on it."""
        return Message(self.node / "response")

    @property
    def status(self) -> str:
        """The status of the answer."""
        return str((self.answer.node / "status").value)

    @property
    def relied(self) -> list[str]:
        """The headers that the consumer relies on, and the members of the body."""
        headers = [name for name, _, _ in self.answer.headers if name.lower() != "content-type"]
        return headers + [path(steps) for steps, _ in self.answer.parts if steps and isinstance(steps[-1], str)]


def interactions(pact: Document) -> list[Interaction]:
    """Return all interactions of a pact."""
    return [Interaction(node) for _, node in (Node(pact) / "interactions").members()]


def party(pact: Document, role: str) -> Node:
    """Return the name of the `consumer` or the `provider`."""
    return Node(pact) / role / "name"


def path(steps: Place) -> str:
    """Return the steps to a part of a body as text."""
    return "".join(f"[{step}]" if isinstance(step, int) else f".{step}" for step in steps).removeprefix(".")


def texts(node: Node) -> list[str]:
    """Return the values of a header or of a parameter in the query: a text, or a list of texts."""
    return [node.text] if isinstance(node.value, str) else [one.text for _, one in node.members()]


def _changed(value: Json, steps: Place, other: tuple[Json, ...]) -> tuple[Json, ...]:
    if not steps:
        return other
    step, *rest = steps
    if isinstance(value, dict):
        below = {key: _changed(part, tuple(rest), other) if key == step else (part,) for key, part in value.items()}
        return ({key: part for key, parts in below.items() for part in parts},)
    if isinstance(value, list):
        items = [_changed(part, tuple(rest), other) if key == step else (part,) for key, part in enumerate(value)]
        return ([part for parts in items for part in parts],)
    return (value,)
