"""The clients of info_service, over an `httpx` client whose `base_url` leads to it."""
# Generated from info.openapi.yaml (sha256 91575e47a4a6e47a) by contracts.codegen. Do not edit:
# change the contract, and generate anew.

from __future__ import annotations

import httpx

from ..runtime.client import Call, send, send_async
from . import responses


class InfoClient:
    """Calls info_service; each method returns one of the documented answers, or raises (see `runtime.client`)."""

    def __init__(self, http: httpx.Client) -> None:
        self._http = http

    def get_information(self, *, authorization: str | bytes | None = None) -> responses.GetInformationResponse:
        """Tell the answer.

        `GET /info/`
        """
        return send(self._http, _get_information(authorization=authorization), responses.GetInformationResponse)

    def get_liveness(self) -> responses.GetLivenessResponse:
        """Say that the process is alive.

        `GET /livez`
        """
        return send(self._http, _get_liveness(), responses.GetLivenessResponse)

    def get_readiness(self) -> responses.GetReadinessResponse:
        """Say that the service can take requests; it does not depend on auth_service.

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
        """
        return await send_async(
            self._http, _get_information(authorization=authorization), responses.GetInformationResponse
        )

    async def get_liveness(self) -> responses.GetLivenessResponse:
        """Say that the process is alive.

        `GET /livez`
        """
        return await send_async(self._http, _get_liveness(), responses.GetLivenessResponse)

    async def get_readiness(self) -> responses.GetReadinessResponse:
        """Say that the service can take requests; it does not depend on auth_service.

        `GET /readyz`
        """
        return await send_async(self._http, _get_readiness(), responses.GetReadinessResponse)


def _get_information(*, authorization: str | bytes | None = None) -> Call:
    call = Call("GET", "/info/")
    call.add_credential("Authorization", authorization)
    return call


def _get_liveness() -> Call:
    return Call("GET", "/livez")


def _get_readiness() -> Call:
    return Call("GET", "/readyz")
