"""info_service, started once for most of the tests."""

from collections.abc import Iterator

import pytest

from tests.faults.consumer import Consumer, consuming


@pytest.fixture(scope="session")
def anyio_backend() -> str:
    return "asyncio"


@pytest.fixture(scope="session")
def consumer() -> Iterator[Consumer]:
    """Yield what is started once; a test lets it recover from what it was put through."""
    with consuming() as running:
        yield running
