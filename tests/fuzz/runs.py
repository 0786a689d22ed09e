"""The runs of Schemathesis: against which service, with which credentials, on which database; and what came of each."""

import os
import socket
import subprocess
import sys
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from pathlib import Path

from pydantic import BaseModel

from tests.support.answers import recorder
from tests.support.databases import issued, migrated
from tests.support.records import Record
from tests.support.servers import ROOT, Process, process

SEED = os.environ.get("FUZZ_SEED", "1")
EXAMPLES = int(os.environ.get("FUZZ_EXAMPLES", "25"))
"""Requests that Schemathesis makes up, at most, for each operation and phase; half of that where nobody gets in."""
WALKS = {"auth": EXAMPLES // 5 + 1, "info": EXAMPLES // 2 + 1}
"""Walks along the links of an API; those of auth begin with a POST, and so hardly a step is in vain."""
PATIENCE = 900
"""Seconds that a run may take."""
HERE = Path(__file__).parent
CONTRACTS = Path(os.environ.get("CONTRACTS", ROOT / "contracts"))
"""The contracts that the services are held to: today's, or those of an earlier release; see tests/compat."""
IS_TODAY = "CONTRACTS" not in os.environ

CREDENTIALS = {
    "bearer": '[auth.openapi.bearer]\nbearer = "${FUZZ_TOKEN}"\n',
    "bare": '[auth.openapi.token]\napi_key = "${FUZZ_TOKEN}"\n',
    "lacking": '[auth.openapi.bearer]\nbearer = "${FUZZ_TOKEN}"\n',
    "unknown": "",  # none, or one that Schemathesis makes up
    "spoilt": "",  # see hooks.py
}
"""For each kind of credentials, what Schemathesis is told of them."""
DOWN = '[checks.not_a_server_error]\nexpected-statuses = ["2xx", "3xx", "4xx", "503"]\n'


@dataclass(frozen=True)
class Run:
    """One run of Schemathesis.

    credentials: one of `CREDENTIALS`; a bearer or bare token has all scopes, a lacking one has none that counts
    backend: what the services keep their data in
    down: what fails during all of the run: nothing, `auth` for auth_service, `storage` for the service's own database
    """

    api: str
    credentials: str
    backend: str = "sqlite"
    down: str = ""

    def __str__(self) -> str:
        return "-".join(filter(None, [self.api, self.credentials, self.backend, self.down and f"without-{self.down}"]))

    @property
    def contract(self) -> Path:
        return CONTRACTS / f"{self.api}.openapi.yaml"

    @property
    def config(self) -> str:
        common = [(HERE / name).read_text() for name in ("schemathesis.toml", f"{self.api}.toml")]
        walks = WALKS[self.api] if self.is_admitted else 1
        stateful = f'[phases.stateful.generation]\nmode = "positive"\nmax-examples = {walks}\n'
        return "\n".join([*common, stateful, CREDENTIALS[self.credentials], DOWN if self.down else ""])

    @property
    def is_admitted(self) -> bool:
        """Whether there is anything behind the credentials to fuzz."""
        return self.credentials in ("bearer", "bare") and not self.down

    @property
    def examples(self) -> int:
        """Requests that Schemathesis makes up, at most, for each operation and phase."""
        return EXAMPLES if self.is_admitted else EXAMPLES // 2

    @property
    def warnings(self) -> set[str]:
        """The warnings that must come, and no others: with bad credentials alone, nobody gets in."""
        return set() if self.is_admitted or self.down else {"missing_auth"}


RUNS = [
    *(Run(api, "bearer") for api in ("auth", "info")),
    *(Run(api, "bare", "postgres") for api in ("auth", "info")),
    *(Run(api, kind) for api in ("auth", "info") for kind in ("lacking", "unknown", "spoilt")),
    *(Run(api, "bearer", down="storage") for api in ("auth", "info")),
    Run("info", "bearer", down="auth"),
]


class Cases(BaseModel):
    """The requests of a run."""

    generated: int


class Phase(BaseModel):
    """How a phase of a run ended."""

    status: str


class Report(BaseModel):
    """What Schemathesis reports, as far as it matters here."""

    exit_code: int
    test_cases: Cases
    phases: dict[str, Phase]
    warnings: dict[str, list[str]]


class Notes(BaseModel):
    """What our own hooks wrote down.

    record: the answers, as all kinds of tests write them down
    links: each link that was followed, the status to which it led, and how often
    steps, untold: how many steps of our own story were made, and how many were not
    counts: what else happened, and how often
    """

    record: Record
    links: list[tuple[str, int, int]]
    steps: int
    untold: int
    counts: dict[str, int]


@dataclass(frozen=True)
class Outcome:
    """What came of a run.

    log: all that the services logged
    told: what Schemathesis and the services said, and how to repeat it
    """

    report: Report
    notes: Notes
    log: str
    told: str


@dataclass(frozen=True)
class Ground:
    """What a run needs before it starts: the databases of the services, migrated, and a token of auth_service."""

    databases: dict[str, str]
    token: str


def prepare(run: Run, new: Callable[[], str]) -> Ground:
    """Make databases, and issue a token."""
    databases = {service: new() for service in ("auth_service", "info_service")}
    urls = {service: migrated(service, url) for service, url in databases.items()}
    scopes = ["fuzz:nothing"] if run.credentials == "lacking" else []
    return Ground(databases, issued(urls["auth_service"], *scopes))


def fuzz(run: Run, ground: Ground, folder: Path) -> Outcome:
    """Let Schemathesis loose on services of its own."""
    (folder / "schemathesis.toml").write_text(run.config)
    with _services(run, ground) as services:
        done = subprocess.run(
            [*_command(run), "--url", services[-1].url],
            cwd=folder,
            env=os.environ | _environment(run, ground) | {"FUZZ_URL": services[-1].url},
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            encoding="utf-8",
            check=False,
            timeout=PATIENCE,
        )
    log = [line for service in services for line in service.log]
    told = f"""\
{done.stdout}
What the services logged:

{"".join(dict.fromkeys(line for line in log if not line.startswith("INFO"))) or "Nothing but requests."}
To repeat it: FUZZ_SEED={SEED} FUZZ_EXAMPLES={EXAMPLES} pytest tests/fuzz -k {run}
To repeat a curl command: start the services, issue a token with `python -m auth_service issue`, and put in both
the port and the token. Where it has two credentials with a comma between them, each was sent in a field of its own.
"""
    report, notes = folder / "report.json", folder / "notes.json"
    assert report.exists(), told
    assert notes.exists(), told
    read = Notes.model_validate_json(notes.read_bytes())
    recorder().add(read.record)
    return Outcome(Report.model_validate_json(report.read_bytes()), read, "".join(log), told)


def _command(run: Run) -> list[str]:
    return [
        *(sys.executable, "-m", "schemathesis.cli", "run", str(run.contract)),
        *("--phases", "examples,coverage,fuzzing,stateful"),
        *("--seed", str(int(SEED) + RUNS.index(run))),  # so that no two runs make the same requests
        *("--max-examples", str(run.examples)),
        *("--report-json-path", "report.json"),
        *([] if IS_TODAY else ["--mode", "positive"]),  # today may allow what was wrong when the contract was released
    ]


def _environment(run: Run, ground: Ground) -> dict[str, str]:
    return {
        "FUZZ_API": run.api,
        "FUZZ_CREDENTIALS": run.credentials,
        "FUZZ_DOWN": run.down,
        "FUZZ_TOKEN": ground.token,
        "SCHEMATHESIS_HOOKS": "tests.fuzz.hooks",
        "PYTHONPATH": str(ROOT),
        "NO_COLOR": "1",
        "NO_PROXY": "*",
        "PYTHONUTF8": "1",
    }


@contextmanager
def _services(run: Run, ground: Ground) -> Iterator[list[Process]]:
    """Start what the run needs; the last one is what it fuzzes."""
    auth_database, info_database = ground.databases.values()
    with ExitStack() as stack:
        services = []
        if run.down == "auth":
            deaf = stack.enter_context(socket.socket())
            deaf.bind(("127.0.0.1", 0))  # so that the port is taken, and nothing listens
            auth_url = f"http://127.0.0.1:{deaf.getsockname()[1]}"
        else:
            services.append(stack.enter_context(process("auth_service", AUTH_DATABASE_URL=auth_database)))
            auth_url = services[0].url
        if run.api == "info":
            patient = {"INFO_AUTH_URL": auth_url, "INFO_AUTH_TIMEOUT": "5"}  # how deadlines are kept is another test
            services.append(stack.enter_context(process("info_service", INFO_DATABASE_URL=info_database, **patient)))
        if run.down == "storage":
            Path(ground.databases[f"{run.api}_service"].removeprefix("sqlite:///")).unlink()
        yield services
