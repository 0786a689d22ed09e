"""An answer: the class that a handler returns and that a client receives."""
# Copied from contracts/codegen/runtime/ by contracts.codegen. Do not edit.

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Annotated, ClassVar, Self, TypeVar, get_args, get_origin, get_type_hints

from pydantic import TypeAdapter, ValidationError
from typing_extensions import TypeForm

from .text import adapter, cached, explain, from_text, from_texts, to_texts

A = TypeVar("A")


@dataclass(frozen=True)
class Header:
    """Marks the field of an answer that travels as a header.

    items: the type of the items of an array
    """

    name: str
    items: TypeForm[object] | None = None

    def read(self, form: TypeForm[object], text: str) -> object:
        """Read the header's value."""
        if self.items is None:
            return from_text(form, text)
        return from_texts(form, self.items, [item.strip() for item in text.split(",")])


class MismatchError(ValueError):
    """A message is not the answer that it claims to be; the text says where, and never what was received."""


class Answer:
    """One documented answer to an operation: its status, media type, headers and body.

    A subclass is a dataclass. Its field `body` is the message's content: JSON is validated, text is `str`,
    anything else `bytes`; without that field there is none. Fields marked with `Header` are headers; those that
    the contract promises have no default. A subclass for a range of statuses has a field `status`.
    """

    status: int
    statuses: ClassVar[range]
    media_type: ClassVar[str | None]

    def __init_subclass__(cls, *, status: int | range, media_type: str | None = None) -> None:
        super().__init_subclass__()
        if isinstance(status, int):
            cls.status = status
            status = range(status, status + 1)
        cls.statuses = status
        cls.media_type = media_type

    def to_message(self) -> tuple[int, dict[str, str], bytes]:
        """Return status, headers and content."""
        layout = _layout(type(self))
        headers = {
            header.name: ",".join(to_texts(form, value))
            for field, (header, form) in layout.headers.items()
            if (value := getattr(self, field)) is not None
        }
        if self.status not in self.statuses:
            message = f"{type(self).__name__} cannot have the status {self.status}"
            raise ValueError(message)
        if self.media_type is None:
            return self.status, headers, b""
        headers["Content-Type"] = f"{self.media_type}; charset=utf-8" if layout.is_text else self.media_type
        return self.status, headers, layout.write_body(self)

    @classmethod
    def from_message(cls, status: int, headers: Mapping[str, str], content: bytes) -> Self:
        """Build the answer from what was received; headers are looked up by their contract's spelling.

        Raises:
            MismatchError: a promised header is missing, or a header or the body is not what the contract says.
        """
        layout = _layout(cls)
        fields: dict[str, object] = {}
        for field, (header, form) in layout.headers.items():
            received = headers.get(header.name)
            if received is None:
                if field in layout.required:
                    message = f"the promised header {header.name} is missing"
                    raise MismatchError(message)
                continue
            try:
                fields[field] = header.read(form, received)
            except ValidationError as error:
                raise MismatchError(_explain(f"header {header.name}", error)) from None
        if "status" in layout.required:
            fields["status"] = status
        if cls.media_type is not None:
            fields["body"] = layout.read_body(content)
        return cls(**fields)


class _Layout:
    """How the fields of an answer lie in a message."""

    def __init__(self, kind: type[Answer]) -> None:
        hints = get_type_hints(kind, include_extras=True)
        fields: list[str] = list(getattr(kind, "__dataclass_fields__", {}))
        self.required = {field for field in fields if not hasattr(kind, field)}
        self.headers: dict[str, tuple[Header, TypeForm[object]]] = {}
        for field in fields:
            if get_origin(hints[field]) is Annotated:
                form, *marks = get_args(hints[field])
                header = next(mark for mark in marks if isinstance(mark, Header))
                rest = tuple(mark for mark in marks if mark is not header)
                self.headers[field] = (header, Annotated[(form, *rest)] if rest else form)
        media_type = kind.media_type or ""
        self.is_json = is_json(media_type)
        self.is_text = not self.is_json and hints.get("body") is str
        body: TypeAdapter[object] = adapter(hints.get("body", object))
        self.validate, self.dump = body.validator.validate_python, body.serializer.to_json
        self.validate_json = body.validator.validate_json

    def write_body(self, answer: Answer) -> bytes:
        body: object = getattr(answer, "body", None)
        if self.is_json:
            try:
                body = self.validate(body, strict=True)
            except ValidationError as error:
                raise TypeError(f"{type(answer).__name__} has another body: {_explain('body', error)}") from None
            return self.dump(body, by_alias=True, warnings="error")
        if isinstance(body, str):
            return body.encode()
        if isinstance(body, bytes):
            return body
        raise TypeError(f"the body of {type(answer).__name__} must be text or bytes, not {type(body).__name__}")

    def read_body(self, content: bytes) -> object:
        if self.is_text:
            try:
                return content.decode()
            except UnicodeDecodeError:
                message = "the body is not UTF-8"
                raise MismatchError(message) from None
        if not self.is_json:
            return content
        try:
            return self.validate_json(content, strict=True)
        except ValidationError as error:
            raise MismatchError(_explain("body", error)) from None


@cached
def _layout(kind: type[Answer]) -> _Layout:
    return _Layout(kind)


@cached
def alternatives(answers: TypeForm[A]) -> tuple[type[Answer], ...]:
    """Return the classes of a sum type, most specific status first."""
    kinds = get_args(answers) or (answers,)
    return tuple(sorted(kinds, key=lambda kind: len(kind.statuses)))


def is_json(media_type: str) -> bool:
    """Say whether a media type is JSON (RFC 6839, section 3.1)."""
    return media_type.partition(";")[0].strip().endswith(("/json", "+json"))


def _explain(place: str, error: ValidationError) -> str:
    where, why = explain(error)[0]
    return f"{'.'.join([place, *map(str, where)])}: {why}"
