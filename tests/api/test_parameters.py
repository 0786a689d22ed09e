"""Every parameter of both contracts, whatever it is: a bad value is named, and not shown."""

import httpx
import pytest

from tests.api.services import CASES, EXAMPLES, Case, Pair

pytestmark = pytest.mark.anyio
PARAMETERS = [(case, (node / "in").text, (node / "name").text) for case in CASES for node in case.operation.parameters]
SWORDFISH = "Sword_fish!"
"""No parameter may have this value."""


async def send(pair: Pair, case: Case, place: str, name: str, *values: str) -> httpx.Response:
    """Send a good request, but for these values of a parameter."""
    pairs = [(name, value) for value in values]
    return await pair.http[case.name].request(
        case.method,
        case.template.format_map(EXAMPLES | dict(pairs if place == "path" else [])),
        params=tuple(pairs if place == "query" else []),
        headers=[("Authorization", pair.admin), *(pairs if place == "header" else [])],
        json=case.body,
    )


@pytest.mark.parametrize(("case", "place", "name"), PARAMETERS, ids=str)
async def test_bad_value_is_named_not_shown(case: Case, place: str, name: str, shared: Pair) -> None:
    response = await send(shared, case, place, name, SWORDFISH)
    assert response.status_code == 400
    assert response.json()["detail"].startswith(f"{place}.{name}: ")
    assert "fish" not in response.text, "an answer must not show what was sent, which may be a secret"


@pytest.mark.parametrize(("case", "place", "name"), [it for it in PARAMETERS if it[1] != "path"], ids=str)
async def test_second_value_is_refused(case: Case, place: str, name: str, shared: Pair) -> None:
    response = await send(shared, case, place, name, "*", "*")
    assert (response.status_code, response.json()["detail"]) == (400, f"{place}.{name}: Send it once")


def test_contracts_give_enough_cases() -> None:
    assert {place for _, place, _ in PARAMETERS} == {"path", "query", "header"}
    assert {name for *_, name in PARAMETERS} >= {"limit", "cursor", "If-Match", "If-None-Match", *EXAMPLES}
    assert len(PARAMETERS) >= 12
