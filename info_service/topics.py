"""Topics: written in versions, so that nobody overwrites what they have not seen."""

import secrets
from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import Column, ColumnElement, MetaData, Table, bindparam, delete, insert, select, update

from chassis.storage import ConflictError, Database, Text

EVERYTHING = "everything"
"""The topic that a new store holds already."""
TABLE = Table(
    "topics",
    MetaData(),
    Column("topic", Text, primary_key=True),
    Column("version", Text, nullable=False),
    Column("info", Text, nullable=False),
)
BY_NAME = select(TABLE.c.topic, TABLE.c.version, TABLE.c.info).where(TABLE.c.topic == bindparam("topic"))


@dataclass(frozen=True)
class Topic:
    """One version of a topic; no version has the name of another, not even after the topic was deleted."""

    topic: str
    version: str
    info: str


@dataclass(frozen=True)
class Page:
    """Names of topics in their order, and the name after which the next page begins; None if there is none."""

    names: Sequence[str]
    next_cursor: str | None


@dataclass(frozen=True)
class Written:
    """A topic was written; it is new, or a new version."""

    topic: Topic
    is_new: bool


@dataclass(frozen=True)
class Unmet:
    """Nothing was changed: the topic has another version, or is not there, or is there and should not be."""

    detail: str


@dataclass(frozen=True)
class Absent:
    """There is no such topic."""


@dataclass(frozen=True)
class Deleted:
    """The topic was deleted."""


@dataclass(frozen=True)
class Seen:
    """The version that a writer has seen; None is any."""

    version: str | None

    def of(self, topic: str) -> list[ColumnElement[bool]]:
        """Return the conditions that a row of this topic has to meet."""
        conditions: list[ColumnElement[bool]] = [TABLE.c.topic == topic]
        if self.version is not None:
            conditions.append(TABLE.c.version == self.version)
        return conditions


class Topics:
    """The topics. All methods raise `chassis.storage.StorageError` where the storage cannot be used."""

    def __init__(self, database: Database) -> None:
        self._database = database

    async def find(self, topic: str) -> Topic | None:
        """Return a topic by its name."""
        rows = await self._database.fetch(BY_NAME, {"topic": topic})
        return Topic(**rows[0]) if rows else None

    async def page(self, limit: int, cursor: str | None = None) -> Page:
        """Return so many names, from the first one on, or from after the one that `cursor` is."""
        query = select(TABLE.c.topic).order_by(TABLE.c.topic).limit(limit + 1)
        if cursor is not None:
            query = query.where(TABLE.c.topic > cursor)
        names = [row["topic"] for row in await self._database.fetch(query)]
        return Page(names[:limit], names[limit - 1] if len(names) > limit else None)

    async def create(self, topic: str, info: str) -> Written | Unmet:
        """Write a topic that is not there."""
        new = Topic(topic, secrets.token_hex(8), info)
        try:
            await self._database.change(insert(TABLE), vars(new))
        except ConflictError:
            return Unmet("The topic is there already.")
        return Written(new, is_new=True)

    async def replace(self, topic: str, info: str, seen: Seen) -> Written | Unmet:
        """Write a new version of a topic that is there, in the version that was seen."""
        new = Topic(topic, secrets.token_hex(8), info)
        statement = update(TABLE).where(*seen.of(topic)).values(version=new.version, info=info)
        changed = await self._database.change(statement)
        return Written(new, is_new=False) if changed else await self._unmet(topic)

    async def delete(self, topic: str, seen: Seen) -> Deleted | Unmet | Absent:
        """Delete a topic that is there, in the version that was seen."""
        changed = await self._database.change(delete(TABLE).where(*seen.of(topic)))
        if changed:
            return Deleted()
        return await self._unmet(topic) if await self.find(topic) else Absent()

    async def _unmet(self, topic: str) -> Unmet:
        if await self.find(topic):
            return Unmet("The topic has another version by now; read it again.")
        return Unmet("The topic is not there.")
