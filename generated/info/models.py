"""The DTOs of info_service."""
# Generated from info.openapi.yaml (sha256 91575e47a4a6e47a) by contracts.codegen. Do not edit:
# change the contract, and generate anew.

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import BaseModel, ConfigDict, Field
from typing_extensions import TypeAliasType


class Health(BaseModel):
    """How a service is."""

    model_config = ConfigDict(frozen=True, use_attribute_docstrings=True)
    status: Literal["ok"]


class Information(BaseModel):
    """What info_service has to say."""

    model_config = ConfigDict(frozen=True, use_attribute_docstrings=True)
    info: str
    """The answer."""


class Problem(BaseModel):
    """Problem details (RFC 9457)."""

    model_config = ConfigDict(frozen=True, use_attribute_docstrings=True)
    type: str
    """What kind of problem it is; about:blank if the status says it all."""
    title: str
    """The kind of problem, in a few words."""
    status: Annotated[int, Field(ge=400, le=599)]
    """The status of the answer."""
    detail: str
    """What is wrong this time, and what to do about it."""


ServiceUnavailableRetryAfter = TypeAliasType("ServiceUnavailableRetryAfter", Annotated[int, Field(ge=1)])
