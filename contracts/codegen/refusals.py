"""What the generator refuses: collected, so that one run tells everything."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from itertools import chain

from contracts.document import Document, Place, pointer


class RefusedError(Exception):
    """A contract holds what the generator cannot do; the text has a line for each: file, place and reason."""


@dataclass
class Refusals:
    """The refusals of one document."""

    document: Document
    lines: dict[str, None] = field(default_factory=dict)

    def add(self, place: Place, reason: str) -> None:
        """Refuse what stands at a place."""
        self.lines[f"{self.document.where(place)}: {pointer(place)}: {reason}"] = None

    def check(self) -> None:
        """End the run if anything was refused.

        Raises:
            RefusedError: with all refusals.
        """
        if self.lines:
            raise RefusedError("\n".join(self.lines))

    def check_with(self, *checks: Callable[[Document], Iterator[tuple[Place, str]]]) -> None:
        """Refuse what checks find, and end the run if they do.

        Raises:
            RefusedError: with all refusals.
        """
        for place, reason in chain.from_iterable(check(self.document) for check in checks):
            self.add(place, f"not valid OpenAPI: {reason}")
        self.check()
