"""What a difference between two schemas does to the values that they accept: fewer, more, or other ones."""

from collections.abc import Iterator
from math import inf

from contracts.differences import INVERSE, Difference, Effect, changed, demand, matched, presence, same, text, unknown
from contracts.view import COMPOSITIONS, Node

LOWER = {"minimum": -inf, "exclusiveMinimum": -inf} | dict.fromkeys(("minLength", "minItems", "minProperties"), 0)
UPPER = dict.fromkeys(("maximum", "exclusiveMaximum", "maxLength", "maxItems", "maxProperties"), inf)
BOUNDS = LOWER | UPPER
"""What holds where there is no such keyword."""
WITHIN = {
    "items": "[]",
    "additionalProperties": ".*",
    "unevaluatedProperties": ".*",
    "propertyNames": " as a name",
    "contains": "[some]",
}
"""Keywords with a schema that accepts less if this one does, each with how its place is told."""
RESTRICTIONS = ("pattern", "format", "multipleOf", "not", "patternProperties", "prefixItems", "dependentRequired")
"""Further keywords without which more is accepted."""
KNOWN = {"type", "enum", "const", "properties", "required", *BOUNDS, *WITHIN, *COMPOSITIONS, *RESTRICTIONS}

Seen = set[tuple[Node, Node]]


def schema_differences(old: Node, new: Node, what: str, seen: Seen) -> Iterator[Difference]:
    """Yield the differences between two schemas; one that is not there accepts everything.

    what: what it is the schema of
    seen: pairs that need not be compared again, so that a recursive schema comes to an end
    """
    if (old, new) in seen:
        return
    seen.add((old, new))
    if any(schema.value is None or schema.value is False for schema in (old, new)):
        yield from _all_or_nothing(old, new, what)
        return
    yield from _kinds(old, new, what)
    yield from _bounds(old, new, what)
    yield from _fields(old, new, what, seen)
    for key, step in WITHIN.items():
        yield from schema_differences(old / key, new / key, what + step, seen)
    for key in COMPOSITIONS:
        yield from _compositions(old, new, key, what, seen)
    for key in RESTRICTIONS:
        if not same(old / key, new / key, set()):
            effect = Effect.OTHER if old.mapping.keys() & new.mapping.keys() & {key} else _of_new(new, key)
            yield changed(old, new, key, what, effect)
    yield from unknown(old, new, what, KNOWN)


def _all_or_nothing(old: Node, new: Node, what: str) -> Iterator[Difference]:
    """Yield the difference to no schema, which accepts everything, or to `false`, which accepts nothing."""
    before, after = _accepted(old), _accepted(new)
    if before == after:
        return
    if before == "nothing" or after == "anything":
        node = old if new.value is None else new
        yield Difference(node, Effect.MORE, f"{what} may be {after}, and could be {before}")
    else:
        yield Difference(new, Effect.FEWER, f"{what} could be {before}, and may be {after}")


def _accepted(schema: Node) -> str:
    if schema.value is False:
        return "nothing"
    return "something" if schema.value and schema.value is not True else "anything"


def _of_new(new: Node, key: str) -> Effect:
    return Effect.FEWER if key in new.mapping else Effect.MORE


def _kinds(old: Node, new: Node, what: str) -> Iterator[Difference]:
    """Yield the difference between types, and between values that are listed."""
    if effect := _of_sets(_types(old), _types(new)):
        yield changed(old, new, "type", what, effect)
    if effect := _of_sets(_listed(old), _listed(new)):
        key = "const" if "const" in old.mapping | new.mapping else "enum"
        yield changed(old, new, key, what, effect)


def _of_sets(old: set[str] | None, new: set[str] | None) -> Effect | None:
    """Return what follows from sets of all that is accepted; None is everything."""
    if old == new:
        return None
    if new is None or (old is not None and old < new):
        return Effect.MORE
    return Effect.FEWER if old is None or new < old else Effect.OTHER


def _types(node: Node) -> set[str] | None:
    types = {kind.text for _, kind in (node / "type").members()} or {(node / "type").text}
    return types | ({"integer"} if "number" in types else set()) if "type" in node.mapping else None


def _listed(node: Node) -> set[str] | None:
    if "const" in node.mapping:
        return {text(node.mapping["const"])}
    return {text(value.value) for _, value in (node / "enum").members()} if "enum" in node.mapping else None


def _bounds(old: Node, new: Node, what: str) -> Iterator[Difference]:
    for key, nothing in BOUNDS.items():
        before, after = old.mapping.get(key, nothing), new.mapping.get(key, nothing)
        if before == after:
            continue
        effect = Effect.OTHER
        if isinstance(before, int | float) and isinstance(after, int | float):
            effect = Effect.FEWER if (before < after) == (key in LOWER) else Effect.MORE
        yield changed(old, new, key, what, effect)


def _fields(old: Node, new: Node, what: str, seen: Seen) -> Iterator[Difference]:
    needed, needs = _needed(old), _needed(new)
    for name, before, after in matched(_named(old), _named(new)):
        where = f"{what}.{name}"
        if before is not None and after is not None:
            yield from demand(after, where, old=name in needed, new=name in needs)
            yield from schema_differences(old / "properties" / name, new / "properties" / name, where, seen)
        else:
            required = name in needed | needs
            effect = _of_new_field(old if before is None else new, required=required)
            yield from presence(before, after, f"{where}, {'required' if required else 'optional'},", effect)


def _of_new_field(without: Node, *, required: bool) -> Effect:
    """Return what a new field does to an object: an open one had it with any value, a closed one could not have it."""
    rest = without.mapping.get("additionalProperties", True)
    if {"patternProperties", "unevaluatedProperties"} & without.mapping.keys() or not isinstance(rest, bool):
        return Effect.OTHER
    if rest:
        return Effect.FEWER
    return Effect.OTHER if required else Effect.MORE


def _needed(node: Node) -> set[str]:
    return {name.text for _, name in (node / "required").members()}


def _named(node: Node) -> dict[str, Node]:
    names = [*(node / "properties").mapping, *sorted(_needed(node))]
    return {name: Node(node.document, (*node.place, "properties", name)) for name in names}


def _compositions(old: Node, new: Node, key: str, what: str, seen: Seen) -> Iterator[Difference]:
    befores, afters = ([part for _, part in (node / key).members()] for node in (old, new))
    gone = [part for part in befores if not any(same(part, other, set()) for other in afters)]
    came = [part for part in afters if not any(same(other, part, set()) for other in befores)]
    if len(gone) == len(came):
        for before, after in zip(gone, came, strict=True):
            yield from schema_differences(before, after, f"{what} ({key})", seen)
        return
    effect = Effect.FEWER if key == "allOf" or not befores or not afters else Effect.MORE  # of a new member
    yield changed(old, new, key, what, Effect.OTHER if gone and came else effect if came else INVERSE[effect])
