"""The clients of auth_service, over an `httpx` client whose `base_url` leads to it."""
# Generated from auth.openapi.yaml (sha256 46777f8d99fb8c4a) by contracts.codegen. Do not edit:
# change the contract, and generate anew.

from __future__ import annotations

import httpx

from ..runtime.client import Call, send, send_async
from . import models, parameters, responses


class AuthClient:
    """Calls auth_service; each method returns one of the documented answers, or raises (see `runtime.client`)."""

    def __init__(self, http: httpx.Client) -> None:
        self._http = http

    def login(self, *, authorization: str | bytes | None = None) -> responses.LoginResponse:
        """Say whose credential this is.

        `POST /login/`

        Known and in force: 200 and the principal behind it. Anything else: 401. The `Cache-Control` of a 200
        says for how long the decision may be reused.
        """
        return send(self._http, _login(authorization=authorization), responses.LoginResponse)

    def list_tokens(
        self,
        *,
        authorization: str | bytes | None = None,
        limit: models.Limit | None = None,
        cursor: models.TokenId | None = None,
    ) -> responses.ListTokensResponse:
        """List the tokens, a page at a time.

        `GET /tokens/`

        In the order of their `token_id`. Expired and revoked tokens are among them; secrets are not.

        limit: How many a page holds at most.
        cursor: What `next_cursor` of the page before said; none for the first page.
        """
        return send(
            self._http,
            _list_tokens(authorization=authorization, limit=limit, cursor=cursor),
            responses.ListTokensResponse,
        )

    def issue_token(
        self, *, authorization: str | bytes | None = None, body: models.TokenRequest
    ) -> responses.IssueTokenResponse:
        """Issue a token; this answer alone shows it.

        `POST /tokens/`

        Nobody can issue a scope that they do not have themselves; that is a 403, too.
        """
        return send(self._http, _issue_token(authorization=authorization, body=body), responses.IssueTokenResponse)

    def get_token(
        self, *, authorization: str | bytes | None = None, token_id: models.TokenId
    ) -> responses.GetTokenResponse:
        """Tell of one token, but not its secret.

        `GET /tokens/{token_id}`

        token_id: The public part of the token, which names it.
        """
        return send(self._http, _get_token(authorization=authorization, token_id=token_id), responses.GetTokenResponse)

    def revoke_token(
        self, *, authorization: str | bytes | None = None, token_id: models.TokenId
    ) -> responses.RevokeTokenResponse:
        """Revoke a token, at once and for ever.

        `DELETE /tokens/{token_id}`

        From the moment of this answer the token is refused. To revoke it again is a 204, too.

        token_id: The public part of the token, which names it.
        """
        return send(
            self._http, _revoke_token(authorization=authorization, token_id=token_id), responses.RevokeTokenResponse
        )

    def get_liveness(self) -> responses.GetLivenessResponse:
        """Say that the process is alive.

        `GET /livez`
        """
        return send(self._http, _get_liveness(), responses.GetLivenessResponse)

    def get_readiness(self) -> responses.GetReadinessResponse:
        """Say that the service can take requests, since its storage can be written.

        `GET /readyz`
        """
        return send(self._http, _get_readiness(), responses.GetReadinessResponse)


class AsyncAuthClient:
    """Calls auth_service, like `AuthClient`, without blocking."""

    def __init__(self, http: httpx.AsyncClient) -> None:
        self._http = http

    async def login(self, *, authorization: str | bytes | None = None) -> responses.LoginResponse:
        """Say whose credential this is.

        `POST /login/`

        Known and in force: 200 and the principal behind it. Anything else: 401. The `Cache-Control` of a 200
        says for how long the decision may be reused.
        """
        return await send_async(self._http, _login(authorization=authorization), responses.LoginResponse)

    async def list_tokens(
        self,
        *,
        authorization: str | bytes | None = None,
        limit: models.Limit | None = None,
        cursor: models.TokenId | None = None,
    ) -> responses.ListTokensResponse:
        """List the tokens, a page at a time.

        `GET /tokens/`

        In the order of their `token_id`. Expired and revoked tokens are among them; secrets are not.

        limit: How many a page holds at most.
        cursor: What `next_cursor` of the page before said; none for the first page.
        """
        return await send_async(
            self._http,
            _list_tokens(authorization=authorization, limit=limit, cursor=cursor),
            responses.ListTokensResponse,
        )

    async def issue_token(
        self, *, authorization: str | bytes | None = None, body: models.TokenRequest
    ) -> responses.IssueTokenResponse:
        """Issue a token; this answer alone shows it.

        `POST /tokens/`

        Nobody can issue a scope that they do not have themselves; that is a 403, too.
        """
        return await send_async(
            self._http, _issue_token(authorization=authorization, body=body), responses.IssueTokenResponse
        )

    async def get_token(
        self, *, authorization: str | bytes | None = None, token_id: models.TokenId
    ) -> responses.GetTokenResponse:
        """Tell of one token, but not its secret.

        `GET /tokens/{token_id}`

        token_id: The public part of the token, which names it.
        """
        return await send_async(
            self._http, _get_token(authorization=authorization, token_id=token_id), responses.GetTokenResponse
        )

    async def revoke_token(
        self, *, authorization: str | bytes | None = None, token_id: models.TokenId
    ) -> responses.RevokeTokenResponse:
        """Revoke a token, at once and for ever.

        `DELETE /tokens/{token_id}`

        From the moment of this answer the token is refused. To revoke it again is a 204, too.

        token_id: The public part of the token, which names it.
        """
        return await send_async(
            self._http, _revoke_token(authorization=authorization, token_id=token_id), responses.RevokeTokenResponse
        )

    async def get_liveness(self) -> responses.GetLivenessResponse:
        """Say that the process is alive.

        `GET /livez`
        """
        return await send_async(self._http, _get_liveness(), responses.GetLivenessResponse)

    async def get_readiness(self) -> responses.GetReadinessResponse:
        """Say that the service can take requests, since its storage can be written.

        `GET /readyz`
        """
        return await send_async(self._http, _get_readiness(), responses.GetReadinessResponse)


def _login(*, authorization: str | bytes | None = None) -> Call:
    call = Call("POST", "/login/")
    call.add_credential("Authorization", authorization)
    return call


def _list_tokens(
    *, authorization: str | bytes | None = None, limit: models.Limit | None = None, cursor: models.TokenId | None = None
) -> Call:
    call = Call("GET", "/tokens/")
    call.add_credential("Authorization", authorization)
    call.add(parameters.LIST_TOKENS_LIMIT, limit)
    call.add(parameters.LIST_TOKENS_CURSOR, cursor)
    return call


def _issue_token(*, authorization: str | bytes | None = None, body: models.TokenRequest) -> Call:
    call = Call("POST", "/tokens/")
    call.add_credential("Authorization", authorization)
    call.add_body(models.TokenRequest, body, "application/json")
    return call


def _get_token(*, authorization: str | bytes | None = None, token_id: models.TokenId) -> Call:
    call = Call("GET", "/tokens/{token_id}")
    call.add_credential("Authorization", authorization)
    call.add(parameters.GET_TOKEN_TOKEN_ID, token_id)
    return call


def _revoke_token(*, authorization: str | bytes | None = None, token_id: models.TokenId) -> Call:
    call = Call("DELETE", "/tokens/{token_id}")
    call.add_credential("Authorization", authorization)
    call.add(parameters.REVOKE_TOKEN_TOKEN_ID, token_id)
    return call


def _get_liveness() -> Call:
    return Call("GET", "/livez")


def _get_readiness() -> Call:
    return Call("GET", "/readyz")
