"""The composition root of info_service: it wires, and holds no logic."""

import httpx
from fastapi import FastAPI

from chassis.application import build, storage
from chassis.readiness import Readiness
from chassis.storage import database
from generated.info.server import create_router
from info_service.decisions import Decisions
from info_service.handlers import InfoHandlers
from info_service.hop import Hop, connect
from info_service.settings import Settings
from info_service.topics import Topics


def create_app(settings: Settings, *, transport: httpx.AsyncBaseTransport | None = None) -> FastAPI:
    """Build the application; `transport` leads to auth_service, over TCP unless told otherwise."""
    http = connect(str(settings.auth_url), settings.auth_timeout, transport)
    store = database(settings.database, alone=True)
    authority = Decisions(Hop(http, settings.auth_timeout).ask, settings.auth_timeout)
    readiness = Readiness(store)
    router = create_router(InfoHandlers(authority, Topics(store), readiness))
    return build("generated.info", router, storage("info_service", store), http, leave=readiness.leave)
