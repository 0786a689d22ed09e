"""The clients of auth_service, over an `httpx` client whose `base_url` leads to it."""
# Generated from auth.openapi.yaml (sha256 207285e693504aa6) by contracts.codegen. Do not edit:
# change the contract, and generate anew.

from __future__ import annotations

import httpx

from ..runtime.client import Call, send, send_async
from . import responses


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

    def get_liveness(self) -> responses.GetLivenessResponse:
        """Say that the process is alive.

        `GET /livez`
        """
        return send(self._http, _get_liveness(), responses.GetLivenessResponse)

    def get_readiness(self) -> responses.GetReadinessResponse:
        """Say that the service can take requests.

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

    async def get_liveness(self) -> responses.GetLivenessResponse:
        """Say that the process is alive.

        `GET /livez`
        """
        return await send_async(self._http, _get_liveness(), responses.GetLivenessResponse)

    async def get_readiness(self) -> responses.GetReadinessResponse:
        """Say that the service can take requests.

        `GET /readyz`
        """
        return await send_async(self._http, _get_readiness(), responses.GetReadinessResponse)


def _login(*, authorization: str | bytes | None = None) -> Call:
    call = Call("POST", "/login/")
    call.add_credential("Authorization", authorization)
    return call


def _get_liveness() -> Call:
    return Call("GET", "/livez")


def _get_readiness() -> Call:
    return Call("GET", "/readyz")
