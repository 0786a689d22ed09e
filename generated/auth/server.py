"""The server interface of auth_service, and the router that leads requests to its implementation."""
# Generated from auth.openapi.yaml (sha256 46777f8d99fb8c4a) by contracts.codegen. Do not edit:
# change the contract, and generate anew.

from __future__ import annotations

from typing import Protocol

from fastapi import APIRouter, Request
from starlette.routing import Route

from ..runtime.access import AccessRequest
from ..runtime.server import Reply, Resource, access_request, check_secured, encode, read, read_body
from . import models, parameters, responses


class AuthServer(Protocol):
    """What an implementation of auth_service has: a method for each operation, which returns a documented answer."""

    async def login(self, access: AccessRequest, /) -> responses.LoginResponse:
        """Say whose credential this is.

        `POST /login/`

        Known and in force: 200 and the principal behind it. Anything else: 401. The `Cache-Control` of a 200
        says for how long the decision may be reused.
        """

    async def list_tokens(
        self, access: AccessRequest, /, *, limit: models.Limit, cursor: models.TokenId | None
    ) -> responses.ListTokensResponse:
        """List the tokens, a page at a time.

        `GET /tokens/`

        In the order of their `token_id`. Expired and revoked tokens are among them; secrets are not.

        limit: How many a page holds at most.
        cursor: What `next_cursor` of the page before said; none for the first page.
        """

    async def issue_token(self, access: AccessRequest, /, *, body: models.TokenRequest) -> responses.IssueTokenResponse:
        """Issue a token; this answer alone shows it.

        `POST /tokens/`

        Nobody can issue a scope that they do not have themselves; that is a 403, too.
        """

    async def get_token(self, access: AccessRequest, /, *, token_id: models.TokenId) -> responses.GetTokenResponse:
        """Tell of one token, but not its secret.

        `GET /tokens/{token_id}`

        token_id: The public part of the token, which names it.
        """

    async def revoke_token(
        self, access: AccessRequest, /, *, token_id: models.TokenId
    ) -> responses.RevokeTokenResponse:
        """Revoke a token, at once and for ever.

        `DELETE /tokens/{token_id}`

        From the moment of this answer the token is refused. To revoke it again is a 204, too.

        token_id: The public part of the token, which names it.
        """

    async def get_liveness(self) -> responses.GetLivenessResponse:
        """Say that the process is alive.

        `GET /livez`
        """

    async def get_readiness(self) -> responses.GetReadinessResponse:
        """Say that the service can take requests, since its storage can be written.

        `GET /readyz`
        """


def create_router(server: AuthServer) -> APIRouter:
    """Build the router that answers with `server`.

    Raises:
        TypeError: a secured operation is implemented without a look at what the caller may do.
    """
    check_secured(server.login)
    check_secured(server.list_tokens)
    check_secured(server.issue_token)
    check_secured(server.get_token)
    check_secured(server.revoke_token)

    async def login(request: Request) -> Reply:
        answer = await server.login(access_request(request, parameters.LOGIN_SECURITY))
        return encode(answer, responses.LoginResponse)

    async def list_tokens(request: Request) -> Reply:
        answer = await server.list_tokens(
            access_request(request, parameters.LIST_TOKENS_SECURITY),
            limit=read(request, parameters.LIST_TOKENS_LIMIT),
            cursor=read(request, parameters.LIST_TOKENS_CURSOR),
        )
        return encode(answer, responses.ListTokensResponse)

    async def issue_token(request: Request) -> Reply:
        answer = await server.issue_token(
            access_request(request, parameters.ISSUE_TOKEN_SECURITY),
            body=await read_body(request, models.TokenRequest, "application/json"),
        )
        return encode(answer, responses.IssueTokenResponse)

    async def get_token(request: Request) -> Reply:
        answer = await server.get_token(
            access_request(request, parameters.GET_TOKEN_SECURITY),
            token_id=read(request, parameters.GET_TOKEN_TOKEN_ID),
        )
        return encode(answer, responses.GetTokenResponse)

    async def revoke_token(request: Request) -> Reply:
        answer = await server.revoke_token(
            access_request(request, parameters.REVOKE_TOKEN_SECURITY),
            token_id=read(request, parameters.REVOKE_TOKEN_TOKEN_ID),
        )
        return encode(answer, responses.RevokeTokenResponse)

    async def get_liveness(request: Request) -> Reply:
        answer = await server.get_liveness()
        return encode(answer, responses.GetLivenessResponse)

    async def get_readiness(request: Request) -> Reply:
        answer = await server.get_readiness()
        return encode(answer, responses.GetReadinessResponse)

    return APIRouter(
        routes=[
            Route("/login/", Resource(POST=login)),
            Route("/tokens/", Resource(GET=list_tokens, POST=issue_token)),
            Route("/livez", Resource(GET=get_liveness)),
            Route("/readyz", Resource(GET=get_readiness)),
            Route("/tokens/{token_id}", Resource(GET=get_token, DELETE=revoke_token)),
        ]
    )
