"""The answers of info_service: what a handler returns, and what a client receives."""
# Generated from info.openapi.yaml (sha256 e6ced0b5c7c14eee) by contracts.codegen. Do not edit:
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
class NotFound(Answer, status=404, media_type="application/problem+json"):
    """There is nothing of this name."""

    body: models.Problem


@dataclass(frozen=True, kw_only=True)
class ServiceUnavailable(Answer, status=503, media_type="application/problem+json"):
    """What the answer depends on is not to be had, so nobody is let in and nothing is promised; try again."""

    retry_after: Annotated[models.ServiceUnavailableRetryAfter, Header("Retry-After")]
    body: models.Problem


@dataclass(frozen=True, kw_only=True)
class ListTopics200(Answer, status=200, media_type="application/json"):
    """One page of topics."""

    body: models.TopicPage


@dataclass(frozen=True, kw_only=True)
class GetTopic200(Answer, status=200, media_type="application/json"):
    """The topic."""

    etag: Annotated[str, Header("ETag")]
    body: models.Topic


@dataclass(frozen=True, kw_only=True)
class PutTopic200(Answer, status=200, media_type="application/json"):
    """The topic has a new version."""

    etag: Annotated[str, Header("ETag")]
    body: models.Topic


@dataclass(frozen=True, kw_only=True)
class PutTopic201(Answer, status=201, media_type="application/json"):
    """The topic is new."""

    location: Annotated[str, Header("Location")]
    etag: Annotated[str, Header("ETag")]
    body: models.Topic


@dataclass(frozen=True, kw_only=True)
class PreconditionFailed(Answer, status=412, media_type="application/problem+json"):
    """The topic is not as `If-Match` or `If-None-Match` says; nothing was changed."""

    body: models.Problem


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
class PreconditionRequired(Answer, status=428, media_type="application/problem+json"):
    """The topic exists, and the request does not say which version of it is meant (RFC 6585, section 3)."""

    body: models.Problem


@dataclass(frozen=True, kw_only=True)
class DeleteTopic204(Answer, status=204):
    """The topic is deleted."""


@dataclass(frozen=True, kw_only=True)
class Healthy(Answer, status=200, media_type="application/json"):
    """All is well."""

    body: models.Health


GetInformationResponse: TypeAlias = (
    GetInformation200 | BadRequest | Unauthorized | Forbidden | NotFound | ServiceUnavailable
)
ListTopicsResponse: TypeAlias = ListTopics200 | BadRequest | Unauthorized | Forbidden | ServiceUnavailable
GetTopicResponse: TypeAlias = GetTopic200 | BadRequest | Unauthorized | Forbidden | NotFound | ServiceUnavailable
PutTopicResponse: TypeAlias = (
    PutTopic200
    | PutTopic201
    | BadRequest
    | Unauthorized
    | Forbidden
    | PreconditionFailed
    | ContentTooLarge
    | UnsupportedMediaType
    | PreconditionRequired
    | ServiceUnavailable
)
DeleteTopicResponse: TypeAlias = (
    DeleteTopic204
    | BadRequest
    | Unauthorized
    | Forbidden
    | NotFound
    | PreconditionFailed
    | PreconditionRequired
    | ServiceUnavailable
)
GetLivenessResponse: TypeAlias = Healthy
GetReadinessResponse: TypeAlias = Healthy | ServiceUnavailable
