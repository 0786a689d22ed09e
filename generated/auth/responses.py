"""The answers of auth_service: what a handler returns, and what a client receives."""
# Generated from auth.openapi.yaml (sha256 46777f8d99fb8c4a) by contracts.codegen. Do not edit:
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
class ServiceUnavailable(Answer, status=503, media_type="application/problem+json"):
    """What the answer depends on is not to be had, so nobody is let in and nothing is promised; try again."""

    retry_after: Annotated[models.ServiceUnavailableRetryAfter, Header("Retry-After")]
    body: models.Problem


@dataclass(frozen=True, kw_only=True)
class ListTokens200(Answer, status=200, media_type="application/json"):
    """One page of tokens."""

    body: models.TokenPage


@dataclass(frozen=True, kw_only=True)
class Forbidden(Answer, status=403, media_type="application/problem+json"):
    """The credential is good, but lacks a scope that the operation demands."""

    www_authenticate: Annotated[str, Header("WWW-Authenticate")]
    body: models.Problem


@dataclass(frozen=True, kw_only=True)
class IssueToken201(Answer, status=201, media_type="application/json"):
    """The token, for the only time."""

    location: Annotated[str, Header("Location")]
    cache_control: Annotated[models.IssueToken201CacheControl, Header("Cache-Control")]
    body: models.IssuedToken


@dataclass(frozen=True, kw_only=True)
class ContentTooLarge(Answer, status=413, media_type="application/problem+json"):
    """The body has more than 65,536 bytes."""

    body: models.Problem


@dataclass(frozen=True, kw_only=True)
class UnsupportedMediaType(Answer, status=415, media_type="application/problem+json"):
    """The body has another media type than the contract says."""

    accept: Annotated[str, Header("Accept")]
    body: models.Problem


@dataclass(frozen=True, kw_only=True)
class GetToken200(Answer, status=200, media_type="application/json"):
    """The token, without its secret."""

    body: models.Token


@dataclass(frozen=True, kw_only=True)
class NotFound(Answer, status=404, media_type="application/problem+json"):
    """There is nothing of this name."""

    body: models.Problem


@dataclass(frozen=True, kw_only=True)
class RevokeToken204(Answer, status=204):
    """The token is revoked."""


@dataclass(frozen=True, kw_only=True)
class Healthy(Answer, status=200, media_type="application/json"):
    """All is well."""

    body: models.Health


LoginResponse: TypeAlias = Login200 | BadRequest | Unauthorized | ServiceUnavailable
ListTokensResponse: TypeAlias = ListTokens200 | BadRequest | Unauthorized | Forbidden | ServiceUnavailable
IssueTokenResponse: TypeAlias = (
    IssueToken201 | BadRequest | Unauthorized | Forbidden | ContentTooLarge | UnsupportedMediaType | ServiceUnavailable
)
GetTokenResponse: TypeAlias = GetToken200 | BadRequest | Unauthorized | Forbidden | NotFound | ServiceUnavailable
RevokeTokenResponse: TypeAlias = RevokeToken204 | BadRequest | Unauthorized | Forbidden | NotFound | ServiceUnavailable
GetLivenessResponse: TypeAlias = Healthy
GetReadinessResponse: TypeAlias = Healthy | ServiceUnavailable
