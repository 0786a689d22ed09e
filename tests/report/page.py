"""Draws the report as one HTML page that needs nothing else: no network, no script, no font."""

import math
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

from jinja2 import Environment, FileSystemLoader, StrictUndefined

from tests.report.inputs import Mutant
from tests.report.report import Answer, Layer, Report

HEADLINES = {
    "green": "All that is documented was seen, and no planted fault survived.",
    "red": "Something is wrong.",
    "incomplete": "Nothing wrong was found, but not everything was run.",
}


@dataclass(frozen=True)
class Kind:
    """A kind of tests on the page: its colour, and the mutants that it killed, slowest last."""

    layer: Layer
    hue: int
    killed: list[Mutant]
    not_run: bool


def render(report: Report) -> str:
    """Return the page."""
    environment = Environment(
        loader=FileSystemLoader(Path(__file__).parent),
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        autoescape=True,
    )
    environment.filters |= {"number": _number, "duration": _duration}
    environment.globals["sentence"] = _sentence
    return environment.get_template("page.html.jinja").render(
        report=report,
        headline=HEADLINES[report.verdict],
        kinds=_kinds(report),
        survivors=[mutant for mutant in report.planted if not mutant.killed_by and not mutant.argued],
        statuses=sorted({each.status for api in report.apis for one in api.operations for each in one.answers}),
        cases=_sum(layer.cases for layer in report.layers),
        failed=_sum(layer.failed for layer in report.layers),
        faults=_sum(layer.faults for layer in report.layers),
        seconds=_sum(layer.seconds for layer in report.layers),
        made=datetime.now(UTC).strftime("%Y-%m-%d %H:%M UTC"),
    )


def _kinds(report: Report) -> list[Kind]:
    """Return the kinds, with hues that are far apart for neighbours."""
    step = 360 / max(1, len(report.layers))
    missing = {each.what for each in report.not_run}
    killed = [[each for each in report.planted if each.layer == layer.kind] for layer in report.layers]
    return [
        Kind(
            layer, round(20 + number * step), sorted(mutants, key=lambda each: each.seconds or 0), layer.kind in missing
        )
        for number, (layer, mutants) in enumerate(zip(report.layers, killed, strict=True))
    ]


def _sentence(operation: str, answer: Answer) -> str:
    """Return what a cell says in words."""
    if not answer.documented:
        return f"{operation} answered {answer.status}, which is in no contract: {_seen(answer)}"
    return f"{operation} {answer.status}: {_seen(answer) if answer.count else 'seen by no test'}"


def _seen(answer: Answer) -> str:
    return ", ".join(f"{kind} {count:,}" for kind, count in answer.seen_by.items())


def _sum(numbers: Iterable[float | None]) -> float | None:
    """Return the sum of what is known; None if nothing is."""
    known = [number for number in numbers if number is not None]
    return sum(known) if known else None


def _number(value: float | None) -> str:
    return "?" if value is None else f"{value:,.0f}"


def _duration(seconds: float | None) -> str:
    if seconds is None:
        return "?"
    return (
        f"{seconds:.1f} s"
        if seconds < 10
        else f"{seconds:.0f} s"
        if seconds < 100
        else f"{math.ceil(seconds / 6) / 10:g} min"
    )
