"""Whether yesterday's clients still work: today's services are held to what was released, `tox run -e compat`.

What changed in the contracts is reported first. Then Schemathesis asks today's services as the released contracts say,
and Pact replays what consumers relied on; not where the major version is a new one, for then nothing is promised.
"""

import os
import shutil
import subprocess
import sys
from collections.abc import Iterator, Sequence
from pathlib import Path
from tempfile import TemporaryDirectory

from contracts import compat
from contracts.compat import CONTRACTS, FOLDER, HERE, Comparison, NothingReleasedError, compare

FUZZ = "tests/fuzz/test_contracts.py::test_service_keeps_its_contract"
PACT = "tests/pact/test_provider.py::test_{}_service_honours_its_pacts[sqlite]"
MORE = """

Then today's services are asked as the released contracts say, and verified by the released pacts."""
CREDENTIALS = ("bearer", "unknown")
EXAMPLES = "5"
"""Requests that Schemathesis makes up for each operation and phase, unless FUZZ_EXAMPLES says another number."""
PATIENCE = 900
"""Seconds that all of it may take."""


def tests(comparison: Comparison) -> Iterator[str]:
    """Yield the tests that hold a service to a released contract, and to the pacts with it."""
    api = Path(comparison.name).name.partition(".")[0]
    yield from (f"{FUZZ}[{api}-{kind}-sqlite]" for kind in CREDENTIALS)
    if comparison.relied:
        yield PACT.format(api)


def run(chosen: list[str], released: Path) -> bool:
    """Run tests against what was released; say whether they pass."""
    for path in HERE.glob(CONTRACTS):
        if not (released / path).exists():  # a new one; the tests read all, and hold nobody to it
            shutil.copy(path, released / path)
    settings = {"CONTRACTS": str(released / FOLDER), "FUZZ_EXAMPLES": os.environ.get("FUZZ_EXAMPLES", EXAMPLES)}
    command = [sys.executable, "-m", "pytest", "--verbose", "--no-header", *chosen]
    sys.stdout.flush()
    return subprocess.run(command, env=os.environ | settings, check=False, timeout=PATIENCE).returncode == 0


def main(arguments: Sequence[str] | None = None) -> int:
    """Report what changed, then ask the services; return what `contracts.compat` returns, or 1 if a client fails."""
    since: str | None = compat.parser("python -m tests.compat", more=MORE).parse_args(arguments).since
    status = compat.main(arguments)
    with TemporaryDirectory() as folder:
        try:
            comparisons = compare(HERE, since, Path(folder)) if status < 2 else []
        except NothingReleasedError:
            return status
        for comparison in comparisons:
            if not comparison.is_kept:
                print(
                    f"{comparison.name}: new, gone, or of a new major version: no earlier client is promised anything"
                )
        chosen = [test for comparison in comparisons if comparison.is_kept for test in tests(comparison)]
        if chosen and not run(chosen, Path(folder)):
            print("clients of the last release do not work any more: mend the service, or release a new major version")
            return 1
    return status


if __name__ == "__main__":
    sys.exit(main())
