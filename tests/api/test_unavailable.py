"""Every operation of both contracts answers 503, and nothing else, while the storage is gone."""

from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from chassis.storage import read_url
from tests.api.services import CASES, GOOD, NAMES, Case, Pair, started
from tests.support.databases import sqlite_in

pytestmark = pytest.mark.anyio
DEPENDENT = [case for case in CASES if "503" in case.statuses]


@pytest.fixture(scope="module")
async def bereft(tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[Pair]:
    """Yield services that have lost their files."""
    auth_url, info_url = (sqlite_in(tmp_path_factory.mktemp(name)) for name in NAMES)
    async with started(auth_url, info_url) as pair:
        for url in pair.urls.values():
            remove(url)
        yield pair


def remove(url: str) -> None:
    Path(str(read_url(url).database)).unlink()


@pytest.mark.parametrize("case", DEPENDENT, ids=str)
async def test_without_storage_nothing_is_promised(case: Case, bereft: Pair) -> None:
    response = await bereft.ask(case, bereft.admin)
    assert (response.status_code, response.headers.get("Retry-After")) == (503, "1")
    assert response.headers.get("Content-Type") == "application/problem+json"
    assert response.json()["title"] == "Service Unavailable"


@pytest.mark.parametrize("case", [case for case in CASES if case not in DEPENDENT], ids=str)
async def test_liveness_needs_no_storage(case: Case, bereft: Pair) -> None:
    assert (await bereft.ask(case)).status_code == 200


async def test_demo_token_needs_no_storage(bereft: Pair) -> None:
    assert (await bereft.auth.login(authorization=GOOD)).status == 200


def test_all_but_liveness_depend_on_storage() -> None:
    assert {case.template for case in CASES if case not in DEPENDENT} == {"/livez"}
    assert len(DEPENDENT) >= 12
