"""Whether a service can take requests: its storage can be written, and it is not about to stop."""

import time
from datetime import UTC, datetime

from sqlalchemy import update

from chassis.storage import PROBE, Database

FRESH = 1.0
"""Seconds for which it counts that the storage could be written."""


class NotReadyError(Exception):
    """The service takes no more requests; the text says why."""


class Readiness:
    """Says whether the service is ready: by writing to its storage, but not at every question."""

    def __init__(self, storage: Database) -> None:
        self._storage = storage
        self._good_until = 0.0
        self._leaving = False

    def leave(self) -> None:
        """Say from now on that the service is about to stop."""
        self._leaving = True

    async def check(self) -> None:
        """Write to the storage, unless that succeeded a moment ago.

        Raises:
            NotReadyError: the service is about to stop, or something else wrote where it should not.
            StorageError: the storage cannot be written.
        """
        if self._leaving:
            raise NotReadyError("The service is about to stop.")
        if time.monotonic() < self._good_until:
            return
        if await self._storage.change(update(PROBE).values(touched_at=datetime.now(UTC))) != 1:
            raise NotReadyError("The row of the table probe is gone; restore the database.")
        self._good_until = time.monotonic() + FRESH
