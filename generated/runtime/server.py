"""The server's end of the wire: requests to a FastAPI application, and the answers to them."""
# Copied from contracts/codegen/runtime/ by contracts.codegen. Do not edit.

import inspect
import re
from collections.abc import Awaitable, Callable
from typing import TypeVar

from fastapi import Request
from fastapi.exceptions import RequestValidationError
from pydantic import ValidationError
from starlette.exceptions import HTTPException
from starlette.types import Receive, Scope, Send
from typing_extensions import TypeForm

from .access import AccessRequest, Security
from .answers import Answer, alternatives
from .parameters import MissingParameterError, Parameter, RepeatedParameterError
from .text import adapter, explain

A = TypeVar("A")
T = TypeVar("T")

LONGEST_BODY = 65_536
"""Bytes that the body of a request may have; a longer one is a 413."""


class UndocumentedAnswerError(TypeError):
    """A handler returned what the contract does not have; that is a defect, and so a 500."""


class Reply:
    """The answer to one request, as ASGI has it."""

    def __init__(self, status: int, headers: dict[str, str], content: bytes) -> None:
        fields = [(name.lower().encode(), value.encode("latin-1")) for name, value in headers.items()]
        if status != 204:
            fields.append((b"content-length", b"%d" % len(content)))
        self._start = {"type": "http.response.start", "status": status, "headers": fields}
        self._body = {"type": "http.response.body", "body": content}

    async def __call__(self, send: Send) -> None:
        """Send it."""
        await send(self._start)
        await send(self._body)


class Resource:
    """One path of the contract, and the operations that it has; any other method is a 405."""

    def __init__(self, **operations: Callable[[Request], Awaitable[Reply]]) -> None:
        self.operations = operations
        self.allow = ", ".join(sorted(operations))

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer one request (ASGI).

        Raises:
            starlette.exceptions.HTTPException: 405 for another method, 404 for a path that ends in a line feed, which
                a route's regular expression lets through.
        """
        if scope["path"].endswith("\n") and not any(text.endswith("\n") for text in scope["path_params"].values()):
            raise HTTPException(404)
        operation = self.operations.get(scope["method"])
        if operation is None:
            raise HTTPException(405, headers={"Allow": self.allow})
        reply = await operation(Request(scope, receive))
        await reply(send)


def check_secured(method: Callable[..., object]) -> None:
    """Refuse, at start-up, the implementation of a secured operation that takes no access request.

    Raises:
        TypeError: its first parameter is not `access`.
    """
    first = next(iter(inspect.signature(method, follow_wrapped=False).parameters), None)
    if first != "access":
        name = getattr(method, "__qualname__", repr(method))
        message = (
            f"{name} implements a secured operation and takes no access request: put the decorator that checks "
            "credentials above it (auth_required), or take `access` as the first parameter"
        )
        raise TypeError(message)


def access_request(request: Request, security: Security) -> AccessRequest:
    """Collect what the caller sent in the header fields in which credentials travel."""
    headers = request.scope["headers"]
    sent = {name: tuple([value for key, value in headers if key == field]) for name, field in security.raw_fields}
    return AccessRequest(security, sent)


def read(request: Request, parameter: Parameter[T]) -> T:
    """Read a parameter.

    Raises:
        fastapi.exceptions.RequestValidationError: it is missing, repeated or not what the contract says.
    """
    if parameter.place == "path":
        texts = [request.path_params[path_name(parameter.name)]]
    elif parameter.place == "query":
        texts = request.query_params.getlist(parameter.name)
    else:
        texts = request.headers.getlist(parameter.name)
    place = (parameter.place, parameter.name)
    try:
        return parameter.read(texts)
    except MissingParameterError:
        raise _invalid("missing", place, "Field required") from None
    except RepeatedParameterError:
        raise _invalid("repeated", place, "Send it once") from None
    except ValidationError as error:
        raise _invalid_value(place, error) from None


async def read_body(request: Request, form: TypeForm[T], media_type: str) -> T:
    """Read a JSON body.

    Raises:
        starlette.exceptions.HTTPException: 413 for a body that is too long, 415 for another media type.
        fastapi.exceptions.RequestValidationError: it is missing, or not what the contract says.
    """
    return _parse(request, await _content(request), form, media_type)


async def read_optional_body(request: Request, form: TypeForm[T], media_type: str) -> T | None:
    """Read a JSON body, or None if there is none; errors are those of `read_body`."""
    content = await _content(request)
    return _parse(request, content, form, media_type) if content else None


async def _content(request: Request) -> bytes:
    content = bytearray()
    async for piece in request.stream():
        content += piece
        if len(content) > LONGEST_BODY:
            raise HTTPException(413)
    return bytes(content)


def _parse(request: Request, content: bytes, form: TypeForm[T], media_type: str) -> T:
    sent = request.headers.get("content-type", "").partition(";")[0].strip().lower()
    if not content and not sent:
        raise _invalid("missing", ("body",), "Field required")
    if sent != media_type:
        raise HTTPException(415, headers={"Accept": media_type})
    try:
        return adapter(form).validate_json(content, strict=True)
    except ValidationError as error:
        raise _invalid_value(("body",), error) from None


def encode(answer: A, answers: TypeForm[A]) -> Reply:
    """Turn a handler's answer into the reply.

    Raises:
        UndocumentedAnswerError: the contract does not have it.
    """
    if not isinstance(answer, Answer) or type(answer) not in alternatives(answers):
        documented = ", ".join(kind.__name__ for kind in alternatives(answers))
        message = f"a handler returned {type(answer).__name__}, but the contract has only {documented}"
        raise UndocumentedAnswerError(message)
    return Reply(*answer.to_message())


def path_name(name: str) -> str:
    """Return how a route names a path parameter: letters, digits and underscores, no digit first."""
    plain = re.sub(r"[^0-9A-Za-z_]", "_", name)
    return f"_{plain}" if plain[:1].isdigit() else plain


def _invalid(kind: str, place: tuple[str | int, ...], reason: str) -> RequestValidationError:
    return RequestValidationError([{"type": kind, "loc": place, "msg": reason, "input": None}])


def _invalid_value(place: tuple[str | int, ...], error: ValidationError) -> RequestValidationError:
    faults = [{"type": "value", "loc": (*place, *where), "msg": why, "input": None} for where, why in explain(error)]
    return RequestValidationError(faults)
