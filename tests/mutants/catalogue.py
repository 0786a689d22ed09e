"""The faults that we thought of ourselves: `catalogue/*.diff`, whose format `CONTRIBUTING.md` tells.

Hunks have no line numbers: the old lines of a hunk, with the lines around them, stand exactly once in their file.
"""

from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

from tests.mutants.mutant import Mutant

FOLDER = Path(__file__).with_name("catalogue")
OPTIONS = ("killers", "argued", "generate")


class StaleError(Exception):
    """A fault of the catalogue does not fit the code any more; the text says which, and what to do."""


@dataclass
class Fault:
    """A fault as it is written down.

    hunks: for each file the old lines and the new ones of each hunk
    """

    name: str
    sentence: str = ""
    options: dict[str, str] = field(default_factory=dict)
    hunks: dict[str, list[tuple[list[str], list[str]]]] = field(default_factory=dict)

    def add(self, line: str) -> None:
        """Read the next line."""
        key, colon, value = line.partition(": ")
        if line.startswith("--- "):
            self.hunks[line.removeprefix("--- ")] = []
        elif line == "@@":
            next(reversed(self.hunks.values())).append(([], []))
        elif self.hunks:
            old, new = next(reversed(self.hunks.values()))[-1]
            old += [line[1:]] if line[:1] != "+" else []
            new += [line[1:]] if line[:1] != "-" else []
        elif colon and key in OPTIONS:
            self.options[key] = value
        else:
            self.sentence = f"{self.sentence} {line}".strip()


def read(text: str) -> Iterator[Fault]:
    """Read the faults of a file."""
    fault = None
    for line in text.splitlines():
        if line.startswith("=== "):
            if fault is not None:
                yield fault
            fault = Fault(line.removeprefix("=== "))
        elif fault is not None and line:
            fault.add(line)
    if fault is not None:
        yield fault


def faults() -> list[Fault]:
    """Return all faults of the catalogue."""
    return [fault for path in sorted(FOLDER.glob("*.diff")) for fault in read(path.read_text())]


def mutant(fault: Fault, root: Path) -> Mutant:
    """Put a fault into the texts of its files.

    Raises:
        StaleError: a hunk fits nowhere, or at several places.
    """
    texts, line = {}, 0
    for path, hunks in fault.hunks.items():
        text = (root / path).read_text()
        for old, new in hunks:
            before, after = ("".join(f"{each}\n" for each in lines) for lines in (old, new))
            count = f"\n{text}".count(f"\n{before}")
            if count != 1:
                raise StaleError(
                    f"{fault.name}: its old lines stand {count} times in {path}, not once; correct it in "
                    f"tests/mutants/catalogue, or drop it:\n{before}"
                )
            start = f"\n{text}".index(f"\n{before}")
            same = next((number for number, pair in enumerate(zip(old, new, strict=False)) if pair[0] != pair[1]), 0)
            line = line or text[:start].count("\n") + same + 1
            text = text[:start] + after + text[start + len(before) :]
        texts[path] = text
    killers = tuple(fault.options.get("killers", "").split(", ")) if "killers" in fault.options else ()
    argued = fault.options.get("argued", "")
    return Mutant(
        fault.name, fault.sentence, "catalogue", line, texts, killers, argued, fault.options.get("generate") != "no"
    )
