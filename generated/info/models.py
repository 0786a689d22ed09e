"""The DTOs of info_service."""
# Generated from info.openapi.yaml (sha256 e6ced0b5c7c14eee) by contracts.codegen. Do not edit:
# change the contract, and generate anew.

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import ConfigDict, Field
from typing_extensions import TypeAliasType

from ..runtime.dto import Dto


class Health(Dto):
    """How a service is."""

    status: Literal["ok"]


IfMatch = TypeAliasType("IfMatch", Annotated[str, Field(pattern='^(\\*|(W/)?"[!#-~]{0,64}")$')])


class Information(Dto):
    """What info_service has to say."""

    info: str
    """The answer."""


Limit = TypeAliasType("Limit", Annotated[int, Field(ge=1, le=100)])


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


PutTopicIfNoneMatch = TypeAliasType("PutTopicIfNoneMatch", Literal["*"])


ServiceUnavailableRetryAfter = TypeAliasType("ServiceUnavailableRetryAfter", Annotated[int, Field(ge=1)])


class Topic(Dto):
    """A topic, and what stands under it."""

    topic: TopicName
    info: str
    """What stands under it."""


class TopicContent(Dto):
    """What is to stand under a topic."""

    model_config = ConfigDict(extra="forbid")
    info: Annotated[str, Field(max_length=10000, min_length=1)]
    """Text, any Unicode."""


TopicName = TypeAliasType("TopicName", Annotated[str, Field(max_length=64, pattern="^[a-z0-9]+(-[a-z0-9]+)*$")])
"""The name of a topic: small letters, digits, and single hyphens between them."""


class TopicPage(Dto):
    """One page of topics."""

    items: list[TopicSummary]
    """The topics, in the order of their names."""
    next_cursor: str | None
    """The `cursor` of the next page; null if this is the last one."""


class TopicSummary(Dto):
    """A topic, in a list."""

    topic: TopicName
