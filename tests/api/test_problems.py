"""Whatever the contract does not have is answered with a problem, never in a framework's own way."""

import re
from urllib.parse import unquote

import httpx
import pytest
from openapi_schema_validator import OAS31Validator

from tests.api.services import CASES, GOOD, NAMES, PATHS, TOKEN, WITH_BODY, Case, Pair, contract, methods, send

pytestmark = pytest.mark.anyio

METHODS = ("GET", "POST", "PUT", "PATCH", "DELETE", "OPTIONS", "TRACE", "CONNECT", "PROPFIND")
WRONG_METHODS = [
    (name, method, path)
    for name in NAMES
    for path in sorted(PATHS[name])
    for method in METHODS
    if method not in methods(name, path)
]
WRONG_PATHS = [
    (name, method, wrong)
    for name in NAMES
    for path in sorted(PATHS[name])
    for method in ("GET", "POST", "OPTIONS")
    for wrong in (
        path[:-1] if path.endswith("/") else f"{path}/",
        f"/{path}",
        f"{path}%0A",
        f"{path}%00",
        f"{path}%2F",
        f"{path}/more",
        path.upper(),
        f"/v1{path}",
    )
]
NO_PATHS = [
    (name, "GET", path)
    for name in NAMES
    for path in ("/", "/redoc", "/docs/", "/openapi.yaml", "/openapi.json/", "/static-offline-docs/", "/%E6%97%A5")
]
BODILESS = [case for case in CASES if case not in WITH_BODY]


def is_promised(name: str, path: str) -> bool:
    """Say whether a contract has a path, since a parameter may stand for what seems wrong with it."""
    templates = {re.sub(r"{.+?}", r"[^/]+", case.template) for case in CASES if case.name == name}
    return any(re.fullmatch(template, unquote(path)) for template in templates)


UNKNOWN = [case for case in WRONG_PATHS + NO_PATHS if not is_promised(case[0], case[2])]


def check_problem(name: str, response: httpx.Response, status: int) -> None:
    """Hold an answer against the schema `Problem` of a contract."""
    where = f"{name}: {response.request.method} {response.request.url}"
    assert response.status_code == status, f"{where} is not in the contract, so it is a {status}"
    assert response.headers["Content-Type"] == "application/problem+json", f"{where}: see chassis/problems.py"
    schema = contract(name).at(("components", "schemas", "Problem"))
    faults = [error.message for error in OAS31Validator(schema).iter_errors(response.json())]
    assert not faults, f"{where} is answered with no problem: {faults}; see chassis/problems.py"
    assert response.json()["status"] == status, where
    assert TOKEN not in response.content, f"{where} shows the credential"


@pytest.mark.parametrize(("name", "method", "path"), WRONG_METHODS)
async def test_wrong_method_says_the_right(name: str, method: str, path: str, shared: Pair) -> None:
    response = await send(shared.http[name], method, path, [GOOD])
    check_problem(name, response, 405)
    assert set(response.headers["Allow"].split(", ")) == methods(name, path), "Allow has the methods of the contract"


@pytest.mark.parametrize(("name", "path"), [(name, path) for name in NAMES for path in sorted(PATHS[name])])
async def test_head_is_refused_without_body(name: str, path: str, shared: Pair) -> None:
    response = await send(shared.http[name], "HEAD", path, [GOOD])
    assert (response.status_code, response.headers["Content-Type"]) == (405, "application/problem+json")
    assert set(response.headers["Allow"].split(", ")) == methods(name, path), "Allow has the methods of the contract"
    assert response.content == b""


@pytest.mark.parametrize(("name", "method", "path"), UNKNOWN)
async def test_unknown_path_is_a_problem(name: str, method: str, path: str, shared: Pair) -> None:
    response = await send(shared.http[name], method, path, [GOOD])
    check_problem(name, response, 404)
    assert not response.has_redirect_location


@pytest.mark.parametrize("case", BODILESS, ids=str)
async def test_unwanted_body_changes_nothing(case: Case, shared: Pair) -> None:
    headers = {"Authorization": shared.admin}
    without, *others = [
        await shared.http[case.name].request(case.method, case.path, headers=headers, content=body)
        for body in (None, b"{}", b"\xff" * 99_999)
    ]
    assert str(without.status_code) in case.statuses - {"400", "401", "403", "503"}
    assert [(other.status_code, other.content) for other in others] == [(without.status_code, without.content)] * 2


def test_contracts_give_enough_cases() -> None:
    assert len(WRONG_METHODS) >= 10 * 6
    assert len(UNKNOWN) >= 3 * 10 * 6
    assert len(BODILESS) >= 10
