"""Copies of the project, in which faults are planted."""

import os
import shutil
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from tests.mutants.mutant import Mutant

SPECS = ("contracts/auth.openapi.yaml", "contracts/info.openapi.yaml")
PATIENCE = 60
"""Seconds that the generator may take."""
GENERATED = "generated"
PACTS = "contracts/pacts"


def tracked(root: Path) -> list[str]:
    """Return the files of the project, by their path from the root: what git knows, or would take."""
    listed = subprocess.run(
        ["git", "ls-files", "-z", "--cached", "--others", "--exclude-standard"],
        cwd=root,
        capture_output=True,
        text=True,
        check=True,
    )
    return sorted({path for path in listed.stdout.split("\0") if path and (root / path).is_file()})


@dataclass(frozen=True)
class Copy:
    """A copy of the project.

    Python takes compiled code for current where time and size of its source fit, so nothing is compiled while a fault
    is planted, and every file that is restored gets the time back that it had.
    """

    root: Path

    @classmethod
    def of(cls, source: Path, root: Path) -> "Copy":
        """Copy the files of the project, and what mypy remembers of them."""
        for path in tracked(source):
            (root / path).parent.mkdir(parents=True, exist_ok=True)
            shutil.copy2(source / path, root / path)
        if (source / ".mypy_cache").is_dir():
            shutil.copytree(source / ".mypy_cache", root / ".mypy_cache")
        return cls(root)

    def clone(self, root: Path) -> "Copy":
        """Copy all that is there, with what was compiled."""
        shutil.copytree(self.root, root)
        return Copy(root)

    @contextmanager
    def planted(self, mutant: Mutant) -> Iterator[str]:
        """Have a fault in the copy until the end of the block; yield what the generator says if it refuses it."""
        touched = [*mutant.texts]
        touched += [GENERATED] if mutant.regenerates_code else []
        touched += [PACTS] if mutant.regenerates_pact else []
        kept = self.root.with_name(f"{self.root.name}-kept")
        for path in touched:
            _copy(self.root / path, kept / path)
        try:
            for path, text in mutant.texts.items():
                (self.root / path).write_text(text)
            yield self._generate(mutant)
        finally:
            for path in touched:
                _remove(self.root / path)
                _copy(kept / path, self.root / path)
            shutil.rmtree(kept)

    def _generate(self, mutant: Mutant) -> str:
        commands = []
        if mutant.regenerates_code:
            commands.append(["-m", "contracts.codegen", *SPECS, "--out", GENERATED])
        if mutant.regenerates_pact:
            commands.append(
                ["-m", "pytest", "-q", "-p", "no:cacheprovider", "tests/pact/test_consumer.py", "--pact-dir", PACTS]
            )
        for command in commands:
            done = subprocess.run(
                [sys.executable, *command],
                cwd=self.root,
                env=environment(),
                capture_output=True,
                text=True,
                check=False,
                timeout=PATIENCE,
            )
            if done.returncode:
                return done.stdout + done.stderr or "no word"
        return ""


def environment(*, compiles: bool = False) -> dict[str, str]:
    """Return the environment in which a copy is run."""
    return os.environ | {"PACT_DO_NOT_TRACK": "true", "PYTHONDONTWRITEBYTECODE": "" if compiles else "1"}


def _copy(source: Path, target: Path) -> None:
    target.parent.mkdir(parents=True, exist_ok=True)
    if source.is_dir():
        shutil.copytree(source, target, dirs_exist_ok=True)
    else:
        shutil.copy2(source, target)


def _remove(path: Path) -> None:
    if path.is_dir():
        shutil.rmtree(path)
    else:
        path.unlink(missing_ok=True)
