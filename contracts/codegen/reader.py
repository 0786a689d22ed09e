"""Reads a contract into what the templates need, and refuses what they cannot do."""

import re
from collections.abc import Iterator

from contracts.codegen.answers import AnswerReader
from contracts.codegen.api import Api, Body, Credential, Operation, Security
from contracts.codegen.names import Scope, pascal, snake
from contracts.codegen.parameters import Owner, ParameterReader
from contracts.codegen.refusals import Refusals
from contracts.codegen.runtime.answers import is_json
from contracts.codegen.schemas import Schemas
from contracts.codegen.source import Source
from contracts.document import Document, Place
from contracts.validity import openapi_valid, schemas_valid, structure_valid

METHODS = ("get", "put", "post", "delete", "patch", "options")
REFUSED_METHODS = {
    "head": "an answer to HEAD has no body, so its media types cannot be kept",
    "trace": "TRACE echoes credentials",
}


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
    api = _Reader(Source(document, refusals)).read(name)
    refusals.check()
    refusals.check_with(openapi_valid)
    return api


class _Reader:
    def __init__(self, source: Source) -> None:
        self.source = source
        self.schemas = Schemas(source)
        self.methods = Scope()
        self.classes = Scope("Annotated", "Answer", "Header", "TypeAlias", separator="")
        self.constants = Scope()
        self.parameters = ParameterReader(source, self.schemas, self.constants)
        self.answers = AnswerReader(source, self.schemas, self.classes)

    def read(self, name: str) -> Api:
        if self.source.node(("webhooks",)):
            self.source.refuse(("webhooks",), "webhooks have neither client nor server here")
        api = Api(name, self.source.text(("info", "title")) or name, self.source.text(("openapi",)), self.schemas.named)
        for path, place in self.source.items(("paths",), extended=True):
            for method, below in self.methods_of(path, place):
                api.operations.append(self.operation(path, method, place, below))
        api.answers = {answer.class_name: answer for operation in api.operations for answer in operation.answers}
        return api

    def methods_of(self, path: str, place: Place) -> Iterator[tuple[str, Place]]:
        """Yield the methods of a path, and where their operations stand."""
        for key, below in self.source.items(place, extended=True):
            if key in METHODS:
                yield key, below
            elif key in REFUSED_METHODS:
                self.source.refuse(below, REFUSED_METHODS[key])
            elif key not in ("parameters", "summary", "description"):
                self.source.refuse(below, f"a path cannot have {key!r} here")
        if set("{}") & set(re.sub(r"\{[^{}/]+\}", "", path)):
            self.source.refuse(place, "the braces of this path do not pair")

    def operation(self, path: str, method: str, path_place: Place, place: Place) -> Operation:
        for key in ("callbacks", "servers"):
            if self.source.has((*place, key)):
                self.source.refuse((*place, key), f"an operation cannot have its own {key!r} here")
        name = self.methods.take(snake(self.source.text((*place, "operationId")) or f"{method} {path}"))
        class_name = pascal(name)
        arguments = Scope("self", "access", "request", "call", "body")
        return Operation(
            name=name,
            method=method.upper(),
            path=path,
            summary=self.source.text((*place, "summary")),
            description=self.source.text((*place, "description")),
            deprecated=self.source.says((*place, "deprecated")),
            security=self.security(name, place, arguments),
            body=self.body(class_name, place),
            parameters=tuple(self.parameters.read(Owner(name, class_name, path, path_place, place), arguments)),
            answers=tuple(self.answers.read(class_name, place)),
            response_type=self.classes.take(f"{class_name}Response"),
        )

    def security(self, name: str, place: Place, arguments: Scope) -> Security | None:
        own = (*place, "security")
        ways = self.source.listed(own if self.source.has(own) else ("security",))
        if not ways:
            return None
        schemes = [scheme for way in ways for scheme in self.source.items(way)]
        fields = dict.fromkeys(self.credential_field(scheme, below) for scheme, below in schemes)
        return Security(
            constant=self.constants.take(f"{name.rstrip('_')}_security".upper()),
            ways=tuple(tuple((scheme, self.scopes(below)) for scheme, below in self.source.items(way)) for way in ways),
            credentials=tuple(Credential(arguments.take(snake(field)), field) for field in fields),
        )

    def scopes(self, place: Place) -> tuple[str, ...]:
        return tuple(self.source.text(scope) for scope in self.source.listed(place))

    def credential_field(self, scheme: str, place: Place) -> str:
        """Return the header field in which a security scheme's credential travels."""
        target = self.source.resolve(("components", "securitySchemes", scheme))
        kind, where = self.source.text((*target, "type")), self.source.text((*target, "in"))
        if kind == "apiKey" and where == "header":
            return self.source.text((*target, "name"))
        if not kind:
            self.source.refuse(place, f"there is no security scheme {scheme!r}")
        elif kind not in ("http", "oauth2", "openIdConnect"):
            self.source.refuse(target, f"credentials travel in headers here, not by {kind!r} in {where!r}")
        return "Authorization"

    def body(self, class_name: str, place: Place) -> Body | None:
        if not self.source.has((*place, "requestBody")):
            return None
        place = self.source.resolve((*place, "requestBody"))
        content = [(media_type.lower(), below) for media_type, below in self.source.items((*place, "content"))]
        if len(content) != 1 or not is_json(content[0][0]):
            kinds = ", ".join(media_type for media_type, _ in content)
            self.source.refuse((*place, "content"), f"a request has one media type here, a JSON one, not {kinds}")
            return None
        media_type, below = content[0]
        self.schemas.refuse_required((*below, "schema"), "readOnly", "a request")
        return Body(
            type=self.schemas.type_of((*below, "schema"), f"{class_name}Body"),
            media_type=media_type,
            required=self.source.says((*place, "required")),
        )
