"""The clients of info_service, over an `httpx` client whose `base_url` leads to it."""
# Generated from info.openapi.yaml (sha256 e6ced0b5c7c14eee) by contracts.codegen. Do not edit:
# change the contract, and generate anew.

from __future__ import annotations

import httpx

from ..runtime.client import Call, send, send_async
from . import models, parameters, responses


class InfoClient:
    """Calls info_service; each method returns one of the documented answers, or raises (see `runtime.client`)."""

    def __init__(self, http: httpx.Client) -> None:
        self._http = http

    def get_information(self, *, authorization: str | bytes | None = None) -> responses.GetInformationResponse:
        """Tell the answer.

        `GET /info/`

        What stands under the topic `everything`; 404 if somebody deleted it.
        """
        return send(self._http, _get_information(authorization=authorization), responses.GetInformationResponse)

    def list_topics(
        self,
        *,
        authorization: str | bytes | None = None,
        limit: models.Limit | None = None,
        cursor: models.TopicName | None = None,
    ) -> responses.ListTopicsResponse:
        """List the topics, a page at a time.

        `GET /topics/`

        In the order of their names.

        limit: How many a page holds at most.
        cursor: What `next_cursor` of the page before said; none for the first page.
        """
        return send(
            self._http,
            _list_topics(authorization=authorization, limit=limit, cursor=cursor),
            responses.ListTopicsResponse,
        )

    def get_topic(
        self, *, authorization: str | bytes | None = None, topic: models.TopicName
    ) -> responses.GetTopicResponse:
        """Tell what stands under a topic.

        `GET /topics/{topic}`

        topic: The name of the topic.
        """
        return send(self._http, _get_topic(authorization=authorization, topic=topic), responses.GetTopicResponse)

    def put_topic(
        self,
        *,
        authorization: str | bytes | None = None,
        topic: models.TopicName,
        body: models.TopicContent,
        if_match: models.IfMatch | None = None,
        if_none_match: models.PutTopicIfNoneMatch | None = None,
    ) -> responses.PutTopicResponse:
        """Write a topic, a new one or a new version.

        `PUT /topics/{topic}`

        A topic that exists is replaced only where `If-Match` names its version, so that two writers never lose
        each
        other's work; without it, that is a 428. `If-None-Match: *` writes a new topic only.

        topic: The name of the topic.
        if_match: `*`, or the `ETag` of the version that the topic must have (RFC 9110, section 13.1.1).
        if_none_match: `*` if the topic must be new (RFC 9110, section 13.1.2).
        """
        return send(
            self._http,
            _put_topic(
                authorization=authorization, topic=topic, if_match=if_match, if_none_match=if_none_match, body=body
            ),
            responses.PutTopicResponse,
        )

    def delete_topic(
        self,
        *,
        authorization: str | bytes | None = None,
        topic: models.TopicName,
        if_match: models.IfMatch | None = None,
    ) -> responses.DeleteTopicResponse:
        """Delete a topic.

        `DELETE /topics/{topic}`

        Only where `If-Match` names its version; without it, that is a 428.

        topic: The name of the topic.
        if_match: `*`, or the `ETag` of the version that the topic must have (RFC 9110, section 13.1.1).
        """
        return send(
            self._http,
            _delete_topic(authorization=authorization, topic=topic, if_match=if_match),
            responses.DeleteTopicResponse,
        )

    def get_liveness(self) -> responses.GetLivenessResponse:
        """Say that the process is alive.

        `GET /livez`
        """
        return send(self._http, _get_liveness(), responses.GetLivenessResponse)

    def get_readiness(self) -> responses.GetReadinessResponse:
        """Say that the service can take requests, since its storage can be written, whatever auth_service does.

        `GET /readyz`
        """
        return send(self._http, _get_readiness(), responses.GetReadinessResponse)


class AsyncInfoClient:
    """Calls info_service, like `InfoClient`, without blocking."""

    def __init__(self, http: httpx.AsyncClient) -> None:
        self._http = http

    async def get_information(self, *, authorization: str | bytes | None = None) -> responses.GetInformationResponse:
        """Tell the answer.

        `GET /info/`

        What stands under the topic `everything`; 404 if somebody deleted it.
        """
        return await send_async(
            self._http, _get_information(authorization=authorization), responses.GetInformationResponse
        )

    async def list_topics(
        self,
        *,
        authorization: str | bytes | None = None,
        limit: models.Limit | None = None,
        cursor: models.TopicName | None = None,
    ) -> responses.ListTopicsResponse:
        """List the topics, a page at a time.

        `GET /topics/`

        In the order of their names.

        limit: How many a page holds at most.
        cursor: What `next_cursor` of the page before said; none for the first page.
        """
        return await send_async(
            self._http,
            _list_topics(authorization=authorization, limit=limit, cursor=cursor),
            responses.ListTopicsResponse,
        )

    async def get_topic(
        self, *, authorization: str | bytes | None = None, topic: models.TopicName
    ) -> responses.GetTopicResponse:
        """Tell what stands under a topic.

        `GET /topics/{topic}`

        topic: The name of the topic.
        """
        return await send_async(
            self._http, _get_topic(authorization=authorization, topic=topic), responses.GetTopicResponse
        )

    async def put_topic(
        self,
        *,
        authorization: str | bytes | None = None,
        topic: models.TopicName,
        body: models.TopicContent,
        if_match: models.IfMatch | None = None,
        if_none_match: models.PutTopicIfNoneMatch | None = None,
    ) -> responses.PutTopicResponse:
        """Write a topic, a new one or a new version.

        `PUT /topics/{topic}`

        A topic that exists is replaced only where `If-Match` names its version, so that two writers never lose
        each
        other's work; without it, that is a 428. `If-None-Match: *` writes a new topic only.

        topic: The name of the topic.
        if_match: `*`, or the `ETag` of the version that the topic must have (RFC 9110, section 13.1.1).
        if_none_match: `*` if the topic must be new (RFC 9110, section 13.1.2).
        """
        return await send_async(
            self._http,
            _put_topic(
                authorization=authorization, topic=topic, if_match=if_match, if_none_match=if_none_match, body=body
            ),
            responses.PutTopicResponse,
        )

    async def delete_topic(
        self,
        *,
        authorization: str | bytes | None = None,
        topic: models.TopicName,
        if_match: models.IfMatch | None = None,
    ) -> responses.DeleteTopicResponse:
        """Delete a topic.

        `DELETE /topics/{topic}`

        Only where `If-Match` names its version; without it, that is a 428.

        topic: The name of the topic.
        if_match: `*`, or the `ETag` of the version that the topic must have (RFC 9110, section 13.1.1).
        """
        return await send_async(
            self._http,
            _delete_topic(authorization=authorization, topic=topic, if_match=if_match),
            responses.DeleteTopicResponse,
        )

    async def get_liveness(self) -> responses.GetLivenessResponse:
        """Say that the process is alive.

        `GET /livez`
        """
        return await send_async(self._http, _get_liveness(), responses.GetLivenessResponse)

    async def get_readiness(self) -> responses.GetReadinessResponse:
        """Say that the service can take requests, since its storage can be written, whatever auth_service does.

        `GET /readyz`
        """
        return await send_async(self._http, _get_readiness(), responses.GetReadinessResponse)


def _get_information(*, authorization: str | bytes | None = None) -> Call:
    call = Call("GET", "/info/")
    call.add_credential("Authorization", authorization)
    return call


def _list_topics(
    *,
    authorization: str | bytes | None = None,
    limit: models.Limit | None = None,
    cursor: models.TopicName | None = None,
) -> Call:
    call = Call("GET", "/topics/")
    call.add_credential("Authorization", authorization)
    call.add(parameters.LIST_TOPICS_LIMIT, limit)
    call.add(parameters.LIST_TOPICS_CURSOR, cursor)
    return call


def _get_topic(*, authorization: str | bytes | None = None, topic: models.TopicName) -> Call:
    call = Call("GET", "/topics/{topic}")
    call.add_credential("Authorization", authorization)
    call.add(parameters.GET_TOPIC_TOPIC, topic)
    return call


def _put_topic(
    *,
    authorization: str | bytes | None = None,
    topic: models.TopicName,
    body: models.TopicContent,
    if_match: models.IfMatch | None = None,
    if_none_match: models.PutTopicIfNoneMatch | None = None,
) -> Call:
    call = Call("PUT", "/topics/{topic}")
    call.add_credential("Authorization", authorization)
    call.add(parameters.PUT_TOPIC_TOPIC, topic)
    call.add(parameters.PUT_TOPIC_IF_MATCH, if_match)
    call.add(parameters.PUT_TOPIC_IF_NONE_MATCH, if_none_match)
    call.add_body(models.TopicContent, body, "application/json")
    return call


def _delete_topic(
    *, authorization: str | bytes | None = None, topic: models.TopicName, if_match: models.IfMatch | None = None
) -> Call:
    call = Call("DELETE", "/topics/{topic}")
    call.add_credential("Authorization", authorization)
    call.add(parameters.DELETE_TOPIC_TOPIC, topic)
    call.add(parameters.DELETE_TOPIC_IF_MATCH, if_match)
    return call


def _get_liveness() -> Call:
    return Call("GET", "/livez")


def _get_readiness() -> Call:
    return Call("GET", "/readyz")
