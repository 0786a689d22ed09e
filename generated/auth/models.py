"""The DTOs of auth_service."""
# Generated from auth.openapi.yaml (sha256 207285e693504aa6) by contracts.codegen. Do not edit:
# change the contract, and generate anew.

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import AwareDatetime, Field

from ..runtime.dto import Dto


class Health(Dto):
    """How a service is."""

    status: Literal["ok"]


class Principal(Dto):
    """Who stands behind a credential, and what they may do."""

    subject: Annotated[str, Field(max_length=200, min_length=1)]
    """Who it is."""
    scopes: list[str]
    """What they may do."""
    expires_at: AwareDatetime | None
    """When the credential ends; null if never."""


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
