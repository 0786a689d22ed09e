"""info_service, started once for most of the tests."""

import gc
from collections.abc import AsyncIterator, Iterator

import pytest

from tests.faults.consumer import Consumer, consuming


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Run first what holds answers to milliseconds, so that it does not run beside what keeps the machine busy."""
    items.sort(key=lambda item: item.path.name != "test_hop.py")


@pytest.fixture(scope="session")
def anyio_backend() -> str:
    return "asyncio"


@pytest.fixture(scope="session")
def started() -> Iterator[Consumer]:
    gc.collect()
    gc.freeze()  # to search all that was imported for garbage takes 100 ms, in the midst of what is measured
    with consuming() as running:
        yield running


@pytest.fixture
async def consumer(started: Consumer) -> AsyncIterator[Consumer]:
    """Yield what is started once; it recovers from what a test put it through, even if that failed."""
    yield started
    await started.recover()
