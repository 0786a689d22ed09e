"""Tells which documented answers the tests saw, which they missed, and which they saw that are in no contract."""

import argparse
import json
import sys
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Literal

from tests.support.answers import Promise, promises
from tests.support.records import RECORDS, ROOT, Answer, digests, read_contracts, read_records

KINDS = ("storage", "api", "pact", "fuzz", "faults", "crash", "leaks", "scale", "e2e")
"""The kinds of tests that ask our services."""
REPORT = ROOT / "report" / "coverage.json"


@dataclass(frozen=True)
class Kind:
    """What a kind of tests saw.

    state: `current`, or `stale` where it was held to other contracts than there are now, or `missing`
    """

    name: str
    state: Literal["current", "stale", "missing"]
    seen: Counter[Answer]

    def __str__(self) -> str:
        match self.state:
            case "missing":
                return f"{self.name:<9} has no record; run `tox run -e {self.name}`"
            case "stale":
                return f"{self.name:<9} has a record of other contracts; run `tox run -e {self.name}`"
            case _:
                return f"{self.name:<9} {self.seen.total():>6} answers, {len(self.seen)} different ones"

    @property
    def is_blind(self) -> bool:
        """Whether it ran, and saw nothing."""
        return self.state == "current" and not self.seen


def read_kind(folder: Path, current: Mapping[str, str]) -> Kind:
    """Read what a kind wrote down."""
    records = read_records(folder)
    if not records or any(record.contracts != current for record in records):
        return Kind(folder.name, "stale" if records else "missing", Counter())
    seen: Counter[Answer] = Counter()
    for record in records:
        seen.update({each.answer: each.count for each in record.answers})
    return Kind(folder.name, "current", seen)


@dataclass(frozen=True)
class Coverage:
    """What contracts promise, and what all kinds of tests saw."""

    promised: Mapping[Answer, Promise]
    kinds: Sequence[Kind]

    @cached_property
    def seen(self) -> Counter[Answer]:
        """How often there was each answer."""
        return sum((kind.seen for kind in self.kinds), Counter[Answer]())

    @property
    def missing(self) -> list[Answer]:
        """What is documented, and was never seen."""
        return [answer for answer in self.promised if answer not in self.seen]

    @property
    def undocumented(self) -> list[Answer]:
        """What was seen, and is not documented."""
        return sorted(self.seen.keys() - self.promised.keys())

    def why(self, missing: Answer) -> str:
        """Say how near the tests came to an answer."""
        near = [(kind.name, seen.status) for kind in self.kinds for seen in kind.seen if seen[:2] == missing[:2]]
        if not near:
            return "nobody asked"
        kinds, statuses = (", ".join(map(str, sorted(set(each)))) for each in zip(*near, strict=True))
        return f"asked by {kinds}; answered with {statuses} alone"

    def findings(self) -> list[str]:
        """Return a line for each thing that is wrong."""
        if all(kind.state != "current" for kind in self.kinds):
            return ["Nothing was recorded since the contracts are as they are; run `tox` first."]
        lines = [f"{self.promised[each].where}: {each}: {self.why(each)}" for each in self.missing]
        if self.missing:
            absent = [kind.name for kind in self.kinds if kind.state != "current"]
            lines.append(
                f"First run `tox run -e {','.join(absent)}`, which may have seen what is missing."
                if absent
                else "No test reaches that: add a step to tests/fuzz/stories.py, or a test to tests/api."
            )
        for each in self.undocumented:
            by = ", ".join(kind.name for kind in self.kinds if each in kind.seen)
            place = f"contracts/{each.api}.openapi.yaml"
            lines.append(f"{place}: {each}: seen by {by}, and not documented; mend the service, or document it")
        blind = (kind.name for kind in self.kinds if kind.is_blind)
        return lines + [
            f"tests/{name}: ran, and saw no answer; give its clients the hooks of tests/support/answers.py"
            for name in blind
        ]

    def as_json(self) -> dict[str, object]:
        """Return what the report page shows."""
        missing = [
            {**each._asdict(), "where": self.promised[each].where, "why": self.why(each)} for each in self.missing
        ]
        return {
            "responses": {
                "documented": len(self.promised),
                "seen": len(self.promised) - len(missing),
                "missing": missing,
                "undocumented": [each._asdict() for each in self.undocumented],
            },
            "kinds": {
                kind.name: {"state": kind.state, "answers": kind.seen.total(), "responses": len(kind.seen)}
                for kind in self.kinds
            },
        }


def main(arguments: Sequence[str] | None = None) -> int:
    """Compare the records of the last runs with the contracts; return 0 if all answers were seen, and no other."""
    options = _parser().parse_args(arguments)
    contracts = read_contracts()
    current = digests(contracts)
    coverage = Coverage(promises(contracts), [read_kind(options.records / name, current) for name in KINDS])
    findings = coverage.findings()
    options.out.parent.mkdir(parents=True, exist_ok=True)
    options.out.write_text(json.dumps(coverage.as_json(), indent=1))
    for line in (*coverage.kinds, *findings):
        print(line)
    seen, promised = len(coverage.promised) - len(coverage.missing), len(coverage.promised)
    print(f"responses {seen}/{promised}, undocumented {len(coverage.undocumented)}")
    return 1 if findings else 0


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog="python -m tests.coverage",
        description="Compare the answers that the last run of each kind of tests saw with those that are documented.",
        epilog="exit status: 0 all of them were seen, and no other; 1 something is missing, or is not documented, or a "
        "kind of tests ran and saw nothing; 2 wrong usage",
    )
    parser.add_argument(
        "--records", metavar="DIR", type=Path, default=RECORDS, help="what tests wrote down: report/records by default"
    )
    parser.add_argument(
        "--out", metavar="FILE", type=Path, default=REPORT, help="what to write: report/coverage.json by default"
    )
    return parser


if __name__ == "__main__":
    sys.exit(main())
