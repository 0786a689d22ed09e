"""The client's end of the wire: calls, over an `httpx` client, and the answers to them.

What a call can raise:

    httpx.HTTPError                 no answer came: see its own tree of errors
    UndocumentedResponseError       an answer came that the contract does not have
    ValueError                      an argument cannot be sent
"""
# Copied from contracts/codegen/runtime/ by contracts.codegen. Do not edit.

from collections.abc import Mapping
from typing import TypeVar
from urllib.parse import quote

import httpx
from typing_extensions import TypeForm

from .answers import Answer, MismatchError, alternatives
from .parameters import Parameter
from .text import adapter, cached

A = TypeVar("A")
T = TypeVar("T")


class UndocumentedResponseError(Exception):
    """An answer is outside the contract; the text says in what, and holds nothing of what was received but the status.

    call: method and path of the operation, as the contract writes them
    status: of the answer
    reason: what the contract does not have
    """

    def __init__(self, call: str, status: int, reason: str) -> None:
        super().__init__(f"{call} answered {status}: {reason}")
        self.call = call
        self.status = status
        self.reason = reason


class Call:
    """A request to an operation, as it is put together."""

    def __init__(self, method: str, template: str) -> None:
        self.method = method
        self.template = template
        self.path = template
        self.params: list[tuple[str, str]] = []
        self.headers: list[tuple[bytes, bytes]] = []
        self.content: bytes | None = None

    def __str__(self) -> str:
        return f"{self.method} {self.template}"

    def add(self, parameter: Parameter[T], value: T | None) -> None:
        """Send a parameter; None is an optional one that is not sent.

        Raises:
            ValueError: a value for the path that would lead to another path: empty, `.` or `..`.
        """
        if value is None:
            return
        texts = parameter.write(value)
        if parameter.place == "path":
            if texts[0] in ("", ".", ".."):
                message = f"{self}: {parameter.name} cannot be {texts[0]!r}, since that would be another path"
                raise ValueError(message)
            self.path = self.path.replace(f"{{{parameter.name}}}", quote(texts[0], safe=""))
        elif parameter.place == "query":
            self.params += [(parameter.name, text) for text in texts]
        else:
            self.headers += [(parameter.name.encode(), text.encode("latin-1")) for text in texts]

    def add_credential(self, name: str, value: str | bytes | None) -> None:
        """Send a header field with a credential, byte for byte; None leaves it to the `httpx` client."""
        if value is not None:
            self.headers.append((name.encode(), value.encode("latin-1") if isinstance(value, str) else value))

    def add_body(self, form: TypeForm[T], value: T, media_type: str) -> None:
        """Send a JSON body."""
        self.content = adapter(form).dump_json(value, by_alias=True, warnings="error")
        self.headers.append((b"Content-Type", media_type.encode()))

    def request(self, http: httpx.Client | httpx.AsyncClient, accept: str) -> httpx.Request:
        """Build the request; it asks for the media types of the documented answers."""
        headers = [(b"Accept", accept.encode()), *self.headers]
        params = httpx.QueryParams(tuple(self.params)) if self.params else None
        return http.build_request(self.method, self.path, params=params, headers=headers, content=self.content)


def send(http: httpx.Client, call: Call, answers: TypeForm[A]) -> A:
    """Send a call and return its documented answer; no redirect is followed."""
    response = http.send(call.request(http, _accept(answers)), follow_redirects=False)
    return decode(call, response.status_code, response.headers, response.content, answers)


async def send_async(http: httpx.AsyncClient, call: Call, answers: TypeForm[A]) -> A:
    """Send a call and return its documented answer; no redirect is followed."""
    response = await http.send(call.request(http, _accept(answers)), follow_redirects=False)
    return decode(call, response.status_code, response.headers, response.content, answers)


def decode(call: object, status: int, headers: Mapping[str, str], content: bytes, answers: TypeForm[A]) -> A:
    """Return the documented answer that a message is.

    Raises:
        UndocumentedResponseError: it is none.
    """
    kind = _documented(call, status, headers.get("Content-Type", ""), content, alternatives(answers))
    try:
        answer: A = kind.from_message(status, headers, content)  # type: ignore[assignment]  # one of `answers`
    except MismatchError as error:
        raise UndocumentedResponseError(str(call), status, str(error)) from None
    return answer


def _documented(
    call: object, status: int, content_type: str, content: bytes, kinds: tuple[type[Answer], ...]
) -> type[Answer]:
    first = next((kind for kind in kinds if status in kind.statuses), None)
    if first is None:
        raise UndocumentedResponseError(str(call), status, "the contract does not have this status")
    media_type = content_type.partition(";")[0].strip().lower()
    candidates = [kind for kind in kinds if kind.statuses == first.statuses]
    for kind in candidates:
        if kind.media_type == media_type or (kind.media_type is None and not content):
            return kind
    documented = " or ".join(kind.media_type or "no content" for kind in candidates)
    raise UndocumentedResponseError(str(call), status, f"the contract has {documented} here, not this media type")


@cached
def _accept(answers: TypeForm[A]) -> str:
    return ", ".join(dict.fromkeys(kind.media_type for kind in alternatives(answers) if kind.media_type)) or "*/*"
