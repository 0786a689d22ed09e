"""The base class of all DTOs."""
# Copied from contracts/codegen/runtime/ by contracts.codegen. Do not edit.

from pydantic import BaseModel, ConfigDict


class Dto(BaseModel):
    """Immutable; what it does not know of an answer it ignores, and any name may be that of a field."""

    model_config = ConfigDict(frozen=True, protected_namespaces=(), use_attribute_docstrings=True)
