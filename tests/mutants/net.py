"""The net: the project's own checks, each of which may kill a mutant, the likely ones first."""

import os
import re
import signal
import subprocess
import sys
import tempfile
import threading
import time
from dataclasses import dataclass
from fnmatch import fnmatch

from tests.mutants.mutant import Mutant
from tests.mutants.plant import SPECS, Copy, environment

LIKELY = {
    "contracts/*.openapi.yaml": "lint, api/test_promises.py api/test_access.py, api, type, leaks/test_reprs.py",
    "contracts/codegen/*": "api, unit/codegen/test_roundtrip.py unit/test_hop.py, pact/test_request.py, unit/codegen",
    "generated/*": "drift",
    "contracts/pacts/*": "drift",
    "tests/pact/*": "pact",
    "info_service/hop.py": "unit/test_hop.py unit/test_hop_retries.py, unit/test_decisions.py, api, faults",
    "info_service/decisions.py": "unit/test_decisions.py, leaks/test_reprs.py, api, faults",
    "info_service/resilience.py": "unit/test_resilience.py unit/test_hop_retries.py, api, faults",
    "info_service/access.py": "unit/test_access.py, api",
    "info_service/topics.py": "api/test_topics.py, storage/test_topics.py",
    "info_service/handlers.py": "api/test_topics.py, api",
    "auth_service/minting.py": "unit/test_minting.py",
    "auth_service/tokens.py": "unit/test_tokens.py, api/test_tokens.py, storage/test_tokens.py, leaks/test_reprs.py",
    "auth_service/handlers.py": "api/test_tokens.py, api",
    "auth_service/access.py": "unit/test_access.py, api",
    "chassis/access.py": "unit/test_access.py, api",
    "chassis/credentials.py": "unit/test_credentials.py, api/test_credentials.py",
    "chassis/edge.py": "faults/test_edge.py, faults",
    "chassis/serving.py": "e2e/test_processes.py, faults/test_stopping.py, faults",
    "chassis/problems.py": "api",
    "chassis/readiness.py": "unit/test_readiness.py, api, storage/test_not_ready.py",
    "chassis/storage.py": "unit/test_tokens.py, storage/test_database.py storage/test_remembering.py, api, storage",
    "*": "unit, api",
}
"""For each pattern of paths what is likely to see a fault there; the first pattern that fits counts."""
WHOLE = (
    "lint",
    "type",
    "unit",
    "api",
    "drift",
    "pact",
    "typing",
    "scale",
    "leaks",
    "storage",
    "crash",
    "e2e",
    "faults",
    "fuzz",
    "postgres",
)
"""The whole net, roughly by what it costs; what the likely ones have seen is seen once more."""
PYTEST = ["-m", "pytest", "-x", "-q", "-p", "no:cacheprovider", "--ignore", "tests/unit/test_mutants.py"]
"""The tests of this instrument are not of the net."""
QUICK = [*PYTEST, "-m", "not long", "-k", "not postgres"]
COMMANDS = {
    "lint": ["-m", "contracts.lint", *SPECS],
    "type": ["-m", "mypy", "."],
    "faults": [*QUICK, "--numprocesses", "4", "tests/faults"],  # most of it waits
    "postgres": [*PYTEST, "-k", "postgres", "tests/api", "tests/storage", "tests/pact"],
}
MORE_TIME = 4
"""How many times its usual time a check may take; it has found something if it takes longer."""
GRACE = 15
"""Seconds that come on top."""
TIMED = ("crash", "e2e", "faults", "scale", "storage")
"""Kinds in which a busy machine may turn something red, once."""
TRIES = 3
FAILED = re.compile(r"^(?:FAILED|ERROR) (\S+(?: \S+)*?)(?: - .*)?$", re.MULTILINE)
"""How pytest says in its summary which test was red."""


class RedError(Exception):
    """A check is red without any fault, so it would kill everything; the text tells what it says."""


@dataclass(frozen=True)
class Verdict:
    """What a check said: what was red, the test if it is known, or empty if all is well; and its own words."""

    red: str
    told: str


def likely(mutant: Mutant) -> tuple[str, ...]:
    """Return the checks that run first."""
    found = next(checks for pattern, checks in LIKELY.items() if fnmatch(mutant.path, pattern))
    return tuple(dict.fromkeys((*mutant.killers, *found.split(", "))))


def whole(mutant: Mutant) -> tuple[str, ...]:
    """Return all checks, those first that are likely to see something."""
    return tuple(dict.fromkeys((*likely(mutant), *WHOLE)))


def kind(check: str) -> str:
    """Return the environment of tox that a check is from."""
    return re.split("[/ ]", check)[0]


class Net:
    """Runs checks; how long each takes without a fault is measured when it is first needed.

    sound: a copy without a fault
    """

    def __init__(self, sound: Copy) -> None:
        self._sound = sound
        self._usual: dict[str, float] = {}
        self._locks: dict[str, threading.Lock] = {}

    def usual(self, check: str) -> float:
        """Return how many seconds a check takes without a fault; a single test takes no longer than those beside it.

        Raises:
            RedError: it is red.
        """
        if "::" in check:
            check = kind(check) if kind(check) in COMMANDS else check.partition("::")[0]
        with self._locks.setdefault(check, threading.Lock()):
            if check not in self._usual:
                started = time.monotonic()
                sound = _judge(check, self._sound, None, compiles=True)
                if sound.red:
                    raise RedError(f"{check} is red without any fault: mend it first\n{sound.told}")
                self._usual[check] = time.monotonic() - started
            return self._usual[check]

    def run(self, check: str, copy: Copy) -> Verdict:
        """Run a check on a copy.

        Raises:
            RedError: it is red without any fault.
        """
        return _judge(check, copy, self.usual(check) * MORE_TIME + GRACE)


def _judge(check: str, copy: Copy, limit: float | None, *, compiles: bool = False) -> Verdict:
    """Run a check; where time matters, what is red beside other tests counts if it is red again, alone."""
    beside_others = kind(check) in TIMED and "::" not in check
    for _ in range(TRIES if beside_others else 1):
        verdict = _run(check, copy, limit, compiles=compiles)
        if not verdict.red or not beside_others or _run(_alone(verdict, check), copy, limit).red:
            return verdict
    return Verdict("", "")


def _alone(verdict: Verdict, check: str) -> str:
    """Return the check of the tests that were red; of what depends on the moment, one may be red by chance."""
    tests = [test.removeprefix("tests/").partition("[")[0] for test in FAILED.findall(verdict.told) if "::" in test]
    return " ".join(dict.fromkeys(tests)) or check


def _run(check: str, copy: Copy, limit: float | None, *, compiles: bool = False) -> Verdict:
    for command in _commands(check, copy):
        with tempfile.TemporaryFile("w+", encoding="utf-8", errors="replace") as output:
            child = subprocess.Popen(
                [sys.executable, *command],
                cwd=copy.root,
                env=environment(compiles=compiles),
                stdout=output,
                stderr=subprocess.STDOUT,
                start_new_session=True,
            )
            try:
                code = child.wait(limit)
            except subprocess.TimeoutExpired:
                _stop(child)
                return Verdict("out of time", f"{check} takes longer than {limit:.0f} s")
            output.seek(0)
            told = output.read()
        if code:
            found = FAILED.search(told)
            return Verdict(found[1] if found else check, told[-4000:])
    return Verdict("", "")


def _stop(child: subprocess.Popen[bytes]) -> None:
    """End a check, with all that it has started: politely, so that it stops its servers, and then for good."""
    for how in (signal.SIGINT, signal.SIGKILL):
        os.killpg(child.pid, how)
        try:
            child.wait(GRACE)
        except subprocess.TimeoutExpired:
            continue
        return


def _commands(check: str, copy: Copy) -> list[list[str]]:
    if check == "drift":
        made = copy.root.with_name(f"{copy.root.name}-made")
        return [
            ["-m", "contracts.codegen", *SPECS, "--out", f"{made}/generated"],
            [*QUICK, "tests/pact/test_consumer.py", "--pact-dir", f"{made}/pacts"],
            ["-m", "contracts.drift", f"{made}/generated", "generated", f"{made}/pacts", "contracts/pacts"],
        ]
    return [COMMANDS.get(check) or [*QUICK, *(f"tests/{path}" for path in check.split())]]
