"""Parameters: written by the client and read by the server with the same object."""
# Copied from contracts/codegen/runtime/ by contracts.codegen. Do not edit.

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Generic, Literal, TypeVar

from typing_extensions import TypeForm

from .text import adapter, from_text, from_texts, to_texts

T = TypeVar("T")


class MissingParameterError(ValueError):
    """A required parameter was not sent."""


class RepeatedParameterError(ValueError):
    """A parameter that is no array was sent more than once."""


@dataclass(frozen=True)
class Parameter(Generic[T]):
    """One parameter of an operation.

    items: the type of the items of an array
    explode: whether each item is sent by itself, not all in one, separated by commas
    default: stands for a parameter that was not sent, as the contract writes it
    """

    place: Literal["path", "query", "header"]
    name: str
    form: TypeForm[T]
    required: bool = True
    items: TypeForm[object] | None = None
    explode: bool = False
    default: object = None

    def write(self, value: T) -> list[str]:
        """Return the texts to send, one for each time that the parameter is sent."""
        texts = to_texts(self.form, value)
        return texts if self.explode else [",".join(texts)]

    def read(self, texts: Sequence[str]) -> T:
        """Return the value of a parameter that was sent once for each text, or its default.

        Raises:
            MissingParameterError: it is required, and was not sent.
            RepeatedParameterError: it was sent more often than it can be.
            pydantic.ValidationError: what was sent is no such value.
        """
        if not texts:
            if self.required:
                raise MissingParameterError
            return adapter(self.form).validate_python(self.default)
        if self.items is not None:
            return from_texts(self.form, self.items, texts if self.explode else ",".join(texts).split(","))
        if len(texts) > 1:
            raise RepeatedParameterError
        return from_text(self.form, texts[0])
