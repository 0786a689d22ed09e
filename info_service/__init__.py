"""The consumer: answers those whom auth_service lets in."""

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from fastapi import FastAPI


def __getattr__(name: str) -> "FastAPI":
    """Build `app` for `uvicorn info_service:app`, from the environment, when it is asked for."""
    if name != "app":
        message = f"module {__name__!r} has no attribute {name!r}"
        raise AttributeError(message)
    from chassis.settings import read_settings
    from info_service.application import create_app
    from info_service.settings import Settings

    return create_app(read_settings(Settings))
