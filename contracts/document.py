"""Reads an OpenAPI document so that every value knows the line on which it stands."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TypeAlias

import yaml

Json: TypeAlias = "bool | int | float | str | list[Json] | dict[str, Json] | None"
Place: TypeAlias = tuple[str | int, ...]


class DocumentError(Exception):
    """A document cannot be read; the text says where and why."""


class _Loader(yaml.CSafeLoader):
    """YAML 1.2 core schema, as OpenAPI wants it: `no` is text, and so is a date."""


_Loader.yaml_implicit_resolvers = {}
for _tag, _pattern, _first in (
    ("bool", r"true|True|TRUE|false|False|FALSE", "tTfF"),
    ("int", r"[-+]?[0-9]+|0o[0-7]+|0x[0-9a-fA-F]+", "-+0123456789"),
    ("float", r"[-+]?(\.[0-9]+|[0-9]+(\.[0-9]*)?)([eE][-+]?[0-9]+)?", "-+0123456789."),
    ("null", r"~|null|Null|NULL|", ["~", "n", "N", ""]),
):
    _Loader.add_implicit_resolver(f"tag:yaml.org,2002:{_tag}", re.compile(rf"^(?:{_pattern})$"), list(_first))
_Loader.add_constructor("tag:yaml.org,2002:int", lambda _, node: _integer(node.value))


def _integer(text: str) -> int:
    return int(text, {"0o": 8, "0x": 16}.get(text[:2], 10))


@dataclass(frozen=True)
class Document:
    """An OpenAPI document: its value, and the line of every part of it.

    path: as it was given
    source: the bytes of the file
    value: the document; every key is text
    lines: for each place (the keys and indices that lead to it) the line, from 1
    """

    path: Path
    source: bytes
    value: dict[str, Json]
    lines: dict[Place, int]

    def where(self, place: Place) -> str:
        """Return `file:line` of a place, or of the nearest place around it that stands in the file."""
        while place not in self.lines and place:
            place = place[:-1]
        return f"{self.path}:{self.lines.get(place, 1)}"

    def at(self, place: Place) -> Json:
        """Return the value at a place.

        Raises:
            KeyError: there is none.
        """
        value: Json = self.value
        for step in place:
            value = _below(value, step, place)
        return value

    def walk(self, place: Place = ()) -> Iterator[tuple[Place, Json]]:
        """Yield every place at or below a place, with its value."""
        value = self.at(place)
        yield place, value
        steps: Sequence[str | int] = ()
        if isinstance(value, dict):
            steps = list(value)
        elif isinstance(value, list):
            steps = range(len(value))
        for step in steps:
            yield from self.walk((*place, step))


def _below(value: Json, step: str | int, place: Place) -> Json:
    if isinstance(value, dict) and isinstance(step, str) and step in value:
        return value[step]
    if isinstance(value, list) and isinstance(step, int) and step < len(value):
        return value[step]
    raise KeyError(pointer(place))


def pointer(place: Place) -> str:
    """Return a place as a JSON pointer (RFC 6901) in a URI fragment."""
    return "#" + "".join(f"/{str(step).replace('~', '~0').replace('/', '~1')}" for step in place)


def parse_pointer(text: str) -> Place:
    """Return the place that a `$ref` within the document leads to; list indices stay text."""
    return tuple(step.replace("~1", "/").replace("~0", "~") for step in text.removeprefix("#").split("/")[1:])


def load(path: Path) -> Document:
    """Read a YAML or JSON file.

    Raises:
        DocumentError: the file cannot be read, is no YAML, repeats a key, or is no mapping.
    """
    try:
        source = path.read_bytes()
    except OSError as error:
        message = f"{path}: {error.strerror}"
        raise DocumentError(message) from None
    return parse(path, source)


def parse(path: Path, source: bytes) -> Document:
    """Read the bytes of a YAML or JSON file; the path is what places in it are called by.

    Raises:
        DocumentError: they are no YAML, repeat a key, or are no mapping.
    """
    lines: dict[Place, int] = {}
    try:
        loader = _Loader(source)
        try:
            root = loader.get_single_node()
            value = None if root is None else _Builder(path, loader, lines).build(root, ())
        finally:
            loader.dispose()
    except yaml.MarkedYAMLError as error:
        line = error.problem_mark.line + 1 if error.problem_mark else 1
        message = f"{path}:{line}: not YAML: {error.problem}"
        raise DocumentError(message) from None
    except (yaml.YAMLError, UnicodeDecodeError) as error:
        message = f"{path}:1: not YAML: {error}"
        raise DocumentError(message) from None
    if not isinstance(value, dict):
        message = f"{path}:1: an OpenAPI document is a mapping"
        raise DocumentError(message)
    return Document(path, source, value, lines)


class _Builder:
    def __init__(self, path: Path, loader: _Loader, lines: dict[Place, int]) -> None:
        self.path = path
        self.loader = loader
        self.lines = lines

    def build(self, node: yaml.Node, place: Place) -> Json:
        self.lines.setdefault(place, node.start_mark.line + 1)
        if isinstance(node, yaml.MappingNode):
            return self._mapping(node, place)
        if isinstance(node, yaml.SequenceNode):
            return [self.build(child, (*place, index)) for index, child in enumerate(node.value)]
        value: Json = self.loader.construct_object(node)
        return value

    def _mapping(self, node: yaml.MappingNode, place: Place) -> dict[str, Json]:
        mapping: dict[str, Json] = {}
        for key_node, child in node.value:
            line = key_node.start_mark.line + 1
            if not isinstance(key_node, yaml.ScalarNode) or key_node.value == "<<":
                message = f"{self.path}:{line}: a key is text here, not a merge or a structure"
                raise DocumentError(message)
            key = str(key_node.value)
            if key in mapping:
                message = f"{self.path}:{line}: the key {key!r} stands twice"
                raise DocumentError(message)
            self.lines[*place, key] = line
            mapping[key] = self.build(child, (*place, key))
        return mapping
