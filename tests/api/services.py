"""Both services in one process, their contracts, and fakes of auth_service."""

from collections.abc import Sequence
from pathlib import Path

import httpx
from fastapi import FastAPI
from pydantic import SecretStr

import auth_service.application
import auth_service.settings
import info_service.application
import info_service.settings
from chassis.application import build
from contracts.document import Document, load
from generated.auth import models
from generated.auth.responses import Healthy, Login200, LoginResponse
from generated.auth.server import AuthServer, create_router
from generated.runtime.access import AccessRequest

ROOT = Path(__file__).parents[2]
URL = "http://service"
NAMES = ("auth", "info")
METHODS = {"get", "put", "post", "delete", "options", "head", "patch", "trace"}

TOKEN = b"a-token-of-the-greatest-length-".ljust(512 - len("Bearer "), b"-")
GOOD = b"Bearer " + TOKEN


def auth_app(token: bytes = TOKEN) -> FastAPI:
    """Build auth_service, which knows one token, or none if that is empty."""
    settings = auth_service.settings.Settings(demo_token=SecretStr(token.decode()))
    return auth_service.application.create_app(settings)


def info_app(transport: httpx.AsyncBaseTransport | None = None) -> FastAPI:
    """Build info_service, which asks auth_service in the same process, unless the transport leads elsewhere."""
    settings = info_service.settings.Settings()
    return info_service.application.create_app(settings, transport=transport or within(auth_app()))


def info_app_with(auth: AuthServer) -> FastAPI:
    """Build info_service, which asks this implementation of auth_service."""
    return info_app(within(build("generated.auth", create_router(auth))))


def app(name: str) -> FastAPI:
    """Build the service of a contract."""
    return auth_app() if name == "auth" else info_app()


def within(service: FastAPI) -> httpx.ASGITransport:
    """Return the way to a service in this process; it answers 500, as a server does, where the service raises."""
    return httpx.ASGITransport(service, raise_app_exceptions=False)


def caller(service: FastAPI) -> httpx.AsyncClient:
    """Return a client of a service in this process."""
    return httpx.AsyncClient(transport=within(service), base_url=URL)


async def send(service: FastAPI, method: str, path: str, credentials: Sequence[bytes] = ()) -> httpx.Response:
    """Send a request with these fields `Authorization`, byte for byte."""
    async with caller(service) as http:
        return await http.request(method, URL + path, headers=[(b"Authorization", value) for value in credentials])


def contract(name: str) -> Document:
    """Read a contract."""
    return load(ROOT / "contracts" / f"{name}.openapi.yaml")


def operations(name: str) -> dict[str, set[str]]:
    """Return the methods of each path of a contract, in capitals."""
    document = contract(name)
    paths = document.at(("paths",))
    assert isinstance(paths, dict)
    methods: dict[str, set[str]] = {}
    for path in paths:
        item = document.at(("paths", path))
        assert isinstance(item, dict)
        methods[path] = {method.upper() for method in METHODS & item.keys()}
    return methods


class FakeAuth:
    """An auth_service that gives every credential the same answer."""

    def __init__(self, answer: LoginResponse) -> None:
        self.answer = answer

    async def login(self, access: AccessRequest, /) -> LoginResponse:
        return self.answer

    async def get_liveness(self) -> Healthy:
        return Healthy(body=models.Health(status="ok"))

    async def get_readiness(self) -> Healthy:
        return Healthy(body=models.Health(status="ok"))


class BrokenAuth(FakeAuth):
    """An auth_service that fails at every credential."""

    WORDS = "what went wrong is nobody's business"

    def __init__(self) -> None:
        super().__init__(admission("info:read"))

    async def login(self, access: AccessRequest, /) -> LoginResponse:
        raise RuntimeError(self.WORDS)


def admission(*scopes: str) -> Login200:
    """Return the answer that lets a caller do so much."""
    return Login200(
        cache_control="no-store", body=models.Principal(subject="demo", scopes=list(scopes), expires_at=None)
    )
