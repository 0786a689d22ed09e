"""The composition root of auth_service: it wires, and holds no logic."""

from fastapi import FastAPI

from auth_service.handlers import AuthHandlers
from auth_service.settings import Settings
from auth_service.tokens import Tokens
from chassis.application import build, storage
from chassis.storage import Readiness, database
from generated.auth.server import create_router


def create_app(settings: Settings) -> FastAPI:
    """Build the application."""
    store = database(settings.database)
    handlers = AuthHandlers(Tokens(store, settings.demo_token.get_secret_value()), Readiness(store))
    return build("generated.auth", create_router(handlers), storage("auth_service", store))
