"""Schemas: what the models can hold, under which names, and what is refused."""

import re

from contracts.codegen.names import Scope, pascal
from contracts.codegen.source import Source
from contracts.document import Json, Place, parse_pointer

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
COMPOSITIONS = ("allOf", "anyOf", "oneOf")
PREFIX = "#/components/schemas/"


class Schemas:
    """The schemas of a document: those that it names, and those that get a name here."""

    def __init__(self, source: Source) -> None:
        self.source = source
        self.named: dict[str, Json] = {}
        self._scope = Scope(*RESERVED, separator="")
        self._lifted: dict[Place, str] = {}
        own = dict(source.items(("components", "schemas")))
        self._names = {name: self._scope.take(pascal(name)) for name in own}
        for name, place in own.items():
            self.named[self._names[name]] = self._copy(place)

    def type_of(self, place: Place, name: str) -> str:
        """Return the Python type of a schema that a parameter, a header or a body has.

        What has no name, and needs a class or a bound, is given the name.
        """
        schema = self.source.node(place)
        meaning = {key for key in schema if key not in ANNOTATIONS and not key.startswith("x-")}
        kind = self.source.text((*place, "type"))
        if self.source.text((*place, "format")) in PLAIN_FORMATS | NUMBER_FORMATS:
            meaning.discard("format")
        if meaning == {"$ref"}:
            return f"models.{self._target((*place, '$ref'))}"
        if meaning == {"type"} and kind in PRIMITIVES:
            return PRIMITIVES[kind]
        if meaning == {"type", "items"} and kind == "array":
            return f"list[{self.type_of((*place, 'items'), f'{name}Item')}]"
        return f"models.{self._lift(place, name)}"

    def _lift(self, place: Place, name: str) -> str:
        if place not in self._lifted:
            self._lifted[place] = self._scope.take(pascal(name))
            copy = self._copy(place) if self.source.has(place) else {}
            if isinstance(copy, dict):
                copy.pop("default", None)
            self.named[self._lifted[place]] = copy
        return self._lifted[place]

    def items_of(self, place: Place, name: str) -> str | None:
        """Return the Python type of the items of an array, or None for a schema that is no array."""
        place = self.source.resolve(place)
        return self.type_of((*place, "items"), f"{name}Item") if self.source.has((*place, "items")) else None

    def shapes(self, place: Place, seen: frozenset[Place] = frozenset()) -> set[str]:
        """Return which of `scalar`, `array`, `object` and `null` a schema admits, as far as it says so."""
        place = self.source.resolve(place)
        if place in seen:
            return set()
        schema = self.source.node(place)
        parts = [part for key in COMPOSITIONS for part in self.source.listed((*place, key))]
        shapes = set().union(*(self.shapes(part, seen | {place}) for part in parts))
        kinds = schema.get("type")
        names = set(map(str, kinds if isinstance(kinds, list) else [kinds])) - {"None"}
        if names & PRIMITIVES.keys() or (not names and schema.keys() & {"enum", "const"}):
            shapes.add("scalar")
        if schema.get("nullable") is True:
            shapes.add("null")
        return shapes | (names - PRIMITIVES.keys())

    @staticmethod
    def is_text(shapes: set[str], items: str | None) -> bool:
        """Say whether text can hold a value: a scalar, or an array whose items are told."""
        return shapes == ({"scalar"} if items is None else {"array"})

    def refuse_required(self, place: Place, mark: str, what: str, seen: set[Place] | None = None) -> None:
        """Refuse properties at or below a schema that are required, and marked to be absent in this direction."""
        seen = set() if seen is None else seen
        if place in seen or not self.source.has(place):
            return
        seen.add(place)
        for reached, value in self.source.document.walk(place):
            required = value.get("required") if isinstance(value, dict) else None
            for name, below in self.source.items((*reached, "properties")):
                if isinstance(required, list) and name in required and self.source.says((*below, mark)):
                    self.source.refuse(below, f"{what} reaches this property, which is required and {mark}")
            if reached[-1] == "$ref" and isinstance(value, str):
                self.refuse_required(parse_pointer(value), mark, what, seen)

    def _target(self, place: Place) -> str:
        """Return the Python name of the schema that is named at a place."""
        reference = self.source.text(place)
        name = reference.removeprefix(PREFIX).replace("~1", "/").replace("~0", "~")
        if reference.startswith(PREFIX) and name in self._names:
            return self._names[name]
        self.source.refuse(place, f"{reference!r} is not the name of a schema in {PREFIX}")
        return "object"

    def _copy(self, place: Place) -> Json:
        """Return a schema with the names of Python in its references; refuse what the models cannot hold."""
        schema = self.source.value(place)
        if schema is True:
            return {}
        if not isinstance(schema, dict):
            self.source.refuse(place, f"a schema is a mapping here, not {schema!r}")
            return {}
        self._refuse_keywords(schema, place)
        self._refuse_values(schema, place)
        return {
            key: self._copy_keyword(key, value, (*place, key))
            for key, value in schema.items()
            if key not in SILENT and not key.startswith("x-")
        }

    def _copy_property(self, place: Place) -> Json:
        """Return a property's schema; it is not shown if it, what it refers to or what is in it is a password."""
        copied = self._copy(place)
        if isinstance(copied, dict) and self._is_secret(place):
            copied["repr"] = False
        return copied

    def _is_secret(self, place: Place) -> bool:
        place = self.source.resolve(place)
        below = (*place, "items")
        return self.source.text((*place, "format")) == "password" or (self.source.has(below) and self._is_secret(below))

    def _copy_keyword(self, key: str, value: Json, place: Place) -> Json:
        if key == "$ref":
            return PREFIX + self._target(place)
        if key == "discriminator":
            mapping: Json = {
                name: PREFIX + self._target(below) for name, below in self.source.items((*place, "mapping"))
            }
            return {**self.source.node(place), **({"mapping": mapping} if mapping else {})}
        if key == "properties":
            return {name: self._copy_property(below) for name, below in self.source.items(place)}
        if key in COMPOSITIONS:
            return [self._copy(part) for part in self.source.listed(place)]
        if key in ("items", "additionalProperties") and not isinstance(value, bool):
            return self._copy(place)
        return value

    def _refuse_keywords(self, schema: dict[str, Json], place: Place) -> None:
        beside = "$ref" in schema
        for key in schema:
            if key not in KEYWORDS and not key.startswith("x-"):
                self.source.refuse((*place, key), f"the models cannot hold the keyword {key!r}")
            elif beside and key in KEYWORDS - ANNOTATIONS - {"$ref"}:
                self.source.refuse((*place, key), f"the models cannot hold {key!r} beside a $ref")

    def _refuse_values(self, schema: dict[str, Json], place: Place) -> None:
        values = schema.get("enum")
        members = [*(values if isinstance(values, list) else []), schema.get("const")]
        if any(isinstance(member, bool | float | list | dict) for member in members):
            key = "const" if "const" in schema else "enum"
            self.source.refuse((*place, key), "only text, integers and null can be told apart as constants")
        if schema.get("items") is False or ("items" not in schema and schema.get("type") == "array"):
            self.source.refuse(place, "an array needs `items`")
        try:
            re.compile(self.source.text((*place, "pattern")))
        except re.error as error:
            self.source.refuse((*place, "pattern"), f"Python cannot read this regular expression: {error}")
