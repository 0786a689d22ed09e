"""Measures the pair beside a bare FastAPI endpoint and a naive pair, interleaved, in one go: `tox run -e bench`.

The load comes from wrk (https://github.com/wg/wrk). What is compared are ratios of what ran side by side; the figures
themselves say more about the machine than about the services.
"""

import argparse
import json
import os
import re
import shutil
import statistics
import subprocess
import sys
import tempfile
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import asdict, dataclass
from pathlib import Path

import psutil

from tests.bench.report import Figure, plot, table
from tests.bench.stores import fill
from tests.support.commands import free_ports, is_served, until
from tests.support.databases import migrated

ROOT = Path(__file__).parents[2]
DEMO = "merixstudio"
CONNECTIONS = 16
LUA = """\
local tokens = {}
for line in io.lines(%(tokens)s) do tokens[#tokens + 1] = "Bearer " .. line end
local number = 0
wrk.method = %(method)s
request = function()
  number = number %% #tokens + 1
  wrk.headers["Authorization"] = tokens[number]
  return wrk.format()
end
"""


@dataclass(frozen=True)
class Served:
    """A server of its own process."""

    url: str
    process: psutil.Process

    def seconds(self) -> float:
        """Return the CPU time that it has taken."""
        times = self.process.cpu_times()
        return times.user + times.system

    def mebibytes(self) -> float:
        """Return its resident memory."""
        return self.process.memory_info().rss / 2**20


@dataclass(frozen=True)
class Scenario:
    """What is loaded: the first of the servers is the one that is asked."""

    name: str
    servers: list[Served]
    path: str
    script: Path

    def load(self, seconds: int) -> "Round":
        """Load it for so many seconds."""
        before = sum(server.seconds() for server in self.servers)
        url = self.servers[0].url + self.path
        command = ["wrk", "-t1", f"-c{CONNECTIONS}", f"-d{seconds}s", "--latency", "-s", str(self.script), url]
        told = subprocess.run(command, capture_output=True, text=True, check=True).stdout
        refused = re.search(r"Non-2xx or 3xx responses: (\d+)", told)
        if refused:
            sys.exit(f"{self.name}: {refused[1]} requests were not answered with 2xx, so nothing was measured")
        requests = int(_found(r"(\d+) requests in", told))
        return Round(
            throughput=float(_found(r"Requests/sec:\s+([\d.]+)", told)),
            p50=_milliseconds(_found(r"\n\s+50%\s+(\S+)", told)),
            p99=_milliseconds(_found(r"\n\s+99%\s+(\S+)", told)),
            cpu=(sum(server.seconds() for server in self.servers) - before) / requests * 1e6,
        )


@dataclass(frozen=True)
class Round:
    """One round: requests per second, milliseconds, milliseconds, microseconds of CPU for each request."""

    throughput: float
    p50: float
    p99: float
    cpu: float


def _found(pattern: str, told: str) -> str:
    found = re.search(pattern, told)
    if not found:
        sys.exit(f"wrk did not say {pattern}:\n{told}")
    return found[1]


def _milliseconds(text: str) -> float:
    number, unit = re.fullmatch(r"([\d.]+)(us|ms|s)", text).groups()  # type: ignore[union-attr]  # as wrk writes it
    return float(number) * {"us": 0.001, "ms": 1, "s": 1000}[unit]


@contextmanager
def serving(app: str, *options: str, **settings: str) -> Iterator[Served]:
    """Serve an application with uvicorn on a free port, without an access log."""
    (port,) = free_ports(1)
    clean = {name: value for name, value in os.environ.items() if not name.startswith(("AUTH_", "INFO_"))}
    command = [sys.executable, "-m", "uvicorn", app, f"--port={port}", "--no-access-log", "--log-level=warning"]
    with subprocess.Popen([*command, *options], cwd=ROOT, env=clean | settings) as child:
        try:
            until(lambda: is_served(port), f"{app} on port {port}")
            yield Served(f"http://127.0.0.1:{port}", psutil.Process(child.pid))
        finally:
            child.terminate()


def scenarios(stack: ExitStack, folder: Path, tokens: int) -> list[Scenario]:
    """Start all servers; each has its own process."""

    def start(app: str, *options: str, **settings: str) -> Served:
        return stack.enter_context(serving(app, *options, **settings))

    def ours(service: str, name: str, **settings: str) -> Served:
        prefix = service.upper()
        url = f"sqlite:///{folder / name}.db"
        migrated(f"{service}_service", url)  # the first start needs Alembic, and its memory; all others do not
        return start(
            f"{service}_service:app", "--http=chassis.edge:Edge", **{f"{prefix}_DATABASE_URL": url}, **settings
        )

    def script(name: str, method: str, secrets: list[str]) -> Path:
        file, lua = folder / f"{name}.tokens", folder / f"{name}.lua"
        file.write_text("".join(f"{secret}\n" for secret in secrets))
        lua.write_text(LUA % {"tokens": json.dumps(str(file)), "method": json.dumps(method)})
        return lua

    many = fill(f"sqlite:///{folder / 'asking.db'}", tokens)
    bare = start("tests.bench.bare:app")
    naive_auth = start("tests.bench.naive:auth", AUTH_DEMO_TOKEN=DEMO)
    naive_info = start("tests.bench.naive:info", INFO_AUTH_URL=naive_auth.url)
    reused_auth = ours("auth", "reused", AUTH_DEMO_TOKEN=DEMO)
    reused_info = ours("info", "reused-info", INFO_AUTH_URL=reused_auth.url)
    asking_auth = ours("auth", "asking", AUTH_DECISION_MAX_AGE="0")
    asking_info = ours("info", "asking-info", INFO_AUTH_URL=asking_auth.url, INFO_AUTH_TIMEOUT="5")
    demo, all_of_them = script("demo", "GET", [DEMO]), script("many", "GET", many)
    return [
        Scenario("bare endpoint", [bare], "/info/", demo),
        Scenario("naive pair", [naive_info, naive_auth], "/info/", demo),
        Scenario("our pair, decision reused", [reused_info, reused_auth], "/info/", demo),
        Scenario("our pair, asking every time", [asking_info, asking_auth], "/info/", all_of_them),
        Scenario("login", [asking_auth], "/login/", script("login", "POST", many)),
    ]


def figures(rounds: dict[str, list[Round]], memory: dict[str, list[float]]) -> list[Figure]:
    """Return what has to be reached, and what was: medians of the ratios of each round."""

    def ratio(name: str, other: str, of: Callable[[Round], float] = lambda each: each.throughput) -> float:
        return statistics.median(of(one) / of(two) for one, two in zip(rounds[name], rounds[other], strict=True))

    bare, naive, reused = "bare endpoint", "naive pair", "our pair, decision reused"
    asking = "our pair, asking every time"
    (yardstick,) = memory[bare]
    return [
        Figure("throughput, decision reused / bare endpoint", ratio(reused, bare), 1.3),
        Figure("throughput, decision reused / naive pair", ratio(reused, naive), 14),
        Figure("throughput, asking every time / naive pair", ratio(asking, naive), 3),
        Figure("p99, decision reused / bare endpoint", ratio(reused, bare, lambda each: each.p99), 1.2, at_most=True),
        Figure("throughput, login / bare endpoint", ratio("login", bare), 0.8),
        Figure("memory, info_service / bare process", memory[reused][0] / yardstick, 1.4, at_most=True),
        Figure("memory, auth_service / bare process", memory[reused][1] / yardstick, 1.4, at_most=True),
    ]


def main() -> int:
    """Measure, print a table, and write `bench.json` and `bench.svg`."""
    parser = argparse.ArgumentParser(prog="python -m tests.bench", description=__doc__)
    parser.add_argument("--out", type=Path, default=ROOT / "report", metavar="DIR", help="default: report")
    parser.add_argument("--rounds", type=int, default=7, metavar="N", help="of each scenario, interleaved; default: 7")
    parser.add_argument("--seconds", type=int, default=3, metavar="N", help="that a round takes; default: 3")
    parser.add_argument("--tokens", type=int, default=100_000, metavar="N", help="in the store; default: 100000")
    options = parser.parse_args()
    if not shutil.which("wrk"):
        sys.exit("The load comes from wrk: install it, on Debian with `apt-get install wrk`.")
    with tempfile.TemporaryDirectory() as folder, ExitStack() as stack:
        loaded = scenarios(stack, Path(folder), options.tokens)
        rounds: dict[str, list[Round]] = {scenario.name: [] for scenario in loaded}
        for scenario in loaded:
            scenario.load(1)  # so that everything is warm
        for number in range(options.rounds):
            for scenario in loaded:
                rounds[scenario.name].append(scenario.load(options.seconds))
                print(f"round {number + 1}/{options.rounds}: {scenario.name}", file=sys.stderr)
        memory = {scenario.name: [server.mebibytes() for server in scenario.servers] for scenario in loaded}
    reached = figures(rounds, memory)
    print(table(rounds, memory, reached))
    options.out.mkdir(exist_ok=True)
    told = {
        "load": f"wrk, one thread, {CONNECTIONS} connections, {options.rounds} rounds of {options.seconds} s",
        "figures": [{**asdict(figure), "reached": figure.reached} for figure in reached],
        "rounds": {name: [asdict(each) for each in measured] for name, measured in rounds.items()},
        "memory": memory,
    }
    (options.out / "bench.json").write_text(json.dumps(told, indent=2) + "\n")
    plot(rounds, options.out / "bench.svg")
    print(f"\nwritten: {options.out / 'bench.json'}, {options.out / 'bench.svg'}", file=sys.stderr)
    return 0


if __name__ == "__main__":
    sys.exit(main())
