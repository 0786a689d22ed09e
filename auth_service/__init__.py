"""The provider: says whether a credential is good."""

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from fastapi import FastAPI


def __getattr__(name: str) -> "FastAPI":
    """Build `app` for `uvicorn auth_service:app`, from the environment, when it is asked for."""
    if name != "app":
        message = f"module {__name__!r} has no attribute {name!r}"
        raise AttributeError(message)
    from auth_service.application import create_app
    from auth_service.settings import Settings
    from chassis.settings import read_settings

    return create_app(read_settings(Settings))
