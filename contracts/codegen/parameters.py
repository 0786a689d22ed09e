"""Reads parameters: what travels in the path, the query and the headers of a request."""

import re
from collections.abc import Iterator
from dataclasses import dataclass

from contracts.codegen.api import Parameter
from contracts.codegen.names import Scope, pascal, snake
from contracts.codegen.schemas import Schemas
from contracts.codegen.source import Source
from contracts.document import Json, Place

IGNORED_HEADERS = {"accept", "content-type", "authorization"}
SWITCHES = ("allowReserved", "allowEmptyValue")


@dataclass(frozen=True)
class Owner:
    """The operation that has parameters: its names, its path, and where both stand."""

    name: str
    class_name: str
    path: str
    path_place: Place
    place: Place


class ParameterReader:
    """Reads the parameters of operations."""

    def __init__(self, source: Source, schemas: Schemas, constants: Scope) -> None:
        self.source = source
        self.schemas = schemas
        self.constants = constants

    def read(self, owner: Owner, arguments: Scope) -> Iterator[Parameter]:
        """Yield the parameters of an operation; its own take the place of its path's."""
        found: dict[tuple[str, str], Place] = {}
        for holder in (owner.path_place, owner.place):
            for place in map(self.source.resolve, self.source.listed((*holder, "parameters"))):
                found[self.source.text((*place, "in")), self.source.text((*place, "name"))] = place
        declared = {name for where, name in found if where == "path"}
        for name in sorted(set(re.findall(r"\{([^{}/]+)\}", owner.path)) ^ declared):
            reason = f"the path parameter {name!r} stands in the path or in the parameters, not in both"
            self.source.refuse(owner.place, reason)
        for place in found.values():
            reason = self._refusal(place)
            if reason:
                self.source.refuse(place, reason)
            else:
                yield self._parameter(owner, place, arguments)

    def _parameter(self, owner: Owner, place: Place, arguments: Scope) -> Parameter:
        where, name = self.source.text((*place, "in")), self.source.text((*place, "name"))
        required = self.source.says((*place, "required"))
        schema = self._without_null((*place, "schema"))
        type_name = _type_name(owner, name, place)
        items = self.schemas.items_of(schema, type_name)
        shapes = self.schemas.shapes(schema)
        if not self.schemas.is_text(shapes - {"null"}, items) or (required and "null" in shapes):
            self.source.refuse(schema, "text can hold a scalar or an array of them here, nothing else")
        argument = arguments.take(snake(name))
        default = self.source.value((*place, "schema", "default"))
        return Parameter(
            constant=self.constants.take(f"{owner.name.rstrip('_')}_{argument.rstrip('_')}".upper()),
            argument=argument,
            place=where,
            name=name,
            type=self.schemas.type_of(schema, type_name),
            required=required,
            items=items,
            explode=items is not None and where == "query" and self.source.value((*place, "explode")) is not False,
            default=None if default is None else repr(default),
            description=self.source.text((*place, "description")),
        )

    def _without_null(self, place: Place) -> Place:
        """Return where the schema stands that a union with null is beside the null, which text cannot hold."""
        null: Json = {"type": "null"}
        for key in ("anyOf", "oneOf"):
            parts = self.source.value((*place, key))
            if isinstance(parts, list) and len(parts) == 2 and null in parts:
                return (*place, key, 1 - parts.index(null))
        return place

    def _refusal(self, place: Place) -> str:
        """Return why a parameter cannot be done, or nothing."""
        where, name = self.source.text((*place, "in")), self.source.text((*place, "name"))
        usual = "form" if where == "query" else "simple"
        style = self.source.text((*place, "style")) or usual
        if where not in ("path", "query", "header"):
            return f"a parameter travels in the path, the query or a header here, not in {where!r}"
        if where == "header" and name.lower() in IGNORED_HEADERS:
            return f"OpenAPI ignores a header parameter {name}: use `security`, `requestBody` or `responses`"
        if self.source.has((*place, "content")) or any(self.source.says((*place, switch)) for switch in SWITCHES):
            return "a parameter has a `schema` here, and neither `content`, `allowReserved` nor `allowEmptyValue`"
        return "" if style == usual else f"a parameter in the {where} has the style {usual!r} here, not {style!r}"


def _type_name(owner: Owner, name: str, place: Place) -> str:
    """Return a name for the type of a parameter: its own where operations share it, else with the operation's."""
    if place[0] == "components":
        return str(place[-1])
    return name if place[:-2] == owner.path_place else f"{owner.class_name}{pascal(name)}"
