"""Readiness: written to be known, remembered for a moment, and gone when the service leaves."""

import asyncio

import pytest
from sqlalchemy import URL, Select

from chassis.readiness import FRESH, NotReadyError, Readiness
from chassis.storage import Change, Rows, StorageError, Values
from tests.support.commands import until


class Store:
    """A database whose one row is there or not; it counts how often it was written."""

    url = URL.create("sqlite")

    def __init__(self, rows: int = 1) -> None:
        self.rows = rows
        self.written = 0

    async def fetch(self, statement: Select[tuple[object]], values: Values | None = None) -> Rows:
        raise StorageError

    async def change(self, statement: Change, values: Values | None = None) -> int:
        self.written += 1
        return self.rows

    async def close(self) -> None:
        raise StorageError


def check(readiness: Readiness, times: int = 1) -> None:
    async def ask() -> None:
        for _ in range(times):
            await readiness.check()

    asyncio.run(ask())


def test_storage_is_written_once_a_moment() -> None:
    store = Store()
    check(Readiness(store), times=10)
    assert store.written == 1
    assert FRESH <= 1, "whoever asks /readyz hears of a lost storage within a second"


def test_storage_is_written_again_later() -> None:
    store = Store()
    readiness = Readiness(store)

    def is_written_again() -> bool:
        check(readiness)
        return store.written > 1

    until(is_written_again, "another look at the storage")


@pytest.mark.parametrize("rows", [0, 2])
def test_other_than_one_row_is_not_ready(rows: int) -> None:
    store = Store(rows)
    readiness = Readiness(store)
    for times in (1, 2):
        with pytest.raises(NotReadyError, match="table probe"):
            check(readiness)
        assert store.written == times, "what failed is not remembered"


def test_who_leaves_is_not_ready_any_more() -> None:
    store = Store()
    readiness = Readiness(store)
    check(readiness)
    readiness.leave()
    with pytest.raises(NotReadyError, match="about to stop"):
        check(readiness)
    assert store.written == 1
