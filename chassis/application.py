"""How a service's application is put together: its contract, its router, its page, its problems and its storage."""

import json
from collections.abc import AsyncIterator
from contextlib import AbstractAsyncContextManager, AsyncExitStack, asynccontextmanager
from importlib.resources import files
from typing import Any

from fastapi import APIRouter, FastAPI
from fastapi_offline import FastAPIOffline

from chassis import logs, problems
from chassis.migrations import Migrations
from chassis.storage import Database

Resource = AbstractAsyncContextManager[object]
"""What a service opens before its first request, and closes after its last."""


def build(package: str, router: APIRouter, *resources: Resource) -> FastAPI:
    """Build the application that serves a contract.

    package: the generated package whose contract it is; the document itself is at /openapi.json, a page at /docs
    """
    contract: dict[str, Any] = json.loads(files(package).joinpath("contract.json").read_text())

    @asynccontextmanager
    async def lifespan(app: FastAPI) -> AsyncIterator[None]:
        logs.install()
        async with AsyncExitStack() as stack:
            for resource in resources:
                await stack.enter_async_context(resource)
            yield

    app = FastAPIOffline(title=contract["info"]["title"], redoc_url=None, redirect_slashes=False, lifespan=lifespan)
    app.openapi = lambda: contract  # type: ignore[method-assign]  # FastAPI's own way to replace the document
    app.include_router(router)
    problems.install(app)
    return app


@asynccontextmanager
async def storage(service: str, database: Database) -> AsyncIterator[None]:
    """Have the database ready while requests are served.

    service: the package with the database's migrations

    Raises:
        NotReadyError: it cannot be started with.
    """
    migrations = Migrations(service, database.url)
    migrations.start()
    try:
        yield
    finally:
        await database.close()
        migrations.stop()
