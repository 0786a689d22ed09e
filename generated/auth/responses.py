"""The answers of auth_service: what a handler returns, and what a client receives."""
# Generated from auth.openapi.yaml (sha256 207285e693504aa6) by contracts.codegen. Do not edit:
# change the contract, and generate anew.

from __future__ import annotations

from dataclasses import dataclass
from typing import Annotated, TypeAlias

from ..runtime.answers import Answer, Header
from . import models


@dataclass(frozen=True, kw_only=True)
class Login200(Answer, status=200, media_type="application/json"):
    """The credential is good."""

    cache_control: Annotated[str, Header("Cache-Control")]
    body: models.Principal


@dataclass(frozen=True, kw_only=True)
class BadRequest(Answer, status=400, media_type="application/problem+json"):
    """The request is not one that the contract describes; more than one `Authorization` field, for example."""

    body: models.Problem


@dataclass(frozen=True, kw_only=True)
class Unauthorized(Answer, status=401, media_type="application/problem+json"):
    """There is no credential, or it is not good."""

    www_authenticate: Annotated[str, Header("WWW-Authenticate")]
    body: models.Problem


@dataclass(frozen=True, kw_only=True)
class Healthy(Answer, status=200, media_type="application/json"):
    """All is well."""

    body: models.Health


LoginResponse: TypeAlias = Login200 | BadRequest | Unauthorized
GetLivenessResponse: TypeAlias = Healthy
GetReadinessResponse: TypeAlias = Healthy
