"""A service has what its contract has, no less and no more, and says so itself."""

import json
import re
from collections.abc import Callable
from urllib.parse import urljoin

import pytest
from fastapi import APIRouter, FastAPI, Request, Response
from fastapi.routing import iter_route_contexts
from starlette.routing import Route, WebSocketRoute

from generated.runtime.server import Resource
from tests.api.services import CASES, NAMES, Pair, app, contract, send

pytestmark = pytest.mark.anyio
every_service = pytest.mark.parametrize("name", NAMES)

BESIDES = {
    "GET /openapi.json",
    "HEAD /openapi.json",
    "GET /docs",
    "GET /docs/oauth2-redirect",
    "Mount /static-offline-docs",
}
"""What every service has besides its contract: the contract itself, a page that shows it, and what the page needs."""


def promised(name: str) -> set[str]:
    """Return what a contract has, as `METHOD /path`."""
    return {case.operation.name for case in CASES if case.name == name}


def routes(service: FastAPI) -> set[str]:
    """Return what an application has, as `METHOD /path`, or by the kind of route where there is no method."""
    found = set()
    for route in iter_route_contexts(service.routes):
        resource = route.endpoint
        methods = resource.operations if isinstance(resource, Resource) else route.methods
        found |= {f"{method} {route.path}" for method in methods or [type(route.original_route).__name__]}
    return found


@every_service
def test_routes_are_those_of_contract(name: str, url: str) -> None:
    found, expected = routes(app(name, url)), promised(name) | BESIDES
    assert not found - expected, (
        f"{name}_service has what no contract has: {found - expected}; put it into {name}.openapi.yaml"
    )
    assert not expected - found, (
        f"{name}_service lacks {expected - found}; generate anew, and see chassis/application.py"
    )


async def enter(request: Request) -> Response:
    return Response()


def nest(service: FastAPI) -> None:
    outer, inner = APIRouter(prefix="/back"), APIRouter(prefix="/door")
    inner.add_api_route("/", enter, methods=["POST"])
    outer.include_router(inner)
    service.include_router(outer)


FOREIGN: dict[str, Callable[[FastAPI], None]] = {
    "GET /backdoor": lambda service: service.add_api_route("/backdoor", enter),
    "DELETE /login/": lambda service: service.add_route("/login/", enter, methods=["DELETE"]),
    "POST /back/door/": nest,
    "Mount /static": lambda service: service.mount("/static", Response()),
    "Route /asgi": lambda service: service.routes.append(Route("/asgi", Response())),
    "WebSocketRoute /ws": lambda service: service.routes.append(WebSocketRoute("/ws", Response())),
}


@pytest.mark.parametrize("foreign", FOREIGN)
def test_every_foreign_route_is_named(foreign: str, url: str) -> None:
    service = app("auth", url)
    FOREIGN[foreign](service)
    assert routes(service) - promised("auth") - BESIDES == {foreign}


@every_service
async def test_service_serves_its_contract(name: str, shared: Pair) -> None:
    response = await send(shared.http[name], "GET", "/openapi.json")
    assert response.status_code == 200
    assert response.headers["Content-Type"] == "application/json"
    served, written = (json.dumps(document, sort_keys=True) for document in (response.json(), contract(name).value))
    assert served == written, f"/openapi.json is not {name}.openapi.yaml; run `tox run -e generate`"


@every_service
async def test_page_needs_no_other_host(name: str, shared: Pair) -> None:
    http = shared.http[name]
    page = await send(http, "GET", "/docs")
    assert page.headers["Content-Type"].startswith("text/html")
    addresses = re.findall(r"""(?:src|href|url)\s*[=:]\s*["']([^"']+)""", page.text)
    assert len(addresses) >= 4, "a page has a script, a style, an icon and the contract"
    assert not re.search(r"""["'(=]\s*(\w+:)?//""", page.text), "the page refers to another host"
    for address in addresses:
        asset = await send(http, "GET", urljoin("/docs", address))
        assert (asset.status_code, len(asset.content) > 0) == (200, True), f"{address} is not there"
