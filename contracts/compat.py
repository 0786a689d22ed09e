"""Says what changed in the contracts since a release, who relies on it, and which version that demands."""

import argparse
import re
import sys
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import groupby
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TypeAlias

from contracts.changes import Change, Severity, changes
from contracts.document import Document, DocumentError, load
from contracts.history import HistoryError, file, files, newest_release
from contracts.view import Node

HERE = Path()
FOLDER = "contracts"
CONTRACTS = f"{FOLDER}/*.openapi.yaml"
PACTS = f"{FOLDER}/pacts/*.json"
PROJECT = "pyproject.toml"
BUMPS = {Severity.BREAKING: "major", Severity.COMPATIBLE: "minor", Severity.WORDING: "patch"}
Version: TypeAlias = tuple[int, int, int]


class NothingReleasedError(Exception):
    """There is nothing to compare with; the text says why, and what to do."""


@dataclass(frozen=True)
class Interaction:
    """What a consumer relies on, as a pact has it."""

    consumer: str
    description: str
    method: str
    path: str
    status: str

    def relies_on(self, change: Change) -> bool:
        """Say whether a change is one of the operation that is asked, or of the response that comes."""
        method, _, template = change.operation.partition(" ")
        path = re.sub(r"\\\{[^/]*\\\}", "[^/]+", re.escape(template))
        is_asked = not template or (method == self.method and re.fullmatch(path, self.path) is not None)
        return is_asked and change.status in ("", self.status)


@dataclass(frozen=True)
class Comparison:
    """A contract, as it was released and as it is.

    name: its path, `contracts/auth.openapi.yaml`
    before, after: its versions; of one that is gone, those of the project
    where: `file:line` of the version
    relied: what consumers relied on
    is_kept: whether those are promised to be served who keep to what was released
    """

    name: str
    before: Version
    after: Version
    where: str
    changes: list[Change]
    relied: list[Interaction]
    is_kept: bool

    @property
    def severity(self) -> Severity | None:
        """That of the worst change; None if nothing changed."""
        return max((change.severity for change in self.changes), default=None)

    @property
    def demanded(self) -> Version:
        """The lowest version that the changes allow."""
        major, minor, patch = self.before
        match self.severity:
            case Severity.BREAKING:
                return major + 1, 0, 0
            case Severity.COMPATIBLE:
                return major, minor + 1, 0
            case Severity.WORDING:
                return major, minor, patch + 1
        return self.before


def compare(root: Path, since: str | None, released: Path) -> list[Comparison]:
    """Compare each contract of a repository with the one of a revision, or of the newest release.

    released: an empty folder, which gets the contracts and pacts of that revision, at the paths that they have

    Raises:
        NothingReleasedError: no revision is given, and there is no release.
        HistoryError: there is no such revision.
        DocumentError: a contract cannot be read.
    """
    revision = since or _newest_release(root)
    for path, content in files(root, revision, FOLDER).items():
        (released / path).parent.mkdir(parents=True, exist_ok=True)
        (released / path).write_bytes(content)
    names = {path.relative_to(tree).as_posix() for tree in (root, released) for path in tree.glob(CONTRACTS)}
    return [_compare(root, released, revision, name) for name in sorted(names)]


def _newest_release(root: Path) -> str:
    reason = "no release is tagged"
    try:
        if tag := newest_release(root):
            return tag
    except HistoryError as error:
        reason = str(error)
    message = (
        f"nothing to compare with: {reason}. Release the contracts by a tag on their commit, `git tag v1.2.0`, and all "
        "that follows is held to them; `git fetch --tags` gets the tags that a clone lacks."
    )
    raise NothingReleasedError(message)


def _compare(root: Path, released: Path, revision: str, name: str) -> Comparison:
    if not (released / name).is_file():
        return _new(name, load(root / name))
    old = replace(load(released / name), path=Path(f"{revision}:{name}"))  # as `git show` takes it
    relied = list(_interactions(released, (Node(old) / "info" / "title").text))
    if not (root / name).is_file():
        (before, _), (after, line) = map(_project, (file(root, revision, PROJECT), (root / PROJECT).read_bytes()))
        is_gone = Change("", "", "both", Severity.BREAKING, old.where(()), "the contract is gone")
        return Comparison(name, before, after, f"{PROJECT}:{line}", [is_gone], relied, is_kept=False)
    new = load(root / name)
    before, after, where = _version(old), _version(new), new.where(("info", "version"))
    return Comparison(name, before, after, where, changes(old, new), relied, is_kept=after[0] <= before[0])


def _new(name: str, contract: Document) -> Comparison:
    is_new = Change("", "", "both", Severity.COMPATIBLE, contract.where(()), "the contract is new")
    where = contract.where(("info", "version"))
    return Comparison(name, (0, 0, 0), _version(contract), where, [is_new], [], is_kept=False)


def _version(document: Document) -> Version:
    return _numbers((Node(document) / "info" / "version").text)


def _project(source: bytes) -> tuple[Version, int]:
    """Return the version of the project, and its line; a contract that is gone has none of its own."""
    lines = source.decode().splitlines()
    line = next((number for number, text in enumerate(lines, 1) if text.startswith("version = ")), 1)
    return _numbers(lines[line - 1].removeprefix('version = "')), line


def _numbers(text: str) -> Version:
    """Return the version at the beginning of a text; what is none is below all others."""
    found = re.match(r"(\d+)\.(\d+)\.(\d+)", text)
    return (int(found[1]), int(found[2]), int(found[3])) if found else (0, 0, 0)


def _interactions(released: Path, provider: str) -> Iterator[Interaction]:
    """Yield what the pacts with a provider hold."""
    for pact in (Node(load(path)) for path in sorted(released.glob(PACTS))):
        if (pact / "provider" / "name").text == provider:
            for _, one in (pact / "interactions").members():
                method, path = (one / "request" / "method").text, (one / "request" / "path").text
                status = str((one / "response" / "status").value)
                yield Interaction((pact / "consumer" / "name").text, (one / "description").text, method, path, status)


def report(comparison: Comparison) -> Iterator[str]:
    """Yield what changed, the worst first, and whether the version is high enough for it."""
    for (severity, where, direction, sentence), group in groupby(sorted(comparison.changes, key=_rank), _told_as_one):
        alike = list(group)
        yield f"{where}: {severity.name.lower()}: {'' if direction == 'both' else f'{direction}: '}{sentence}"
        if direction != "both":
            yield f"    in {_grouped((change.operation, change.status) for change in alike)}"
        if severity is Severity.BREAKING:
            relying = [one for one in comparison.relied if any(map(one.relies_on, alike))]
            told = _grouped((f"{one.consumer}:", f"{one.description};") for one in relying)
            yield f"    relied on by {told.removesuffix(';') or 'no consumer with a pact'}"
    yield _verdict(comparison)


def _rank(change: Change) -> tuple[int, str, int, str, str]:
    path, _, line = change.where.rpartition(":")
    return -change.severity, path, int(line), change.direction, change.sentence


def _told_as_one(change: Change) -> tuple[Severity, str, str, str]:
    return change.severity, change.where, change.direction, change.sentence


def _grouped(pairs: Iterable[tuple[str, str]]) -> str:
    """Return pairs as text, with all that has the same beginning behind it."""
    groups: dict[str, dict[str, None]] = {}
    for first, second in pairs:
        groups.setdefault(first, {})[second] = None
    return ", ".join(" ".join([first, *filter(None, seconds)]) for first, seconds in groups.items())


def _verdict(comparison: Comparison) -> str:
    before, after, demanded = (
        ".".join(map(str, version)) for version in (comparison.before, comparison.after, comparison.demanded)
    )
    severity = comparison.severity
    why = f"a {severity.name.lower()} change demands a new {BUMPS[severity]} version" if severity else "nothing changed"
    if comparison.after < comparison.demanded:
        remedy = ", or take the change back" if severity else ""
        return f"{comparison.where}: the version is {after} after {before}, but {why}: write {demanded}{remedy}"
    return f"{comparison.name}: {before} -> {after}; {why}" + (f", {demanded} or higher" if severity else "")


def main(arguments: Sequence[str] | None = None, root: Path = HERE) -> int:
    """Report on the contracts of a repository; return 0 if their versions are high enough, 1 if not, 2 if it cannot."""
    since: str | None = parser("python -m contracts.compat").parse_args(arguments).since
    try:
        with TemporaryDirectory() as released:
            comparisons = compare(root, since, Path(released))
    except NothingReleasedError as error:
        print(error)
        return 0
    except (HistoryError, DocumentError) as error:
        print(error, file=sys.stderr)
        return 2
    for comparison in comparisons:
        print("\n".join(report(comparison)))
    return int(any(comparison.after < comparison.demanded for comparison in comparisons))


def parser(program: str, *, more: str = "") -> argparse.ArgumentParser:
    """Return what reads the command line of a program; `more` is what else it does."""
    made = argparse.ArgumentParser(
        prog=program,
        description="""\
Compare the contracts with those of the newest release, by its tag: v1.2.0, for example. A change is told as
FILE:LINE: SEVERITY: DIRECTION: what changed; then in which operations and responses; then, if it is breaking, who
relied on it. A breaking change demands a new major version of the contract, a compatible one a minor version, and
other wording a patch."""
        + more,
        epilog="""\
exit status: 0 all is well, or nothing is released yet, 1 a version is too low, or a client fails, 2 a revision or a
contract cannot be read, or wrong usage""",
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    made.add_argument("--since", metavar="REV", help="a tag, branch or commit to compare with, not the newest release")
    return made


if __name__ == "__main__":
    sys.exit(main())
