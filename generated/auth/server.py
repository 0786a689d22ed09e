"""The server interface of auth_service, and the router that leads requests to its implementation."""
# Generated from auth.openapi.yaml (sha256 207285e693504aa6) by contracts.codegen. Do not edit:
# change the contract, and generate anew.

from __future__ import annotations

from typing import Protocol

from fastapi import APIRouter, Request, Response
from starlette.routing import Route

from ..runtime.access import AccessRequest
from ..runtime.server import Resource, access_request, check_secured, encode
from . import parameters, responses


class AuthServer(Protocol):
    """What an implementation of auth_service has: a method for each operation, which returns a documented answer."""

    async def login(self, access: AccessRequest, /) -> responses.LoginResponse:
        """Say whose credential this is.

        `POST /login/`

        Known and in force: 200 and the principal behind it. Anything else: 401. The `Cache-Control` of a 200
        says for how long the decision may be reused.
        """

    async def get_liveness(self) -> responses.GetLivenessResponse:
        """Say that the process is alive.

        `GET /livez`
        """

    async def get_readiness(self) -> responses.GetReadinessResponse:
        """Say that the service can take requests.

        `GET /readyz`
        """


def create_router(server: AuthServer) -> APIRouter:
    """Build the router that answers with `server`.

    Raises:
        TypeError: a secured operation is implemented without a look at what the caller may do.
    """
    check_secured(server.login)

    async def login(request: Request) -> Response:
        answer = await server.login(access_request(request, parameters.LOGIN_SECURITY))
        return encode(answer, responses.LoginResponse)

    async def get_liveness(request: Request) -> Response:
        answer = await server.get_liveness()
        return encode(answer, responses.GetLivenessResponse)

    async def get_readiness(request: Request) -> Response:
        answer = await server.get_readiness()
        return encode(answer, responses.GetReadinessResponse)

    return APIRouter(
        routes=[
            Route("/login/", Resource(POST=login)),
            Route("/livez", Resource(GET=get_liveness)),
            Route("/readyz", Resource(GET=get_readiness)),
        ]
    )
