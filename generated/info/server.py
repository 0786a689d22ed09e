"""The server interface of info_service, and the router that leads requests to its implementation."""
# Generated from info.openapi.yaml (sha256 e6ced0b5c7c14eee) by contracts.codegen. Do not edit:
# change the contract, and generate anew.

from __future__ import annotations

from typing import Protocol

from fastapi import APIRouter, Request
from starlette.routing import Route

from ..runtime.access import AccessRequest
from ..runtime.server import Reply, Resource, access_request, check_secured, encode, read, read_body
from . import models, parameters, responses


class InfoServer(Protocol):
    """What an implementation of info_service has: a method for each operation, which returns a documented answer."""

    async def get_information(self, access: AccessRequest, /) -> responses.GetInformationResponse:
        """Tell the answer.

        `GET /info/`

        What stands under the topic `everything`; 404 if somebody deleted it.
        """

    async def list_topics(
        self, access: AccessRequest, /, *, limit: models.Limit, cursor: models.TopicName | None
    ) -> responses.ListTopicsResponse:
        """List the topics, a page at a time.

        `GET /topics/`

        In the order of their names.

        limit: How many a page holds at most.
        cursor: What `next_cursor` of the page before said; none for the first page.
        """

    async def get_topic(self, access: AccessRequest, /, *, topic: models.TopicName) -> responses.GetTopicResponse:
        """Tell what stands under a topic.

        `GET /topics/{topic}`

        topic: The name of the topic.
        """

    async def put_topic(
        self,
        access: AccessRequest,
        /,
        *,
        topic: models.TopicName,
        if_match: models.IfMatch | None,
        if_none_match: models.PutTopicIfNoneMatch | None,
        body: models.TopicContent,
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

    async def delete_topic(
        self, access: AccessRequest, /, *, topic: models.TopicName, if_match: models.IfMatch | None
    ) -> responses.DeleteTopicResponse:
        """Delete a topic.

        `DELETE /topics/{topic}`

        Only where `If-Match` names its version; without it, that is a 428.

        topic: The name of the topic.
        if_match: `*`, or the `ETag` of the version that the topic must have (RFC 9110, section 13.1.1).
        """

    async def get_liveness(self) -> responses.GetLivenessResponse:
        """Say that the process is alive.

        `GET /livez`
        """

    async def get_readiness(self) -> responses.GetReadinessResponse:
        """Say that the service can take requests, since its storage can be written, whatever auth_service does.

        `GET /readyz`
        """


def create_router(server: InfoServer) -> APIRouter:
    """Build the router that answers with `server`.

    Raises:
        TypeError: a secured operation is implemented without a look at what the caller may do.
    """
    check_secured(server.get_information)
    check_secured(server.list_topics)
    check_secured(server.get_topic)
    check_secured(server.put_topic)
    check_secured(server.delete_topic)

    async def get_information(request: Request) -> Reply:
        answer = await server.get_information(access_request(request, parameters.GET_INFORMATION_SECURITY))
        return encode(answer, responses.GetInformationResponse)

    async def list_topics(request: Request) -> Reply:
        answer = await server.list_topics(
            access_request(request, parameters.LIST_TOPICS_SECURITY),
            limit=read(request, parameters.LIST_TOPICS_LIMIT),
            cursor=read(request, parameters.LIST_TOPICS_CURSOR),
        )
        return encode(answer, responses.ListTopicsResponse)

    async def get_topic(request: Request) -> Reply:
        answer = await server.get_topic(
            access_request(request, parameters.GET_TOPIC_SECURITY), topic=read(request, parameters.GET_TOPIC_TOPIC)
        )
        return encode(answer, responses.GetTopicResponse)

    async def put_topic(request: Request) -> Reply:
        answer = await server.put_topic(
            access_request(request, parameters.PUT_TOPIC_SECURITY),
            topic=read(request, parameters.PUT_TOPIC_TOPIC),
            if_match=read(request, parameters.PUT_TOPIC_IF_MATCH),
            if_none_match=read(request, parameters.PUT_TOPIC_IF_NONE_MATCH),
            body=await read_body(request, models.TopicContent, "application/json"),
        )
        return encode(answer, responses.PutTopicResponse)

    async def delete_topic(request: Request) -> Reply:
        answer = await server.delete_topic(
            access_request(request, parameters.DELETE_TOPIC_SECURITY),
            topic=read(request, parameters.DELETE_TOPIC_TOPIC),
            if_match=read(request, parameters.DELETE_TOPIC_IF_MATCH),
        )
        return encode(answer, responses.DeleteTopicResponse)

    async def get_liveness(request: Request) -> Reply:
        answer = await server.get_liveness()
        return encode(answer, responses.GetLivenessResponse)

    async def get_readiness(request: Request) -> Reply:
        answer = await server.get_readiness()
        return encode(answer, responses.GetReadinessResponse)

    return APIRouter(
        routes=[
            Route("/info/", Resource(GET=get_information)),
            Route("/topics/", Resource(GET=list_topics)),
            Route("/livez", Resource(GET=get_liveness)),
            Route("/readyz", Resource(GET=get_readiness)),
            Route("/topics/{topic}", Resource(GET=get_topic, PUT=put_topic, DELETE=delete_topic)),
        ]
    )
