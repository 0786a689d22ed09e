"""The composition root of info_service: it wires, and holds no logic."""

import httpx
from fastapi import FastAPI

from chassis.application import build, storage
from chassis.storage import Readiness, database
from generated.info.server import create_router
from info_service.handlers import InfoHandlers
from info_service.hop import Hop, connect
from info_service.settings import Settings
from info_service.topics import Topics


def create_app(settings: Settings, *, transport: httpx.AsyncBaseTransport | None = None) -> FastAPI:
    """Build the application; `transport` leads to auth_service, over TCP unless told otherwise."""
    http = connect(str(settings.auth_url), settings.auth_timeout, transport)
    store = database(settings.database)
    handlers = InfoHandlers(Hop(http, settings.auth_timeout), Topics(store), Readiness(store))
    return build("generated.info", create_router(handlers), storage("info_service", store), http)
