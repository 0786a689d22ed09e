"""The composition root of info_service: it wires, and holds no logic."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

import httpx
from fastapi import FastAPI

from chassis.application import build
from generated.info.server import create_router
from info_service.handlers import InfoHandlers
from info_service.hop import Hop, connect
from info_service.settings import Settings


def create_app(settings: Settings, *, transport: httpx.AsyncBaseTransport | None = None) -> FastAPI:
    """Build the application; `transport` leads to auth_service, over TCP unless told otherwise."""
    http = connect(str(settings.auth_url), settings.auth_timeout, transport)

    @asynccontextmanager
    async def lifespan(app: FastAPI) -> AsyncIterator[None]:
        async with http:
            yield

    return build("generated.info", create_router(InfoHandlers(Hop(http, settings.auth_timeout))), lifespan)
