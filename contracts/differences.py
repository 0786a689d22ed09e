"""Differences between two documents: where each stands, and what it does to the values that are accepted."""

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from enum import Enum, auto

from contracts.document import Json
from contracts.view import Node

WORDING = {"title", "summary", "description", "example", "examples", "externalDocs", "tags", "$comment"}
"""What is for readers; so is whatever begins with `x-`."""


class Effect(Enum):
    """What a difference does to the values that are accepted, or may come."""

    FEWER = auto()
    MORE = auto()
    OTHER = auto()  # some are gone and some are new, or nobody can tell
    NOTICE = auto()  # none, but it is something to know
    WORDING = auto()  # none


INVERSE = {Effect.FEWER: Effect.MORE, Effect.MORE: Effect.FEWER}


@dataclass(frozen=True)
class Difference:
    """A difference, what it does, and where it stands: in the new document, or in the old one if it is gone."""

    node: Node
    effect: Effect
    sentence: str


def matched(
    old: Mapping[str, Node], new: Mapping[str, Node]
) -> Iterator[tuple[str, Node, Node] | tuple[str, Node, None] | tuple[str, None, Node]]:
    """Yield each name, with what has it on both sides, or on one."""
    for name in dict.fromkeys([*old, *new]):
        if name not in old:
            yield name, None, new[name]
        elif name not in new:
            yield name, old[name], None
        else:
            yield name, old[name], new[name]


def presence(old: Node | None, new: Node | None, what: str, effect: Effect) -> Iterator[Difference]:
    """Yield the difference that it is to be on one side only.

    effect: what it does if it is new; if it is gone, it does the opposite
    """
    if old is None and new is not None:
        yield Difference(new, effect, f"{what} is new")
    elif new is None and old is not None:
        yield Difference(old, INVERSE.get(effect, effect), f"{what} is gone")


def demand(node: Node, what: str, *, old: bool, new: bool) -> Iterator[Difference]:
    """Yield the difference that it is to be required on one side only."""
    if old != new:
        yield Difference(
            node, *(Effect.FEWER, f"{what} is required now") if new else (Effect.MORE, f"{what} is optional now")
        )


def unknown(old: Node, new: Node, what: str, known: set[str]) -> Iterator[Difference]:
    """Yield a difference for each key that changed and is not known: wording, or nobody can tell what it does."""
    for key in dict.fromkeys([*old.mapping, *new.mapping]):
        if key in known or same(old / key, new / key, set()):
            continue
        if key in WORDING or key.startswith("x-"):
            yield Difference(standing(old, new, key), Effect.WORDING, f"{what}: {key} is worded differently")
        else:
            yield changed(old, new, key, what, Effect.NOTICE if key == "deprecated" else Effect.OTHER)


def changed(old: Node, new: Node, key: str, what: str, effect: Effect) -> Difference:
    """Return a difference that tells both values of a key."""
    before, after = (_shown(node.mapping[key]) if key in node.mapping else "absent" for node in (old, new))
    return Difference(standing(old, new, key), effect, f"{what}: {key} was {before}, is {after}")


def standing(old: Node, new: Node, key: str) -> Node:
    """Return where a key stands: in the new document if it does."""
    node = new if key in new.mapping else old
    return Node(node.document, (*node.place, key))


def same(old: Node, new: Node, seen: set[tuple[Node, Node]]) -> bool:
    """Say whether two values are the same to their ends, references followed.

    seen: pairs that need not be compared again, so that a recursive value comes to an end
    """
    if (old, new) in seen:
        return True
    seen.add((old, new))
    if isinstance(old.value, dict | list) and type(old.value) is type(new.value):
        befores, afters = dict(old.members()), dict(new.members())
        return befores.keys() == afters.keys() and all(same(befores[key], afters[key], seen) for key in befores)
    return text(old.value) == text(new.value)


def text(value: Json) -> str:
    """Return a value as JSON, the same for the same value."""
    return json.dumps(value, sort_keys=True, ensure_ascii=False)


def _shown(value: Json) -> str:
    shown = text(value)
    return shown if len(shown) <= 80 else f"{shown[:77]}..."
