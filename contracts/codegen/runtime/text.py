"""How parameters and headers are written as text, and read back (OpenAPI, "Style Values": `simple` and `form`)."""

import functools
from collections.abc import Callable, Sequence
from typing import TypeVar, cast

from pydantic import TypeAdapter
from typing_extensions import TypeForm

F = TypeVar("F", bound=Callable[..., object])
T = TypeVar("T")

cached = cast("Callable[[F], F]", functools.cache)
"""`functools.cache`, for functions of types, which type checkers do not take for hashable."""


@cached
def adapter(form: TypeForm[T]) -> TypeAdapter[T]:
    """Return the validator and serialiser of a type; it is built once."""
    return TypeAdapter(form)


def to_texts(form: TypeForm[T], value: T) -> list[str]:
    """Write a value as one text for each item; a value that is no array is one item."""
    plain = adapter(form).dump_python(value, mode="json")
    items = plain if isinstance(plain, list) else [plain]
    return [str(item).lower() if isinstance(item, bool) else str(item) for item in items]


def from_text(form: TypeForm[T], text: str) -> T:
    """Read what `to_texts` wrote for a value that is no array.

    Raises:
        pydantic.ValidationError: the text is no such value.
    """
    return adapter(form).validate_strings(text)


def from_texts(form: TypeForm[T], items: TypeForm[object], texts: Sequence[str]) -> T:
    """Read what `to_texts` wrote for an array whose items are `items`.

    Raises:
        pydantic.ValidationError: the texts are no such value.
    """
    return adapter(form).validate_python([from_text(items, text) for text in texts])
