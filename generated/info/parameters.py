"""The parameters of info_service: written by a client and read by a server with the same object."""
# Generated from info.openapi.yaml (sha256 e6ced0b5c7c14eee) by contracts.codegen. Do not edit:
# change the contract, and generate anew.

from __future__ import annotations

from ..runtime.access import Security
from ..runtime.parameters import Parameter
from . import models

LIST_TOPICS_LIMIT = Parameter[models.Limit]("query", "limit", models.Limit, required=False, default=20)
LIST_TOPICS_CURSOR = Parameter[models.TopicName | None]("query", "cursor", models.TopicName | None, required=False)
GET_TOPIC_TOPIC = Parameter[models.TopicName]("path", "topic", models.TopicName)
PUT_TOPIC_TOPIC = Parameter[models.TopicName]("path", "topic", models.TopicName)
PUT_TOPIC_IF_MATCH = Parameter[models.IfMatch | None]("header", "If-Match", models.IfMatch | None, required=False)
PUT_TOPIC_IF_NONE_MATCH = Parameter[models.PutTopicIfNoneMatch | None](
    "header", "If-None-Match", models.PutTopicIfNoneMatch | None, required=False
)
DELETE_TOPIC_TOPIC = Parameter[models.TopicName]("path", "topic", models.TopicName)
DELETE_TOPIC_IF_MATCH = Parameter[models.IfMatch | None]("header", "If-Match", models.IfMatch | None, required=False)

GET_INFORMATION_SECURITY = Security(
    requirements=({"bearer": frozenset({"info:read"})}, {"token": frozenset({"info:read"})}), fields=("authorization",)
)
LIST_TOPICS_SECURITY = Security(
    requirements=({"bearer": frozenset({"info:read"})}, {"token": frozenset({"info:read"})}), fields=("authorization",)
)
GET_TOPIC_SECURITY = Security(
    requirements=({"bearer": frozenset({"info:read"})}, {"token": frozenset({"info:read"})}), fields=("authorization",)
)
PUT_TOPIC_SECURITY = Security(
    requirements=({"bearer": frozenset({"info:write"})}, {"token": frozenset({"info:write"})}),
    fields=("authorization",),
)
DELETE_TOPIC_SECURITY = Security(
    requirements=({"bearer": frozenset({"info:write"})}, {"token": frozenset({"info:write"})}),
    fields=("authorization",),
)
