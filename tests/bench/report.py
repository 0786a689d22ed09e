"""Tells what was measured: as a table, and as a picture."""

import statistics
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Protocol

import matplotlib as mpl
from matplotlib.figure import Figure as Picture


class Measured(Protocol):
    """One round."""

    @property
    def throughput(self) -> float:
        """Requests per second."""

    @property
    def p50(self) -> float:
        """Milliseconds."""

    @property
    def p99(self) -> float:
        """Milliseconds."""

    @property
    def cpu(self) -> float:
        """Microseconds for each request."""


@dataclass(frozen=True)
class Figure:
    """A ratio, and what it has to be: at least, or at most."""

    name: str
    measured: float
    target: float
    at_most: bool = False

    @property
    def reached(self) -> bool:
        """Say whether it is."""
        return self.measured <= self.target if self.at_most else self.measured >= self.target


def table(
    rounds: Mapping[str, Sequence[Measured]], memory: Mapping[str, Sequence[float]], figures: Sequence[Figure]
) -> str:
    """Return both tables as text; medians of the rounds."""
    lines = [f"{'':<30}{'requests/s':>12}{'p50 ms':>10}{'p99 ms':>10}{'CPU us':>10}   memory MiB"]
    for name, measured in rounds.items():
        middle = [
            statistics.median(values)
            for values in zip(*((each.throughput, each.p50, each.p99, each.cpu) for each in measured), strict=True)
        ]
        resident = " + ".join(f"{each:.0f}" for each in memory[name])
        lines.append(
            f"{name:<30}{middle[0]:>12,.0f}{middle[1]:>10.2f}{middle[2]:>10.2f}{middle[3]:>10.0f}   {resident}"
        )
    lines += ["", f"{'ratio':<50}{'measured':>10}  to reach"]
    for figure in figures:
        sign = "<=" if figure.at_most else ">="
        missed = "" if figure.reached else "  missed"
        lines.append(f"{figure.name:<50}{figure.measured:>10.2f}  {sign} {figure.target:g}{missed}")
    return "\n".join(lines)


def plot(rounds: Mapping[str, Sequence[Measured]], path: Path) -> None:
    """Draw throughput and p99 of each scenario: a dot for each round, a bar for the median."""
    mpl.rcParams["svg.hashsalt"] = "bench"
    picture = Picture(figsize=(10, 3.4), layout="constrained")
    names = list(rounds)
    places = range(len(names))
    for axes, field, title in zip(
        picture.subplots(1, 2, sharey=True),
        ("throughput", "p99"),
        ("requests per second", "p99, milliseconds"),
        strict=True,
    ):
        values = [[getattr(each, field) for each in rounds[name]] for name in names]
        axes.barh(places, [statistics.median(each) for each in values], color="#4c78a8", height=0.6)
        for place, each in zip(places, values, strict=True):
            axes.plot(each, [place] * len(each), ".", color="#f58518", markersize=5)
        axes.set_title(title, fontsize=10, loc="left")
        axes.set_yticks(places, names, fontsize=9)
        axes.spines[["top", "right"]].set_visible(False)
    picture.axes[0].invert_yaxis()
    picture.savefig(path, metadata={"Date": None})
