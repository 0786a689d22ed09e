"""The answers of info_service: what a handler returns, and what a client receives."""
# Generated from info.openapi.yaml (sha256 91575e47a4a6e47a) by contracts.codegen. Do not edit:
# change the contract, and generate anew.

from __future__ import annotations

from dataclasses import dataclass
from typing import Annotated, TypeAlias

from ..runtime.answers import Answer, Header
from . import models


@dataclass(frozen=True, kw_only=True)
class GetInformation200(Answer, status=200, media_type="application/json"):
    """The answer."""

    body: models.Information


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
class Forbidden(Answer, status=403, media_type="application/problem+json"):
    """The credential is good, but lacks a scope that the operation demands."""

    www_authenticate: Annotated[str, Header("WWW-Authenticate")]
    body: models.Problem


@dataclass(frozen=True, kw_only=True)
class ServiceUnavailable(Answer, status=503, media_type="application/problem+json"):
    """auth_service gave no decision, so nobody is let in; try again later."""

    retry_after: Annotated[models.ServiceUnavailableRetryAfter, Header("Retry-After")]
    body: models.Problem


@dataclass(frozen=True, kw_only=True)
class Healthy(Answer, status=200, media_type="application/json"):
    """All is well."""

    body: models.Health


GetInformationResponse: TypeAlias = GetInformation200 | BadRequest | Unauthorized | Forbidden | ServiceUnavailable
GetLivenessResponse: TypeAlias = Healthy
GetReadinessResponse: TypeAlias = Healthy
