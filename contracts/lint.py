"""Checks contracts: valid OpenAPI first, then the rules of this project, then each contract against the others."""

import argparse
import sys
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from inspect import getdoc
from pathlib import Path

from contracts.document import Document, DocumentError, Place, load
from contracts.rules import RULES, SOUND, copies_equal
from contracts.validity import openapi_valid, structure_valid
from contracts.view import operations


@dataclass(frozen=True, order=True)
class Finding:
    """A line where a rule is broken, and what to write instead."""

    path: Path
    line: int
    rule: str
    message: str

    @classmethod
    def at(cls, rule: Callable[..., object], document: Document, place: Place, message: str) -> "Finding":
        """Return what a rule has found at a place of a document."""
        line = document.where(place).rpartition(":")[2]
        return cls(document.path, int(line), rule_name(rule), message)

    def __str__(self) -> str:
        return f"{self.path}:{self.line}: {self.rule}: {self.message}"


STAGES = (SOUND, (structure_valid,), (openapi_valid,), RULES)
"""A contract comes to a stage if the stages before found nothing in it."""


def rule_name(rule: Callable[..., object]) -> str:
    """Return the name of a rule as findings have it."""
    return rule.__name__.replace("_", "-")


ALL: tuple[Callable[..., object], ...] = (*SOUND, structure_valid, openapi_valid, *RULES, copies_equal)
SENTENCES = {rule_name(rule): getdoc(rule) or "" for rule in ALL}
"""What each rule demands."""


def lint(documents: Sequence[Document]) -> list[Finding]:
    """Return what is wrong with contracts that belong together, each finding once, by file and line."""
    found = {finding for document in documents for finding in _examine(document)}
    found |= {
        Finding.at(copies_equal, document, place, message) for document, place, message in copies_equal(documents)
    }
    return sorted(found)


def _examine(document: Document) -> list[Finding]:
    for stage in STAGES:
        found = [Finding.at(rule, document, place, message) for rule in stage for place, message in rule(document)]
        if found:
            return found
    return []


def main(arguments: Sequence[str] | None = None) -> int:
    """Check the contracts that the command line names; return 0 if all is well, 1 if not, 2 if one cannot be read."""
    paths: list[Path] = _parser().parse_args(arguments).contracts
    try:
        documents = [load(path) for path in paths]
    except DocumentError as error:
        print(error, file=sys.stderr)
        return 2
    findings = lint(documents)
    for finding in findings:
        print(finding)
    if not findings:
        count = sum(1 for document in documents for _ in operations(document))
        print(f"contracts: {len(documents)}, operations: {count}, rules: {len(SENTENCES)}; nothing found")
    return 1 if findings else 0


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog="python -m contracts.lint",
        description="Check that contracts are valid OpenAPI and keep the rules below. One line for each finding:\n"
        "FILE:LINE: RULE: what is wrong, and what to write instead.",
        epilog="rules:\n"
        + "".join(f"  {name:<26} {sentence}\n" for name, sentence in SENTENCES.items())
        + "\nexit status: 0 nothing found, 1 something found, 2 a file cannot be read, or wrong usage",
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    parser.add_argument(
        "contracts",
        metavar="SPEC",
        nargs="+",
        type=Path,
        help="an OpenAPI document, YAML or JSON; several are also held against each other",
    )
    return parser


if __name__ == "__main__":
    sys.exit(main())
