"""Values and text: how parameters and headers are written and read (OpenAPI, "Style Values": `simple` and `form`)."""
# Copied from contracts/codegen/runtime/ by contracts.codegen. Do not edit.

import functools
from collections.abc import Callable, Sequence
from typing import TypeVar, cast

from pydantic import TypeAdapter, ValidationError
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


ECHOES = {
    "extra_forbidden": "There is a field that the contract does not have",
    "union_tag_invalid": "Not one of the kinds that the contract has",
}
"""What is said of faults whose own message repeats what was received."""


def explain(error: ValidationError) -> list[tuple[tuple[str | int, ...], str]]:
    """Return where a value is wrong and why, without what was received."""
    details = error.errors(include_input=False, include_url=False, include_context=False)
    return [
        (
            detail["loc"][:-1] if detail["type"] == "extra_forbidden" else detail["loc"],
            ECHOES.get(detail["type"], detail["msg"]),
        )
        for detail in details
    ]
