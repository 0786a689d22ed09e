"""The server interface of info_service, and the router that leads requests to its implementation."""
# Generated from info.openapi.yaml (sha256 91575e47a4a6e47a) by contracts.codegen. Do not edit:
# change the contract, and generate anew.

from __future__ import annotations

from typing import Protocol

from fastapi import APIRouter, Request, Response
from starlette.routing import Route

from ..runtime.access import AccessRequest
from ..runtime.server import Resource, access_request, check_secured, encode
from . import parameters, responses


class InfoServer(Protocol):
    """What an implementation of info_service has: a method for each operation, which returns a documented answer."""

    async def get_information(self, access: AccessRequest, /) -> responses.GetInformationResponse:
        """Tell the answer.

        `GET /info/`
        """

    async def get_liveness(self) -> responses.GetLivenessResponse:
        """Say that the process is alive.

        `GET /livez`
        """

    async def get_readiness(self) -> responses.GetReadinessResponse:
        """Say that the service can take requests; it does not depend on auth_service.

        `GET /readyz`
        """


def create_router(server: InfoServer) -> APIRouter:
    """Build the router that answers with `server`.

    Raises:
        TypeError: a secured operation is implemented without a look at what the caller may do.
    """
    check_secured(server.get_information)

    async def get_information(request: Request) -> Response:
        answer = await server.get_information(access_request(request, parameters.GET_INFORMATION_SECURITY))
        return encode(answer, responses.GetInformationResponse)

    async def get_liveness(request: Request) -> Response:
        answer = await server.get_liveness()
        return encode(answer, responses.GetLivenessResponse)

    async def get_readiness(request: Request) -> Response:
        answer = await server.get_readiness()
        return encode(answer, responses.GetReadinessResponse)

    return APIRouter(
        routes=[
            Route("/info/", Resource(GET=get_information)),
            Route("/livez", Resource(GET=get_liveness)),
            Route("/readyz", Resource(GET=get_readiness)),
        ]
    )
