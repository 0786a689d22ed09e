"""Schemas: what the models can hold, under which names, and what is refused."""

import re
from collections.abc import Iterator

from contracts.codegen.names import Scope, pascal
from contracts.codegen.refusals import Refusals
from contracts.document import Document, Json, Place, parse_pointer

ANNOTATIONS = frozenset(
    {"title", "description", "summary", "example", "examples", "default", "deprecated", "externalDocs", "xml"}
    | {"readOnly", "writeOnly", "$comment"}
)
SILENT = ANNOTATIONS - {"description", "default", "deprecated"}
"""Annotations that make no code."""
KEYWORDS = ANNOTATIONS | {
    *("$ref", "type", "nullable", "enum", "const", "format", "contentMediaType", "contentEncoding", "discriminator"),
    *("properties", "required", "additionalProperties", "items", "minItems", "maxItems", "allOf", "anyOf", "oneOf"),
    *("minLength", "maxLength", "pattern", "minimum", "maximum", "exclusiveMinimum", "exclusiveMaximum", "multipleOf"),
}
PLAIN_FORMATS = {"byte", "email", "hostname", "idn-email", "idn-hostname", "password", "uri", "uri-reference"}
"""Formats of text that stay text: they are annotations, and what was sent comes back as it was sent."""
NUMBER_FORMATS = {"int32", "int64", "float", "double"}
PRIMITIVES = {"string": "str", "integer": "int", "number": "float", "boolean": "bool"}
RESERVED = (
    *("Annotated", "Any", "AnyUrl", "AwareDatetime", "Base64Str", "BaseModel", "ConfigDict", "Decimal", "Dto", "Enum"),
    *("Field", "IntEnum", "IPv4Address", "IPv4Network", "IPv6Address", "IPv6Network", "Literal", "Mapping", "MISSING"),
    *("Optional", "RootModel", "StrEnum", "TypeAliasType", "Union", "UUID"),
)
"""What a module of models imports."""
PREFIX = "#/components/schemas/"


class Schemas:
    """The schemas of a document: those that it names, and those that get a name here."""

    def __init__(self, document: Document, refusals: Refusals) -> None:
        self.document = document
        self.refusals = refusals
        self.named: dict[str, Json] = {}
        self._scope = Scope(*RESERVED, separator="")
        self._lifted: dict[Place, str] = {}
        components = document.value.get("components")
        self._own = components.get("schemas") if isinstance(components, dict) else None
        own = self._own if isinstance(self._own, dict) else {}
        self._names = {name: self._scope.take(pascal(name)) for name in own}
        for name, schema in own.items():
            self.named[self._names[name]] = self._copy(schema, ("components", "schemas", name))

    def type_of(self, schema: Json, place: Place, name: str) -> str:
        """Return the Python type of a schema that a parameter, a header or a body has.

        What has no name, and needs a class or a bound, is given the name.
        """
        if isinstance(schema, dict):
            meaning = {key for key in schema if key not in ANNOTATIONS and not key.startswith("x-")}
            if schema.get("format") in PLAIN_FORMATS | NUMBER_FORMATS:
                meaning.discard("format")
            if meaning == {"$ref"}:
                return f"models.{self._target(schema['$ref'], place)}"
            kind = schema.get("type")
            if meaning == {"type"} and isinstance(kind, str) and kind in PRIMITIVES:
                return PRIMITIVES[kind]
            if meaning == {"type", "items"} and kind == "array":
                return f"list[{self.type_of(schema['items'], (*place, 'items'), f'{name}Item')}]"
        if place not in self._lifted:
            self._lifted[place] = self._scope.take(pascal(name))
            copy = self._copy(schema, place)
            if isinstance(copy, dict):
                copy.pop("default", None)
            self.named[self._lifted[place]] = copy
        return f"models.{self._lifted[place]}"

    def items_of(self, schema: Json, place: Place, name: str) -> str | None:
        """Return the Python type of the items of an array, or None for a schema that is no array."""
        while isinstance(schema, dict) and isinstance(schema.get("$ref"), str):
            place = parse_pointer(str(schema["$ref"]))
            if not self._exists(place):
                return None
            schema = self.document.at(place)
        if isinstance(schema, dict) and "items" in schema:
            return self.type_of(schema["items"], (*place, "items"), f"{name}Item")
        return None

    def shapes(self, schema: Json, place: Place) -> set[str]:
        """Return which of `scalar`, `array`, `object` and `null` a schema admits, as far as it says so."""
        return set(self._shapes(schema, place, frozenset()))

    def _shapes(self, schema: Json, place: Place, seen: frozenset[str]) -> Iterator[str]:
        if not isinstance(schema, dict):
            yield "object"
            return
        reference = schema.get("$ref")
        if isinstance(reference, str) and reference not in seen and reference.startswith(PREFIX):
            target: Place = ("components", "schemas", reference.removeprefix(PREFIX))
            if self._exists(target):
                yield from self._shapes(self.document.at(target), target, seen | {reference})
            return
        for key in ("anyOf", "oneOf", "allOf"):
            parts = schema.get(key)
            for part in parts if isinstance(parts, list) else []:
                yield from self._shapes(part, place, seen)
        kinds = schema.get("type")
        for kind in kinds if isinstance(kinds, list) else [kinds]:
            if kind in PRIMITIVES:
                yield "scalar"
            elif kind is not None:
                yield str(kind)
        if schema.get("nullable") is True:
            yield "null"
        if kinds is None and ("enum" in schema or "const" in schema):
            yield "scalar"

    def _target(self, reference: Json, place: Place) -> str:
        if isinstance(reference, str) and reference.startswith(PREFIX):
            name = reference.removeprefix(PREFIX).replace("~1", "/").replace("~0", "~")
            if name in self._names:
                return self._names[name]
        self.refusals.add((*place, "$ref"), f"{reference!r} is not the name of a schema in {PREFIX}")
        return "object"

    def _exists(self, place: Place) -> bool:
        return place in self.document.lines

    def _copy(self, schema: Json, place: Place) -> Json:
        """Return a schema with the names of Python in its references; refuse what the models cannot hold."""
        if schema is True:
            return {}
        if not isinstance(schema, dict):
            self.refusals.add(place, f"a schema is a mapping here, not {schema!r}")
            return {}
        for key in schema:
            if key not in KEYWORDS and not key.startswith("x-"):
                self.refusals.add((*place, key), f"the models cannot hold the keyword {key!r}")
        self._refuse_values(schema, place)
        copy = {key: value for key, value in schema.items() if key not in SILENT and not key.startswith("x-")}
        if "$ref" in copy:
            for key in copy.keys() - ANNOTATIONS - {"$ref"}:
                self.refusals.add((*place, key), f"the models cannot hold {key!r} beside a $ref")
            copy["$ref"] = PREFIX + self._target(copy["$ref"], place)
        for key in ("items", "additionalProperties"):
            if key in copy and not isinstance(copy[key], bool):
                copy[key] = self._copy(copy[key], (*place, key))
        properties = copy.get("properties")
        if isinstance(properties, dict):
            copy["properties"] = {
                name: self._copy(value, (*place, "properties", name)) for name, value in properties.items()
            }
        for key in ("allOf", "anyOf", "oneOf"):
            parts = copy.get(key)
            if isinstance(parts, list):
                copy[key] = [self._copy(part, (*place, key, index)) for index, part in enumerate(parts)]
        self._rename_discriminator(copy, place)
        return copy

    def _rename_discriminator(self, copy: dict[str, Json], place: Place) -> None:
        discriminator = copy.get("discriminator")
        mapping = discriminator.get("mapping") if isinstance(discriminator, dict) else None
        if isinstance(discriminator, dict) and isinstance(mapping, dict):
            names = {
                key: PREFIX + self._target(value, (*place, "discriminator", "mapping", key))
                for key, value in mapping.items()
            }
            copy["discriminator"] = {**discriminator, "mapping": dict(names)}

    def _refuse_values(self, schema: dict[str, Json], place: Place) -> None:
        values = schema.get("enum")
        members = [*(values if isinstance(values, list) else []), schema.get("const")]
        if any(isinstance(member, bool | float | list | dict) for member in members):
            key = "const" if "const" in schema else "enum"
            self.refusals.add((*place, key), "only text, integers and null can be told apart as constants")
        if schema.get("items") is False or ("items" not in schema and schema.get("type") == "array"):
            self.refusals.add(place, "an array needs `items`")
        pattern = schema.get("pattern")
        if isinstance(pattern, str):
            try:
                re.compile(pattern)
            except re.error as error:
                self.refusals.add((*place, "pattern"), f"Python cannot read this regular expression: {error}")
