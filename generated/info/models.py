"""The DTOs of info_service."""
# Generated from info.openapi.yaml (sha256 91575e47a4a6e47a) by contracts.codegen. Do not edit:
# change the contract, and generate anew.

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import Field
from typing_extensions import TypeAliasType

from ..runtime.dto import Dto


class Health(Dto):
    """How a service is."""

    status: Literal["ok"]


class Information(Dto):
    """What info_service has to say."""

    info: str
    """The answer."""


class Problem(Dto):
    """Problem details (RFC 9457)."""

    type: str
    """What kind of problem it is; about:blank if the status says it all."""
    title: str
    """The kind of problem, in a few words."""
    status: Annotated[int, Field(ge=400, le=599)]
    """The status of the answer."""
    detail: str
    """What is wrong this time, and what to do about it."""


ServiceUnavailableRetryAfter = TypeAliasType("ServiceUnavailableRetryAfter", Annotated[int, Field(ge=1)])
