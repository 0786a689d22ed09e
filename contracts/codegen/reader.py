"""Reads a contract into what the templates need, and refuses what they cannot do."""

import re
from collections.abc import Iterator

from contracts.codegen.api import Answer, Api, Body, Credential, Header, Operation, Parameter, Security
from contracts.codegen.names import Scope, pascal, snake
from contracts.codegen.refusals import Refusals
from contracts.codegen.schemas import Schemas
from contracts.document import Document, Json, Place, parse_pointer
from contracts.validity import openapi_valid, schemas_valid, structure_valid

METHODS = ("get", "put", "post", "delete", "patch", "options")
REFUSED_METHODS = {
    "head": "an answer to HEAD has no body, so its media types cannot be kept",
    "trace": "TRACE echoes credentials",
    "query": "no release of OpenAPI before 3.2 has it",
}
RANGES = {f"{digit}XX": f"range({digit}00, {digit + 1}00)" for digit in range(1, 6)} | {"default": "range(100, 600)"}
IGNORED_HEADERS = {"accept", "content-type", "authorization"}
Node = dict[str, Json]


def read(document: Document, name: str) -> Api:
    """Return the API of a contract.

    Raises:
        RefusedError: it holds what the generator cannot do; all of it is told.
    """
    refusals = Refusals(document)
    version = str(document.value.get("openapi"))
    if not version.startswith(("3.0.", "3.1.")):
        refusals.add(("openapi",), f"OpenAPI 3.0 and 3.1 can be read, not {version}")
    refusals.check()
    refusals.check_with(structure_valid, *(() if version.startswith("3.0.") else (schemas_valid,)))
    api = _Reader(document, refusals).read(name)
    refusals.check()
    refusals.check_with(openapi_valid)
    return api


class _Reader:
    def __init__(self, document: Document, refusals: Refusals) -> None:
        self.document = document
        self.refusals = refusals
        self.schemas = Schemas(document, refusals)
        self.methods = Scope()
        self.classes = Scope("Annotated", "Answer", "Header", "TypeAlias", separator="")
        self.constants = Scope()
        self.shared: dict[tuple[Place, str, str | None], Answer] = {}

    def read(self, name: str) -> Api:
        if self.document.value.get("webhooks"):
            self.refusals.add(("webhooks",), "webhooks have neither client nor server here")
        info = self.node(("info",))
        api = Api(name, _text(info.get("title")) or name)
        for path, place in self.items(("paths",), extended=True):
            for method, operation_place in self.operations(path, place):
                operation = self.operation(path, method, place, operation_place)
                api.operations.append(operation)
                api.answers |= {answer.class_name: answer for answer in operation.answers}
        api.models = {
            "openapi": self.document.value["openapi"],
            "info": {"title": api.title, "version": "0"},
            "paths": {},
            "components": {"schemas": self.schemas.named},
        }
        return api

    # The document: nodes, and what references lead to.

    def node(self, place: Place) -> Node:
        """Return the mapping at a place, or an empty one."""
        try:
            value = self.document.at(place)
        except KeyError:
            return {}
        return value if isinstance(value, dict) else {}

    def items(self, place: Place, *, extended: bool = False) -> Iterator[tuple[str, Place]]:
        """Yield the keys of the mapping at a place, but for extensions where it may have some, and where they stand."""
        for key in self.node(place):
            if not (extended and key.startswith("x-")):
                yield key, (*place, key)

    def resolve(self, place: Place) -> Place:
        """Return the place that a reference at a place leads to, or the place itself."""
        seen = {place}
        while "$ref" in self.node(place):
            reference = self.node(place)["$ref"]
            target = parse_pointer(reference) if isinstance(reference, str) and reference.startswith("#/") else ()
            if not target or target not in self.document.lines or target in seen:
                self.refusals.add((*place, "$ref"), f"{reference!r} leads to nothing in this file")
                return ("nowhere",)
            seen.add(target)
            place = target
        return place

    def operations(self, path: str, place: Place) -> Iterator[tuple[str, Place]]:
        for key, below in self.items(place, extended=True):
            if key in METHODS:
                yield key, below
            elif key in REFUSED_METHODS:
                self.refusals.add(below, REFUSED_METHODS[key])
            elif key not in ("parameters", "summary", "description"):
                self.refusals.add(below, f"a path cannot have {key!r} here")
        if re.sub(r"\{[^{}/]+\}", "", path).strip("{}") != re.sub(r"\{[^{}/]+\}", "", path):
            self.refusals.add(place, "the braces of this path do not pair")

    # Operations.

    def operation(self, path: str, method: str, path_place: Place, place: Place) -> Operation:
        node = self.node(place)
        for key in ("callbacks", "servers"):
            if key in node:
                self.refusals.add((*place, key), f"an operation cannot have its own {key!r} here")
        identifier = _text(node.get("operationId")) or f"{method} {path}"
        name = self.methods.take(snake(identifier))
        class_name = pascal(name)
        arguments = Scope("self", "access", "request", "call")
        security = self.security(name, place, arguments)
        body = self.body(class_name, place)
        if body is not None:
            arguments.take("body")
        parameters = tuple(self.parameters(path, name, class_name, path_place, place, arguments))
        answers = tuple(self.answers(class_name, place))
        return Operation(
            name=name,
            response_type=self.classes.take(f"{class_name}Response"),
            method=method.upper(),
            path=path,
            summary=_text(node.get("summary")),
            description=_text(node.get("description")),
            deprecated=node.get("deprecated") is True,
            parameters=parameters,
            body=body,
            security=security,
            answers=answers,
        )

    def security(self, name: str, place: Place, arguments: Scope) -> Security | None:
        owner: Place = place if "security" in self.node(place) else ()
        ways = self.node(owner).get("security")
        if not isinstance(ways, list) or not ways:
            return None
        fields = dict.fromkeys(
            self.credential_field(scheme, (*owner, "security", index))
            for index, way in enumerate(ways)
            if isinstance(way, dict)
            for scheme in way
        )
        return Security(
            constant=self.constants.take(f"{name.rstrip('_')}_security".upper()),
            ways=tuple(
                tuple(
                    (scheme, tuple(map(str, scopes if isinstance(scopes, list) else ())))
                    for scheme, scopes in way.items()
                )
                for way in ways
                if isinstance(way, dict)
            ),
            credentials=tuple(Credential(arguments.take(snake(field)), field) for field in fields),
        )

    def credential_field(self, scheme: str, place: Place) -> str:
        """Return the header field in which a security scheme's credential travels."""
        target = self.resolve(("components", "securitySchemes", scheme))
        node = self.node(target)
        kind, where = node.get("type"), node.get("in")
        if kind in ("http", "oauth2", "openIdConnect"):
            return "Authorization"
        if kind == "apiKey" and where == "header":
            return _text(node.get("name"))
        if not node:
            self.refusals.add(place, f"there is no security scheme {scheme!r}")
        else:
            self.refusals.add(target, f"credentials travel in headers here, not by {kind!r} in {where!r}")
        return "Authorization"

    def body(self, class_name: str, place: Place) -> Body | None:
        if "requestBody" not in self.node(place):
            return None
        place = self.resolve((*place, "requestBody"))
        content = list(self.items((*place, "content")))
        if [media_type for media_type, _ in content if not _is_json(media_type)] or len(content) != 1:
            kinds = ", ".join(media_type for media_type, _ in content)
            self.refusals.add((*place, "content"), f"a request has one media type here, a JSON one, not {kinds}")
            return None
        media_type, below = content[0]
        for reached in self.required_read_only((*below, "schema"), "readOnly", set()):
            self.refusals.add(reached, "a request reaches this property, which is required and readOnly")
        return Body(
            type=self.schemas.type_of(self.node(below).get("schema", {}), (*below, "schema"), f"{class_name}Body"),
            media_type=media_type.lower(),
            required=self.node(place).get("required") is True,
        )

    def required_read_only(self, place: Place, mark: str, seen: set[Place]) -> Iterator[Place]:
        """Yield the properties below a schema that are required, and marked to be absent in this direction."""
        if place in seen or place not in self.document.lines:
            return
        seen.add(place)
        for reached, value in self.document.walk(place):
            if isinstance(value, dict):
                required = value.get("required")
                for name, below in self.items((*reached, "properties")):
                    if isinstance(required, list) and name in required and self.node(below).get(mark) is True:
                        yield below
                if isinstance(value.get("$ref"), str):
                    yield from self.required_read_only(parse_pointer(str(value["$ref"])), mark, seen)

    # Parameters.

    def parameters(
        self, path: str, name: str, class_name: str, path_place: Place, place: Place, arguments: Scope
    ) -> Iterator[Parameter]:
        found: dict[tuple[Json, Json], Place] = {}
        for owner in (path_place, place):
            listed = self.node(owner).get("parameters")
            for index in range(len(listed) if isinstance(listed, list) else 0):
                target = self.resolve((*owner, "parameters", index))
                found[self.node(target).get("in"), self.node(target).get("name")] = target
        declared = {str(label) for where, label in found if where == "path"}
        for label in set(re.findall(r"\{([^{}/]+)\}", path)) ^ declared:
            self.refusals.add(
                place, f"the path parameter {label!r} stands in the path or in the parameters, not in both"
            )
        for target in found.values():
            parameter = self.parameter(name, class_name, target, arguments)
            if parameter is not None:
                yield parameter

    def parameter(self, operation: str, class_name: str, place: Place, arguments: Scope) -> Parameter | None:
        node = self.node(place)
        where, label = _text(node.get("in")), _text(node.get("name"))
        reason = _refused_parameter(node, where, label)
        if reason:
            self.refusals.add(place, reason)
            return None
        required = node.get("required") is True
        schema_place = self.without_null((*place, "schema"))
        schema = self.document.at(schema_place) if schema_place in self.document.lines else {}
        shapes = self.schemas.shapes(schema, schema_place)
        type_name = self.parameter_type(class_name, label, place)
        items = self.schemas.items_of(schema, schema_place, type_name)
        if not _is_text(shapes - {"null"}, items) or (required and "null" in shapes):
            self.refusals.add(schema_place, "text can hold a scalar or an array of them here, nothing else")
        argument = arguments.take(snake(label))
        default = self.node((*place, "schema")).get("default")
        explode = node.get("explode", where == "query")
        return Parameter(
            constant=self.constants.take(f"{operation.rstrip('_')}_{argument.rstrip('_')}".upper()),
            argument=argument,
            place=where,
            name=label,
            type=self.schemas.type_of(schema, schema_place, type_name),
            required=required,
            items=items,
            explode=items is not None and explode is True and where == "query",
            default=None if default is None else repr(default),
            description=_text(node.get("description")),
        )

    def without_null(self, place: Place) -> Place:
        """Return where the schema stands that a union with null is beside the null, which text cannot hold."""
        for key in ("anyOf", "oneOf"):
            parts = self.node(place).get(key)
            if isinstance(parts, list) and len(parts) == 2 and {"type": "null"} in parts:
                return (*place, key, 1 - parts.index({"type": "null"}))
        return place

    def parameter_type(self, class_name: str, label: str, place: Place) -> str:
        """Return a name for the type of a parameter: its own where operations share it, else with the operation's."""
        if place[0] == "components":
            return str(place[-1])
        return label if "parameters" in place[:3] else f"{class_name}{pascal(label)}"

    # Answers.

    def answers(self, class_name: str, place: Place) -> Iterator[Answer]:
        for status, below in self.items((*place, "responses"), extended=True):
            if status not in RANGES and not re.fullmatch(r"[1-5][0-9][0-9]", status):
                self.refusals.add(below, f"{status!r} is no status")
                continue
            target = self.resolve(below)
            base = self.answer_name(class_name, status, target)
            content: list[tuple[str | None, Place]] = [*self.items((*target, "content"))]
            for media_type, content_place in content or [(None, target)]:
                key = (target, status, media_type)
                if key not in self.shared:
                    suffix = pascal(media_type or "") if len(content) > 1 else ""
                    self.shared[key] = self.answer(f"{base}{suffix}", status, target, media_type, content_place)
                yield self.shared[key]

    def answer_name(self, class_name: str, status: str, target: Place) -> str:
        """Return the name of an answer: its own where operations share it; with the status from its second one on."""
        label = "Default" if status == "default" else status
        if target[:2] != ("components", "responses"):
            return f"{class_name}{label}"
        name = pascal(str(target[-1]))
        others = {shared_status for place, shared_status, _ in self.shared if place == target} - {status}
        return f"{name}{label}" if others else name

    def answer(self, name: str, status: str, place: Place, media_type: str | None, content_place: Place) -> Answer:
        class_name = self.classes.take(name)
        fields = Scope("body", "status", "statuses", "media_type", "to_message", "from_message")
        body = None
        if media_type is not None:
            body = self.answer_body(class_name, media_type, content_place)
        if status.startswith("1") or (status in ("204", "304") and body is not None):
            self.refusals.add(place, f"an answer with the status {status} has no content (RFC 9110)")
        return Answer(
            class_name=class_name,
            statuses=RANGES.get(status, status),
            exact=status not in RANGES,
            media_type=media_type and media_type.partition(";")[0].strip().lower(),
            body=body,
            headers=tuple(self.headers(class_name, place, fields)),
            description=_text(self.node(place).get("description")),
        )

    def answer_body(self, class_name: str, media_type: str, place: Place) -> str:
        if "*" in media_type:
            self.refusals.add(place, "a media type is exact here, since the answer has to state it")
        if _is_json(media_type):
            for reached in self.required_read_only((*place, "schema"), "writeOnly", set()):
                self.refusals.add(reached, "an answer reaches this property, which is required and writeOnly")
            return self.schemas.type_of(self.node(place).get("schema", {}), (*place, "schema"), f"{class_name}Body")
        text = media_type.lower().startswith("text/") or re.search(r"[/+]xml\b", media_type.lower())
        return "str" if text else "bytes"

    def headers(self, class_name: str, place: Place, fields: Scope) -> Iterator[Header]:
        for name, below in self.items((*place, "headers")):
            target = self.resolve(below)
            node = self.node(target)
            if name.lower() == "content-type" or "content" in node:
                self.refusals.add(
                    below, "OpenAPI ignores a header Content-Type, and a header with `content` is not done"
                )
                continue
            schema = node.get("schema", {})
            type_name = f"{class_name}{pascal(name)}"
            items = self.schemas.items_of(schema, (*target, "schema"), type_name)
            if not _is_text(self.schemas.shapes(schema, (*target, "schema")), items):
                self.refusals.add((*target, "schema"), "a header holds a scalar or an array of them here")
            yield Header(
                name=name,
                field=fields.take(snake(name)),
                type=self.schemas.type_of(schema, (*target, "schema"), type_name),
                items=items,
                required=node.get("required") is True,
            )


def _refused_parameter(node: Node, where: str, label: str) -> str:
    if where not in ("path", "query", "header"):
        return f"a parameter travels in the path, the query or a header here, not in {where!r}"
    if where == "header" and label.lower() in IGNORED_HEADERS:
        return f"OpenAPI ignores a header parameter {label}: use `security`, `requestBody` or `responses`"
    if "content" in node or node.get("allowReserved") is True or node.get("allowEmptyValue") is True:
        return "a parameter has a `schema` here, and neither `content`, `allowReserved` nor `allowEmptyValue`"
    style = "form" if where == "query" else "simple"
    if node.get("style", style) != style:
        return f"a parameter in the {where} has the style {style!r} here, not {node['style']!r}"
    return ""


def _is_text(shapes: set[str], items: str | None) -> bool:
    """Say whether text can hold a value: a scalar, or an array whose items are told."""
    return shapes == ({"scalar"} if items is None else {"array"})


def _is_json(media_type: str) -> bool:
    essence = media_type.partition(";")[0].strip().lower()
    return essence == "application/json" or essence.endswith("+json")


def _text(value: Json) -> str:
    return value.strip() if isinstance(value, str) else ""
