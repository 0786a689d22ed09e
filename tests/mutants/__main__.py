"""Plants one fault at a time and runs the net: whatever survives is a hole in it."""

import argparse
import hashlib
import json
import sys
import tempfile
import time
from collections.abc import Iterator, Sequence
from concurrent.futures import Future, ThreadPoolExecutor, as_completed
from dataclasses import asdict, dataclass
from fnmatch import fnmatch
from itertools import count
from pathlib import Path
from queue import SimpleQueue

from tests.mutants import catalogue, code_operators, contract_operators
from tests.mutants.argued import ARGUED
from tests.mutants.catalogue import StaleError
from tests.mutants.mutant import Mutant
from tests.mutants.net import Net, RedError, kind, likely, whole
from tests.mutants.plant import Copy, tracked

ROOT = Path(__file__).parents[2]
REPORT = ROOT / "report" / "mutants.json"
SOURCES = ("catalogue", "contract", "code")
EVERY = 4
"""Of the mutants that rules make, one in so many is in a run, always the same; `--all` has them all."""
STATE = ROOT / "report" / "mutants" / "state.json"


@dataclass(frozen=True)
class Result:
    """What came of a mutant.

    where: the file and the line of the fault
    argued: why nobody can see a difference, or empty
    killed_by: the kind of check that turned red, or None
    test: what was red in it, or None
    seconds: from the fault to the end
    """

    name: str
    sentence: str
    where: str
    source: str
    argued: str
    killed_by: str | None
    test: str | None
    seconds: float

    def __str__(self) -> str:
        if self.killed_by is not None:
            end = f"killed by {self.killed_by}" + (", so drop the argument" if self.argued else "")
        else:
            end = "argued away" if self.argued else f"SURVIVED ({self.where})"
        return f"{end} in {self.seconds:.1f} s: {self.name}"

    @property
    def has_survived(self) -> bool:
        """Whether nothing killed it, and nobody argued it away."""
        return self.killed_by is None and not self.argued


def collect(root: Path) -> list[Mutant]:
    """Return all mutants.

    Raises:
        StaleError: the catalogue does not fit the code.
    """
    found = [catalogue.mutant(fault, root) for fault in catalogue.faults()]
    made = [*contract_operators.mutants(root), *code_operators.mutants(root)]
    unknown = ARGUED.keys() - {mutant.name for mutant in made}
    if unknown:
        raise StaleError(f"argued.py names what there is no more; drop it: {sorted(unknown)}")
    return [*found, *(mutant.argue(ARGUED.get(mutant.name, "")) for mutant in made)]


def examine(mutant: Mutant, copy: Copy, net: Net, checks: Sequence[str]) -> Result:
    """Plant a fault, and run checks until one is red.

    Raises:
        RedError: a check is red without any fault.
    """
    started = time.monotonic()
    killed_by, test = None, None
    with copy.planted(mutant) as refusal:
        if refusal:
            killed_by, test = "codegen", refusal.strip().splitlines()[-1]
        for check in () if refusal else checks:
            verdict = net.run(check, copy)
            if verdict.red:
                killed_by, test = kind(check), verdict.red
                break
    where, seconds = f"{mutant.path}:{mutant.line}", round(time.monotonic() - started, 1)
    return Result(mutant.name, mutant.sentence, where, mutant.source, mutant.argued, killed_by, test, seconds)


class State:
    """The results so far, on the disk, as far as they hold for the project as it is."""

    def __init__(self, tree: str, *, fresh: bool) -> None:
        self._tree = tree
        self.results: dict[str, Result] = {}
        if STATE.exists() and not fresh:
            kept = json.loads(STATE.read_text())
            if kept["tree"] == tree:
                self.results = {key: Result(**result) for key, result in kept["results"].items()}

    def add(self, mutant: Mutant, result: Result) -> None:
        """Keep a result."""
        self.results[mutant.key] = result
        STATE.parent.mkdir(parents=True, exist_ok=True)
        new = STATE.with_suffix(".new")
        results = {key: asdict(each) for key, each in self.results.items()}
        new.write_text(json.dumps({"tree": self._tree, "results": results}))
        new.replace(STATE)


def digest(root: Path) -> str:
    """Return a digest of the project, without the mutants and prose."""
    found = hashlib.sha256()
    for path in tracked(root):
        if not path.startswith(("tests/mutants/", "docs/")) and not path.endswith(".md"):
            found.update(path.encode() + b"\0" + hashlib.sha256((root / path).read_bytes()).digest())
    return found.hexdigest()


def run(mutants: Sequence[Mutant], state: State, jobs: int, *, quick: bool) -> Iterator[Result]:
    """Examine mutants, so many at a time; yield each result when it is there.

    Raises:
        RedError: a check is red without any fault.
    """
    with tempfile.TemporaryDirectory(prefix="mutants-") as folder:
        sound = Copy.of(ROOT, Path(folder) / "sound")
        net = Net(sound)
        copies: SimpleQueue[Copy] = SimpleQueue()
        with ThreadPoolExecutor(jobs) as pool:  # what is compiled meanwhile, the copies have, too
            list(pool.map(net.usual, dict.fromkeys(likely(mutant)[0] for mutant in mutants)))
        for number in range(jobs):
            copies.put(sound.clone(Path(folder) / f"copy-{number}"))

        def work(mutant: Mutant) -> Result:
            copy, checks = copies.get(), likely(mutant) if quick else whole(mutant)
            try:
                return examine(mutant, copy, net, checks[:1] if mutant.argued else checks)
            finally:
                copies.put(copy)

        with ThreadPoolExecutor(jobs) as pool:
            tasks: dict[Future[Result], Mutant] = {pool.submit(work, mutant): mutant for mutant in mutants}
            try:
                for task in as_completed(tasks):
                    state.add(tasks[task], task.result())
                    yield task.result()
            finally:
                pool.shutdown(cancel_futures=True)


def main(arguments: Sequence[str] | None = None) -> int:
    """Examine the mutants that the command line names; return 0 if none survives, 1 if one does, 2 if none is named."""
    options = _parser().parse_args(arguments)
    try:
        named = options.only or (["*"] if options.all else [])
        mutants = [mutant for mutant in collect(ROOT) if mutant.source in options.source and _is_meant(mutant, named)]
    except StaleError as error:
        print(error, file=sys.stderr)
        return 1
    if options.list:
        print("\n".join(f"{mutant.name}: {mutant.sentence}" for mutant in mutants))
        return 0
    if not mutants:
        print(f"there is no mutant {' or '.join(options.only)}; --list shows them all", file=sys.stderr)
        return 2
    state = State(digest(ROOT), fresh=options.fresh)
    todo = [mutant for mutant in mutants if mutant.key not in state.results]
    print(f"mutants: {len(mutants)}, of which {len(mutants) - len(todo)} are known from before", flush=True)
    numbers, started = count(len(mutants) - len(todo) + 1), time.monotonic()
    try:
        for result in run(todo, state, options.jobs, quick=options.quick) if todo else ():
            print(f"[{next(numbers):>3}/{len(mutants)}] {result}", flush=True)
    except RedError as error:
        print(error, file=sys.stderr)
        return 1
    except KeyboardInterrupt:
        print("interrupted; run it again, and it goes on from here", file=sys.stderr)
        return 1
    return _tell([state.results[mutant.key] for mutant in mutants], time.monotonic() - started)


def _is_meant(mutant: Mutant, globs: Sequence[str]) -> bool:
    """Say whether one of the globs fits; if there is none, whether it is in the catalogue or in the sample."""
    if globs:
        return any(fnmatch(mutant.name, glob) for glob in globs)
    return mutant.source == "catalogue" or hashlib.sha256(mutant.name.encode()).digest()[0] % EVERY == 0


def _tell(results: Sequence[Result], seconds: float) -> int:
    killed = [result for result in results if result.killed_by is not None]
    argued = [result for result in results if result.killed_by is None and result.argued]
    survived = [result for result in results if result.has_survived]
    counts = {"killed": len(killed), "survived": len(survived), "argued": len(argued), "seconds": round(seconds, 1)}
    REPORT.parent.mkdir(parents=True, exist_ok=True)
    REPORT.write_text(json.dumps(counts | {"mutants": [asdict(result) for result in results]}, indent=2) + "\n")
    for result in [*survived, *(result for result in killed if result.argued)]:
        print(result)
    print(f"mutants: {len(results)}, killed {len(killed)}, argued away {len(argued)}, survived {len(survived)}")
    return 1 if survived else 0


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog="python -m tests.mutants",
        description="Plant one fault at a time, in a copy of the project, and run its own checks, the likely ones\n"
        "first, until one is red: it has killed the mutant. A mutant that survives all of them is a hole in the net.\n"
        "Write report/mutants.json. Interrupt it whenever you like: it goes on where it was, unless the project\n"
        "has changed since.",
        epilog="A hole is closed by a test. Only what nobody can observe is argued away, in the catalogue or in\n"
        "argued.py.\n\n"
        "exit status: 0 none survived; 1 one survived, or a fault of the catalogue does not fit the code, or a check\n"
        "is red without any fault; 2 wrong usage",
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    parser.add_argument(
        "--only", metavar="GLOB", nargs="+", default=[], help="those with such names, 'auth: *' for example"
    )
    parser.add_argument("--all", action="store_true", help=f"all that rules make, not one in {EVERY}")
    parser.add_argument("--source", choices=SOURCES, nargs="+", default=SOURCES, help="those that come from there")
    parser.add_argument("--list", action="store_true", help="name the mutants, and do nothing")
    parser.add_argument("--jobs", metavar="N", type=int, default=2, help="how many at a time, 2 unless told")
    parser.add_argument("--fresh", action="store_true", help="forget what is known from before")
    parser.add_argument("--quick", action="store_true", help="run the likely checks alone; others may kill survivors")
    return parser


if __name__ == "__main__":
    sys.exit(main())
