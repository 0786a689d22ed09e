"""The states that pacts want of auth_service, and the provider that can be put into them."""

from fastapi import FastAPI
from pydantic import SecretStr
from starlette.types import Receive, Scope, Send

from auth_service.application import create_app
from auth_service.settings import Settings
from tests.pact.verification import States


class Provider(FastAPI):
    """The real auth_service, behind one port; a state gives it other settings."""

    def __init__(self) -> None:
        super().__init__()
        self._restart(demo_token="")

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        await self._service(scope, receive, send)

    def know(self, token: str) -> None:
        self._restart(demo_token=token)

    def forget(self, token: str) -> None:
        self._restart(demo_token=f"not-{token}")

    def _restart(self, *, demo_token: str) -> None:
        self._service = create_app(Settings(demo_token=SecretStr(demo_token)))


def states(provider: Provider) -> States:
    """Return for each state what puts the provider into it, given the state's parameters by name."""
    return {
        "the token is good for info:read": provider.know,
        "the token is unknown": provider.forget,
    }
