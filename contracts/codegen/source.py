"""A contract, as the generator walks through it: places, what they hold, and where references lead."""

from collections.abc import Iterator
from dataclasses import dataclass

from contracts.codegen.refusals import Refusals
from contracts.document import Document, Json, Place, parse_pointer

Node = dict[str, Json]


@dataclass(frozen=True)
class Source:
    """A document, and what is refused of it."""

    document: Document
    refusals: Refusals

    def value(self, place: Place) -> Json:
        """Return what stands at a place, or None."""
        try:
            return self.document.at(place)
        except KeyError:
            return None

    def node(self, place: Place) -> Node:
        """Return the mapping at a place, or an empty one."""
        value = self.value(place)
        return value if isinstance(value, dict) else {}

    def listed(self, place: Place) -> list[Place]:
        """Return where the members of the list at a place stand."""
        value = self.value(place)
        return [(*place, index) for index in range(len(value) if isinstance(value, list) else 0)]

    def items(self, place: Place, *, extended: bool = False) -> Iterator[tuple[str, Place]]:
        """Yield the keys of the mapping at a place, but for extensions where it may have some, and where they stand."""
        for key in self.node(place):
            if not (extended and key.startswith("x-")):
                yield key, (*place, key)

    def text(self, place: Place) -> str:
        """Return the text at a place, without blanks around it, or nothing."""
        value = self.value(place)
        return value.strip() if isinstance(value, str) else ""

    def says(self, place: Place) -> bool:
        """Say whether `true` stands at a place."""
        return self.value(place) is True

    def has(self, place: Place) -> bool:
        """Say whether anything stands at a place."""
        return place in self.document.lines

    def resolve(self, place: Place) -> Place:
        """Return the place that a reference at a place leads to, or the place itself; refuse what leads nowhere."""
        seen = {place}
        while "$ref" in self.node(place):
            reference = self.text((*place, "$ref"))
            target = parse_pointer(reference) if reference.startswith("#/") else ()
            if not target or not self.has(target) or target in seen:
                self.refuse((*place, "$ref"), f"{reference!r} leads to nothing in this file")
                return ("nowhere",)
            seen.add(target)
            place = target
        return place

    def refuse(self, place: Place, reason: str) -> None:
        """Refuse what stands at a place."""
        self.refusals.add(place, reason)
