"""Earlier states of this repository, as git keeps them."""

import re
import subprocess
from pathlib import Path

RELEASE = re.compile(r"v(\d+)\.(\d+)\.(\d+)")


class HistoryError(Exception):
    """Git cannot tell what was asked; the text says why."""


def newest_release(root: Path) -> str | None:
    """Return the tag of the newest release, such as `v1.2.0`; None if there is none."""
    found = {tag: RELEASE.fullmatch(tag) for tag in _git(root, "tag", "--list", "v*").split()}
    versions = {tag: tuple(map(int, match.groups())) for tag, match in found.items() if match}
    return max(versions, key=lambda tag: versions[tag], default=None)


def commit(root: Path, revision: str) -> str:
    """Return the commit that a tag, a branch or the beginning of a hash names.

    Raises:
        HistoryError: there is none.
    """
    return _git(root, "rev-parse", "--verify", "--quiet", "--end-of-options", f"{revision}^{{commit}}").strip()


def files(root: Path, revision: str, folder: str, *suffixes: str) -> dict[str, bytes]:
    """Return the files of a folder at a revision, by their path from the root; none if it was not there.

    suffixes: how their names end, such as `.json`; none given, all files
    """
    named = commit(root, revision)
    listed = _git(root, "ls-tree", "-r", "-z", "--name-only", named, "--", f"{folder}/").split("\0")
    wanted = [path for path in listed if path and path.endswith(suffixes or "")]
    return {path: _run(root, "cat-file", "blob", f"{named}:{path}") for path in wanted}


def file(root: Path, revision: str, path: str) -> bytes:
    """Return one file at a revision.

    Raises:
        HistoryError: there is no such revision, or it has no such file.
    """
    return _run(root, "cat-file", "blob", f"{commit(root, revision)}:{path}")


def _git(root: Path, *arguments: str) -> str:
    return _run(root, *arguments).decode()


def _run(root: Path, *arguments: str) -> bytes:
    try:
        done = subprocess.run(["git", *arguments], cwd=root, capture_output=True, check=False)
    except OSError as error:
        message = f"git cannot be run: {error.strerror}"
        raise HistoryError(message) from None
    if done.returncode:
        reason = done.stderr.decode(errors="replace").strip() or "there is no such revision; correct it, or fetch it"
        message = f"git {' '.join(arguments)}: {reason}"
        raise HistoryError(message)
    return done.stdout
