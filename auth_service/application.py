"""The composition root of auth_service: it wires, and holds no logic."""

import logging
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from fastapi import FastAPI

from auth_service.handlers import AuthHandlers
from auth_service.settings import Settings
from auth_service.tokens import Tokens
from chassis.application import build
from generated.auth.server import create_router

logger = logging.getLogger("uvicorn.error")


def create_app(settings: Settings) -> FastAPI:
    """Build the application."""
    demo_token = settings.demo_token.get_secret_value()

    @asynccontextmanager
    async def lifespan(app: FastAPI) -> AsyncIterator[None]:
        if not demo_token:
            logger.warning("No token is known, so every login is refused: set AUTH_DEMO_TOKEN to try the service.")
        yield

    return build("generated.auth", create_router(AuthHandlers(Tokens(demo_token))), lifespan)
