"""How a service's application is put together: its contract, its router, its page and its problems."""

import json
from contextlib import AbstractAsyncContextManager
from importlib.resources import files
from typing import Any, Protocol

from fastapi import APIRouter, FastAPI
from fastapi_offline import FastAPIOffline

from chassis import problems


class Lifespan(Protocol):
    """What a service opens before its first request, and closes after its last."""

    def __call__(self, app: FastAPI, /) -> AbstractAsyncContextManager[None]:
        """Return the context in which requests are served."""


def build(package: str, router: APIRouter, lifespan: Lifespan | None = None) -> FastAPI:
    """Build the application that serves a contract.

    package: the generated package whose contract it is; the document itself is at /openapi.json, a page at /docs
    """
    contract: dict[str, Any] = json.loads(files(package).joinpath("contract.json").read_text())
    app = FastAPIOffline(title=contract["info"]["title"], redoc_url=None, redirect_slashes=False, lifespan=lifespan)
    app.openapi = lambda: contract  # type: ignore[method-assign]  # FastAPI's own way to replace the document
    app.include_router(router)
    problems.install(app)
    return app
