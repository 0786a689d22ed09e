from collections.abc import Iterator

import pytest

from tests.browser.chromium import Page, chromium, new_page


@pytest.fixture(scope="session")
def devtools() -> Iterator[str]:
    with chromium() as address:
        yield address


@pytest.fixture
def page(devtools: str) -> Iterator[Page]:
    with new_page(devtools) as opened:
        yield opened
