"""Compares what was made a moment ago with what is committed, byte for byte."""

import argparse
import sys
from collections.abc import Iterator, Sequence
from itertools import zip_longest
from pathlib import Path

REMEDY = "run `tox run -e generate`"


class TreeError(Exception):
    """There is nothing to compare; the text names the folder."""


def files(tree: Path) -> dict[Path, bytes]:
    """Return what is in the files of a folder, by their path in it; Python's caches do not count.

    Raises:
        TreeError: the folder is missing, or holds no file.
    """
    paths = (path for path in sorted(tree.rglob("*")) if path.is_file())
    found = {path.relative_to(tree): path for path in paths if path.parent.name != "__pycache__"}
    if not found:
        message = f"{tree}: missing or empty, so there is nothing to compare; {REMEDY}"
        raise TreeError(message)
    return {name: path.read_bytes() for name, path in found.items()}


def differences(expected: Path, actual: Path) -> Iterator[str]:
    """Yield a line for each file of `actual` that is not as in `expected`."""
    wanted, present = files(expected), files(actual)
    for name in sorted(wanted.keys() | present.keys()):
        if name not in present:
            yield f"{actual / name}: missing; {REMEDY}"
        elif name not in wanted:
            yield f"{actual / name}: extra, nothing makes it; delete it"
        elif wanted[name] != present[name]:
            line, should, does = _first_difference(wanted[name], present[name])
            yield f"{actual / name}:{line}: edited, {does} should be {should}; {REMEDY}"


def _first_difference(wanted: bytes, present: bytes) -> tuple[int, str, str]:
    pairs = zip_longest(wanted.splitlines(keepends=True), present.splitlines(keepends=True))
    return next((line, _show(one), _show(other)) for line, (one, other) in enumerate(pairs, 1) if one != other)


def _show(line: bytes | None) -> str:
    return "the end of the file" if line is None else repr(line.decode(errors="backslashreplace"))


def main(arguments: Sequence[str] | None = None) -> int:
    """Compare the pairs of folders; return 0 if they are equal, 1 if not, 2 if there is nothing to compare."""
    parser = _parser()
    trees: list[Path] = parser.parse_args(arguments).trees
    pairs = list(zip(trees[::2], trees[1::2], strict=False))
    if len(trees) % 2 or any(expected.resolve() == actual.resolve() for expected, actual in pairs):
        parser.error("folders come in pairs, EXPECTED and ACTUAL, which are not the same")
    try:
        found = [line for expected, actual in pairs for line in differences(expected, actual)]
        count = sum(len(files(expected)) for expected, _ in pairs)
    except TreeError as error:
        print(error, file=sys.stderr)
        return 2
    print("\n".join(found) or f"files compared: {count}; no difference")
    return 1 if found else 0


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog="python -m contracts.drift",
        usage="%(prog)s [-h] EXPECTED ACTUAL [EXPECTED ACTUAL ...]",
        description="Compare folders, byte for byte; one line tells each edited, missing or extra file of ACTUAL.",
        epilog="exit status: 0 no difference, 1 a difference, 2 a folder is missing or empty, or wrong usage",
    )
    parser.add_argument(
        "trees", metavar="FOLDER", nargs="+", type=Path, help="what it should be, then what it is; in pairs"
    )
    return parser


if __name__ == "__main__":
    sys.exit(main())
