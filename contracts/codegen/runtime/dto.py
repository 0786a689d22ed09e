"""The base class of all DTOs."""

from pydantic import BaseModel, ConfigDict


class Dto(BaseModel):
    """Immutable; what it does not know of an answer it ignores, and any name may be that of a field."""

    model_config = ConfigDict(frozen=True, protected_namespaces=(), use_attribute_docstrings=True)
