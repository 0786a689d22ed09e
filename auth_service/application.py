"""The composition root of auth_service: it wires, and holds no logic."""

from fastapi import FastAPI

from auth_service.handlers import AuthHandlers
from auth_service.settings import Settings
from auth_service.tokens import Tokens
from chassis.application import build, storage
from chassis.readiness import Readiness
from chassis.storage import database
from generated.auth.server import create_router


def create_app(settings: Settings) -> FastAPI:
    """Build the application."""
    store = database(settings.database)
    tokens = Tokens(store, settings.demo_token.get_secret_value())
    readiness = Readiness(store)
    router = create_router(AuthHandlers(tokens, readiness, settings.decision_max_age))
    return build("generated.auth", router, storage("auth_service", store), leave=readiness.leave)
