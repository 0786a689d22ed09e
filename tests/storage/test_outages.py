"""A service whose database fails says so in time, says nothing wrong, forgets nothing, and returns by itself."""

from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack
from datetime import timedelta

import httpx
import pytest

from tests.storage.callers import CALLERS, Caller
from tests.storage.outages import OUTAGES, Outage, Target
from tests.support.commands import until
from tests.support.databases import Postgres, sqlite_in

LONGEST = timedelta(seconds=3)
TABLES = {"auth_service": ("probe", "tokens"), "info_service": ("probe", "topics")}
FEW = {("auth_service", "gone"), ("auth_service", "locked")}
"""What is tried each time; the rest takes minutes."""
CASES = [
    pytest.param(
        (service, backend),
        outage,
        id=f"{service}-{backend}-{name}",
        marks=() if (service, name) in FEW else pytest.mark.long,
    )
    for service in CALLERS
    for backend, outages in OUTAGES.items()
    for name, outage in outages.items()
]


@pytest.fixture(scope="module")
def served(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[Caller, Target]]:
    """Yield a caller of a service, which goes on running from outage to outage, and its database."""
    service, backend = request.param
    postgres: Postgres | None = request.getfixturevalue("postgres") if backend == "postgres" else None
    where = postgres.new() if postgres else sqlite_in(tmp_path_factory.mktemp("sqlite"))
    with CALLERS[service](where) as caller:
        yield caller, Target(caller.url, caller.service.pid, TABLES[service], postgres)


def check_closed(caller: Caller) -> None:
    """Check that writing is refused, all of it in time, and that reading is refused or right."""
    with ThreadPoolExecutor(20) as pool:
        alive = pool.submit(caller.http.get, "/livez")
        writes = [pool.submit(caller.create) for _ in range(4)] + [pool.submit(caller.destroy) for _ in range(2)]
        reads = {read: pool.submit(caller.ask, read) for read in caller.reads}
    for write in writes:
        check_unavailable(write.result())
    for read, answer in reads.items():
        if not read.is_answered_by(answer.result()):
            check_unavailable(answer.result())
    assert alive.result().status_code == 200
    until(lambda: caller.http.get("/readyz").status_code == 503, "a /readyz that tells of the outage")
    check_unavailable(caller.http.get("/readyz"))


def check_unavailable(response: httpx.Response) -> None:
    asked = f"{response.request.method} {response.request.url.path}"
    assert response.status_code == 503, (
        f"{asked} was answered {response.status_code} {response.text} without a database"
    )
    assert response.headers["Content-Type"] == "application/problem+json"
    assert int(response.headers["Retry-After"]) >= 1
    assert response.elapsed < LONGEST, f"{asked} took {response.elapsed}; see PATIENCE in chassis/storage.py"


def check_open(caller: Caller) -> None:
    """Check that the service returns by itself, and has forgotten nothing."""
    until(lambda: caller.create().status_code == 201, "a write, after the database returned")
    until(lambda: caller.http.get("/readyz").status_code == 200, "a good /readyz, after the database returned")
    assert caller.destroy().status_code == 204
    for read in caller.reads:
        answer = caller.ask(read)
        assert read.is_answered_by(answer), f"{read} was acknowledged, and now is {answer.status_code} {answer.text}"


@pytest.mark.parametrize(("served", "outage"), CASES, indirect=["served"])
def test_outage_is_told_and_passes(served: tuple[Caller, Target], outage: Outage) -> None:
    caller, target = served
    with ThreadPoolExecutor(8) as pool:
        created = [pool.submit(caller.create) for _ in range(8)]
    assert [answer.result().status_code for answer in created] == [201] * 8
    assert caller.destroy().status_code == 204
    with ExitStack() as undo:
        outage(target, undo)
        check_closed(caller)
    check_open(caller)
    assert "Traceback" not in "".join(caller.service.log)
