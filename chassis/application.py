"""How a service's application is put together: its contract, its router, its page, its problems and its storage."""

import gc
import json
import os
from collections.abc import AsyncIterator, Callable
from contextlib import AbstractAsyncContextManager, AsyncExitStack, asynccontextmanager
from importlib.resources import files
from typing import Any, Self

from fastapi import APIRouter, FastAPI
from fastapi_offline import FastAPIOffline
from starlette.routing import BaseRoute, Route
from starlette.types import Lifespan, Receive, Scope, Send

from chassis import logs, problems
from chassis.migrations import Migrations
from chassis.storage import Database

Resource = AbstractAsyncContextManager[object]
"""What a service opens before its first request, and closes after its last."""


FAILURE = "chassis.failure"
"""Where a request keeps the exception that FastAPI shall handle."""
OBJECTS = 50_000
"""That are made between two searches for garbage: a thousand requests at once are not searched all the time."""


def build(package: str, router: APIRouter, *resources: Resource, leave: Callable[[], None] = lambda: None) -> FastAPI:
    """Build the application that serves a contract.

    package: the generated package whose contract it is; the document itself is at /openapi.json, a page at /docs
    leave: is called when the service is about to stop
    """
    contract: dict[str, Any] = json.loads(files(package).joinpath("contract.json").read_text())

    @asynccontextmanager
    async def lifespan(app: Service) -> AsyncIterator[None]:
        logs.install()
        async with AsyncExitStack() as stack:
            for resource in resources:
                await stack.enter_async_context(resource)
            gc.collect()
            gc.freeze()  # what is there now stays, so no collection need look at it again
            gc.set_threshold(OBJECTS, 20, 50)
            yield

    page = FastAPIOffline(title=contract["info"]["title"], redoc_url=None)
    page.openapi = lambda: contract  # type: ignore[method-assign]  # FastAPI's own way to replace the document
    app = Service(router.routes, page.routes, lifespan)
    app.state.leave = leave
    problems.install(app)
    return app


class Service(FastAPI):
    """An application that answers at the paths of its contract at once, as far as they have no parameters.

    All else goes FastAPI's way: other paths, exceptions, and everything as soon as there is a middleware or telemetry.
    """

    def __init__(self, contract: list[BaseRoute], page: list[BaseRoute], lifespan: Lifespan[Self]) -> None:
        observed = any(name.startswith("OTEL_") for name in os.environ)
        super().__init__(
            openapi_url=None,
            redirect_slashes=False,
            lifespan=lifespan,
            telemetry={"tracing": observed, "metrics": observed, "logs": observed},
            routes=[*contract, *page],
        )
        routes = [route for route in contract if isinstance(route, Route) and not route.param_convertors]
        self._direct = {} if observed else {route.path: route.app for route in routes}
        self._usual = self.router.middleware_stack
        self.router.middleware_stack = self._raise_or_route

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer a request (ASGI)."""
        resource = self._direct.get(scope["path"]) if scope["type"] == "http" and not self.user_middleware else None
        if resource is None:
            await super().__call__(scope, receive, send)
            return
        try:
            await resource(scope, receive, send)
        except Exception as error:  # noqa: BLE001  # FastAPI's own handlers get it
            scope[FAILURE] = error
            await super().__call__(scope, receive, send)

    async def _raise_or_route(self, scope: Scope, receive: Receive, send: Send) -> None:
        if FAILURE in scope:
            raise scope[FAILURE]
        await self._usual(scope, receive, send)


@asynccontextmanager
async def storage(service: str, database: Database) -> AsyncIterator[None]:
    """Have the database ready while requests are served.

    service: the package with the database's migrations

    Raises:
        NotMigratedError: it cannot be started with.
    """
    migrations = Migrations(service, database.url)
    migrations.start()
    try:
        yield
    finally:
        await database.close()
        migrations.stop()
