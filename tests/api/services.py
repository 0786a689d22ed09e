"""Both services in one process, their contracts, and fakes of auth_service."""

from collections.abc import AsyncIterator, Sequence
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import dataclass, field
from datetime import timedelta
from functools import cache
from pathlib import Path
from types import TracebackType
from typing import Self

import httpx
from fastapi import FastAPI
from pydantic import SecretStr

import auth_service.application
import auth_service.settings
import info_service.application
import info_service.settings
from auth_service.tokens import Tokens
from chassis.application import build
from chassis.storage import database
from contracts.document import Document, Json, load
from contracts.view import Node, Operation, operations
from generated.auth import models
from generated.auth.client import AsyncAuthClient
from generated.auth.responses import Healthy, Login200, LoginResponse
from generated.auth.server import AuthServer, create_router
from generated.info.client import AsyncInfoClient
from generated.runtime.access import AccessRequest
from tests.support.answers import recorder
from tests.support.databases import migrated
from tests.typing.others import AllButLogin

ROOT = Path(__file__).parents[2]
URL = "http://service"
NAMES = ("auth", "info")

TOKEN = b"a-token-of-the-greatest-length-".ljust(512 - len("Bearer "), b"-")
GOOD = b"Bearer " + TOKEN
"""The demo token, and a credential with it."""

EXAMPLES = {"token_id": "3XkQ9vTn0bLcR7Zd", "topic": "everything"}
"""What stands for each parameter in a path; there is no such token."""


@cache
def contract(name: str) -> Document:
    """Read a contract."""
    return load(ROOT / "contracts" / f"{name}.openapi.yaml")


@dataclass(frozen=True)
class Case:
    """An operation of a contract, and a request that it takes."""

    name: str
    operation: Operation

    def __str__(self) -> str:
        return f"{self.name} {self.operation.name}"

    @property
    def method(self) -> str:
        """Its method, in capitals."""
        return self.operation.name.partition(" ")[0]

    @property
    def template(self) -> str:
        """Its path, as the contract writes it."""
        return self.operation.name.partition(" ")[2]

    @property
    def path(self) -> str:
        """Its path, with an example for each parameter."""
        try:
            return self.template.format_map(EXAMPLES)
        except KeyError as error:
            raise AssertionError(f"say in EXAMPLES what stands for {error} in {self.template}") from None

    @property
    def body(self) -> Json:
        """The example of its body, or None if it has none."""
        return (self._content / "example").value

    @property
    def schema(self) -> Node:
        """The schema of its body."""
        return self._content / "schema"

    @property
    def _content(self) -> Node:
        return self.operation.node / "requestBody" / "content" / "application/json"

    @property
    def scopes(self) -> frozenset[str]:
        """The scopes that it demands."""
        return frozenset().union(*self.operation.scopes)

    @property
    def statuses(self) -> set[str]:
        """The statuses that it may answer."""
        return {status for status, _ in self.operation.responses}


CASES = [Case(name, operation) for name in NAMES for operation in operations(contract(name))]
SECURED = [case for case in CASES if case.operation.security.value]
WITH_BODY = [case for case in CASES if case.body is not None]
SCOPES = frozenset().union(*(case.scopes for case in CASES))
PATHS = {name: {case.path for case in CASES if case.name == name} for name in NAMES}


def methods(name: str, path: str) -> set[str]:
    """Return the methods that a contract has for a path with examples in it."""
    return {case.method for case in CASES if (case.name, case.path) == (name, path)}


def auth_app(url: str, token: bytes = TOKEN) -> FastAPI:
    """Build auth_service, which has one demo token, or none if that is empty."""
    settings = auth_service.settings.Settings(
        database_url=SecretStr(url),
        demo_token=SecretStr(token.decode()),
        decision_max_age=0,  # so that each request is decided anew
    )
    return auth_service.application.create_app(settings)


def info_app(url: str, auth: httpx.AsyncBaseTransport) -> FastAPI:
    """Build info_service, which asks auth_service over a transport."""
    settings = info_service.settings.Settings(database_url=SecretStr(url))
    return info_service.application.create_app(settings, transport=auth)


def info_app_with(url: str, auth: AuthServer) -> FastAPI:
    """Build info_service, which asks this implementation of auth_service."""
    return info_app(url, Within(build("generated.auth", create_router(auth))))


def app(name: str, url: str) -> FastAPI:
    """Build the service of a contract; it is not started."""
    return auth_app(url) if name == "auth" else info_app_with(url, BrokenAuth())


class Within(httpx.ASGITransport):
    """The way to a service in this process, which starts and stops with it as it does with a server.

    It answers 500, as a server does, where the service raises. Every problem on its way has the status of its answer.
    """

    def __init__(self, service: FastAPI) -> None:
        super().__init__(service, raise_app_exceptions=False)
        self._lifespan = service.router.lifespan_context(service)

    async def __aenter__(self) -> Self:
        await self._lifespan.__aenter__()
        return self

    async def __aexit__(
        self,
        kind: type[BaseException] | None = None,
        error: BaseException | None = None,
        trace: TracebackType | None = None,
    ) -> None:
        await self._lifespan.__aexit__(kind, error, trace)

    async def handle_async_request(self, request: httpx.Request) -> httpx.Response:
        response = await super().handle_async_request(request)
        if response.headers.get("Content-Type") == "application/problem+json" and await response.aread():
            told = response.json()["status"]
            assert told == response.status_code, f"a {response.status_code} tells of a problem with the status {told}"
        return response


def caller(name: str, service: FastAPI) -> httpx.AsyncClient:
    """Return a client of the service of a contract, which is started when the client is entered."""
    return caller_by(name, Within(service))


def caller_by(name: str, way: httpx.AsyncBaseTransport) -> httpx.AsyncClient:
    """Return a client that holds all answers to a contract."""
    return httpx.AsyncClient(transport=way, base_url=URL, event_hooks=recorder().async_hooks(name))


async def send(http: httpx.AsyncClient, method: str, path: str, credentials: Sequence[bytes] = ()) -> httpx.Response:
    """Send a request with these fields `Authorization`, byte for byte."""
    return await http.request(method, URL + path, headers=[(b"Authorization", value) for value in credentials])


@dataclass
class Witness(httpx.AsyncBaseTransport):
    """The way from info_service to an auth_service that is started already; it keeps what was asked."""

    auth: httpx.AsyncBaseTransport
    asked: list[bytes] = field(default_factory=list)

    async def handle_async_request(self, request: httpx.Request) -> httpx.Response:
        """Pass a request on."""
        self.asked += [value for name, value in request.headers.raw if name.lower() == b"authorization"]
        return await self.auth.handle_async_request(request)


@dataclass(frozen=True)
class Pair:
    """Both services, started, each with a database of its own.

    http: what leads to each of them
    urls: of their databases
    asked: the credentials that info_service asked auth_service about
    admin: a credential with all scopes of the contracts
    """

    http: dict[str, httpx.AsyncClient]
    urls: dict[str, str]
    asked: list[bytes]
    tokens: Tokens
    admin: str

    @property
    def auth(self) -> AsyncAuthClient:
        """The generated client of auth_service."""
        return AsyncAuthClient(self.http["auth"])

    @property
    def info(self) -> AsyncInfoClient:
        """The generated client of info_service."""
        return AsyncInfoClient(self.http["info"])

    async def credential(self, *scopes: str, lifetime: timedelta | None = None) -> str:
        """Return a new credential with these scopes."""
        _, token = await self.tokens.issue("somebody", scopes, lifetime)
        return f"Bearer {token}"

    async def ask(self, case: Case, *credentials: bytes | str) -> httpx.Response:
        """Send the request of a case, with these fields `Authorization`."""
        fields = [(b"Authorization", value.encode() if isinstance(value, str) else value) for value in credentials]
        return await self.http[case.name].request(case.method, case.path, headers=fields, json=case.body)


@asynccontextmanager
async def started(auth_url: str, info_url: str) -> AsyncIterator[Pair]:
    """Start both services on empty databases, and stop them at the end of the block."""
    urls = {"auth": auth_url, "info": info_url}
    stores = {name: migrated(f"{name}_service", url) for name, url in urls.items()}
    async with AsyncExitStack() as stack:
        store = database(stores["auth"])
        stack.push_async_callback(store.close)
        tokens, auth = Tokens(store), Within(auth_app(auth_url))
        witness = Witness(auth)
        http = {
            "auth": await stack.enter_async_context(caller_by("auth", auth)),
            "info": await stack.enter_async_context(caller("info", info_app(info_url, witness))),
        }
        _, admin = await tokens.issue("admin", SCOPES, None)
        yield Pair(http, urls, witness.asked, tokens, f"Bearer {admin}")


class FakeAuth(AllButLogin):
    """An auth_service that gives every credential the same answer, and keeps no token."""

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
