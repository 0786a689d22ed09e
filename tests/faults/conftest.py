"""info_service, started once for most of the tests."""

from collections.abc import AsyncIterator, Iterator

import pytest

from tests.faults.consumer import Consumer, consuming


@pytest.fixture(scope="session")
def anyio_backend() -> str:
    return "asyncio"


@pytest.fixture(scope="session")
def started() -> Iterator[Consumer]:
    with consuming() as running:
        yield running


@pytest.fixture
async def consumer(started: Consumer) -> AsyncIterator[Consumer]:
    """Yield what is started once; it recovers from what a test put it through, even if that failed."""
    yield started
    await started.recover()
