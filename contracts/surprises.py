"""What a provider may answer that a client does not know, which was generated from another state of its contract."""

from collections.abc import Iterator
from typing import TypeAlias

from contracts.document import Json, Place
from contracts.exchange import Schema, answer, contents
from contracts.view import COMPOSITIONS, Node, Operation

Remark: TypeAlias = tuple[Place, str]
Seen: TypeAlias = tuple[tuple[Place, Place], ...]

HARMLESS = {
    *("$ref", "title", "description", "default", "example", "examples", "deprecated", "readOnly", "writeOnly"),
    *("$comment", "externalDocs", "discriminator"),
}
"""Keywords of a schema that refuse nothing."""
LEAST = {"minimum", "exclusiveMinimum", "minLength", "minItems", "minProperties"}
MOST = {"maximum", "exclusiveMaximum", "maxLength", "maxItems", "maxProperties"}
NESTED = {*COMPOSITIONS, "items", "prefixItems", "additionalProperties"}


def surprises(known: Operation, offered: Operation) -> Iterator[Remark]:
    """Yield what an operation may answer that a client does not know: where it stands in the contract, and what it is.

    known: the operation as the client was generated from it
    offered: the operation as the provider has it
    """
    for status, now in offered.responses:
        before = answer(known, status)
        if not before.mapping:
            yield now.place, f"it may answer {status}"
            continue
        for place, message in (*_bodies(before, now), *_headers(before, now)):
            yield place, f"its {status} {message}"


def _bodies(known: Node, offered: Node) -> Iterator[Remark]:
    before, now = contents(known), contents(offered)
    for media_type in sorted((now or {"": offered}).keys() - (before or {"": known}).keys()):
        yield offered.place, f"may be {media_type or 'without a body'}"
    for media_type in sorted(now.keys() & before.keys()):
        yield from _wider(before[media_type] / "schema", now[media_type] / "schema", "body", ())


def _headers(known: Node, offered: Node) -> Iterator[Remark]:
    now = {name.lower(): header for name, header in (offered / "headers").members()}
    for name, header in (known / "headers").members():
        found = now.get(name.lower(), offered / "headers" / name)
        if header.mapping.get("required") is True and found.mapping.get("required") is not True:
            yield (found if found.mapping else offered).place, f"may come without the header {name}"
        elif found.mapping:
            yield from _wider(header / "schema", found / "schema", f"header {name}", ())


def _wider(known: Node, offered: Node, what: str, seen: Seen) -> Iterator[Remark]:
    """Yield what a schema may admit and the known one refuses; what cannot be told is a surprise, too."""
    pair = (known.place, offered.place)
    if pair in seen:
        return
    values = [node.value for _, node in (offered / "enum").members()]
    if "const" in offered.mapping or values:
        schema = Schema(known)
        surprising = [value for value in values or [offered.mapping["const"]] if not schema.admits(value)]
        yield from ((offered.place, f"may have {value!r} as {what}") for value in surprising)
        return
    for keyword in sorted(known.mapping.keys() - HARMLESS):
        if keyword == "properties":
            yield from _members(known, offered, what, (*seen, pair))
        elif keyword == "required":
            lost = _names(known / "required") - _names(offered / "required")
            yield from ((offered.place, f"may lack {what}.{name}") for name in sorted(lost))
        elif keyword in NESTED and _alike(known / keyword, offered / keyword):
            for before, now in _pairs(known / keyword, offered / keyword):
                yield from _wider(before, now, f"{what}[]" if "tems" in keyword else what, (*seen, pair))
        elif not _bounded(keyword, known.mapping[keyword], offered.mapping.get(keyword)):
            yield (*offered.place, keyword), f"has another {keyword} for {what}"


def _members(known: Node, offered: Node, what: str, seen: Seen) -> Iterator[Remark]:
    before = known / "properties"
    for name, now in (offered / "properties").members():
        if name in before.mapping:
            yield from _wider(before / name, now, f"{what}.{name}", seen)
        elif known.mapping.get("additionalProperties") is False:
            yield now.place, f"may have {what}.{name}"


def _names(required: Node) -> set[str]:
    return {node.text for _, node in required.members()}


def _alike(known: Node, offered: Node) -> bool:
    """Say whether both are a schema, or lists of as many."""
    if isinstance(known.value, list) and isinstance(offered.value, list):
        return len(known.value) == len(offered.value)
    return bool(known.mapping and offered.mapping)


def _pairs(known: Node, offered: Node) -> Iterator[tuple[Node, Node]]:
    if known.mapping:
        yield known, offered
    for (_, before), (_, now) in zip(known.members(), offered.members(), strict=True) if not known.mapping else ():
        yield before, now


def _bounded(keyword: str, known: Json, offered: Json) -> bool:
    """Say whether a keyword refuses all that it refused before."""
    if keyword == "type":
        integer = {"integer"} if "number" in _types(known) else set()
        return offered is not None and _types(offered) <= _types(known) | integer
    if isinstance(known, int | float) and isinstance(offered, int | float) and keyword in LEAST | MOST:
        return offered >= known if keyword in LEAST else offered <= known
    return known == offered


def _types(value: Json) -> set[Json]:
    return set(value) if isinstance(value, list) else {value}
