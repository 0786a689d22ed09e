"""The runs of Schemathesis: against which contract, with which credentials, and what came of each."""

import os
import socket
import subprocess
import sys
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from pathlib import Path

from pydantic import BaseModel, TypeAdapter

from tests.support.servers import ROOT, Process, process

SEED = os.environ.get("FUZZ_SEED", "1")
EXAMPLES = int(os.environ.get("FUZZ_EXAMPLES", "25"))
"""Requests that Schemathesis makes up, at most, for each operation and phase."""
TOKEN = "made-up-for-fuzzing"
PATIENCE = 120
"""Seconds that a run may take."""
HERE = Path(__file__).parent

CREDENTIALS = {
    "bearer": '[auth.openapi.bearer]\nbearer = "${FUZZ_TOKEN}"\n',
    "bare": '[auth.openapi.token]\napi_key = "${FUZZ_TOKEN}"\n',
    "unknown": "",  # none, or one that Schemathesis makes up
    "spoilt": "",  # see hooks.py
}
"""For each kind of credentials, what Schemathesis is told of them."""
AUTH_DOWN = '[checks.not_a_server_error]\nexpected-statuses = ["2xx", "3xx", "4xx", "503"]\n'
Answer = tuple[str, int, str]
"""Operation, status and media type; that is empty where there is no content."""


@dataclass(frozen=True)
class Run:
    """One run of Schemathesis: an API, a kind of credentials, and whether auth_service is down."""

    api: str
    credentials: str
    auth_down: bool = False

    def __str__(self) -> str:
        return f"{self.api}-{self.credentials}{'-auth-down' if self.auth_down else ''}"

    @property
    def contract(self) -> Path:
        return ROOT / f"contracts/{self.api}.openapi.yaml"

    @property
    def config(self) -> str:
        common = (HERE / "schemathesis.toml").read_text()
        return "\n".join([common, CREDENTIALS[self.credentials], AUTH_DOWN if self.auth_down else ""])

    @property
    def warnings(self) -> set[str]:
        """The warnings that must come, and no others: with bad credentials alone, nobody gets in."""
        return set() if CREDENTIALS[self.credentials] else {"missing_auth"}


RUNS = [Run(api, credentials) for api in ("auth", "info") for credentials in CREDENTIALS]
RUNS.append(Run("info", "bearer", auth_down=True))


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


@dataclass(frozen=True)
class Outcome:
    """What came of a run.

    answers: those that were seen
    told: what Schemathesis and the services said, and how to repeat it
    """

    report: Report
    answers: set[Answer]
    told: str


def fuzz(run: Run, folder: Path) -> Outcome:
    """Let Schemathesis loose on services of its own."""
    (folder / "schemathesis.toml").write_text(run.config)
    with _services(run) as services:
        done = subprocess.run(
            [*_command(run), "--url", services[-1].url],
            cwd=folder,
            env=os.environ | _environment(run),
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            encoding="utf-8",
            check=False,
            timeout=PATIENCE,
        )
    logged = "".join(line for service in services for line in service.log if not line.startswith("INFO"))
    told = f"""\
{done.stdout}
What the services logged:

{logged or "Nothing but requests."}
To repeat it: FUZZ_SEED={SEED} FUZZ_EXAMPLES={EXAMPLES} pytest tests/fuzz -k {run}
To repeat a curl command: start the services, auth_service with AUTH_DEMO_TOKEN={TOKEN}, and put in the port.
Where it has two credentials with a comma between them, each was sent in an Authorization field of its own.
"""
    report, answers = folder / "report.json", folder / "answers.json"
    assert report.exists(), told
    assert answers.exists(), told
    seen = TypeAdapter(set[Answer]).validate_json(answers.read_bytes())
    return Outcome(Report.model_validate_json(report.read_bytes()), seen, told)


def _command(run: Run) -> list[str]:
    return [
        *(sys.executable, "-m", "schemathesis.cli", "run", str(run.contract)),
        *("--checks", "all"),
        *("--phases", "examples,coverage,fuzzing,stateful"),
        *("--seed", SEED),
        *("--max-examples", str(EXAMPLES)),
        *("--report-json-path", "report.json"),
    ]


def _environment(run: Run) -> dict[str, str]:
    return {
        "FUZZ_TOKEN": TOKEN,
        "FUZZ_CREDENTIALS": run.credentials,
        "SCHEMATHESIS_HOOKS": str(HERE / "hooks.py"),
        "NO_COLOR": "1",
        "NO_PROXY": "*",
        "PYTHONUTF8": "1",
    }


@contextmanager
def _services(run: Run) -> Iterator[list[Process]]:
    """Start what the run needs; the last one is what it fuzzes."""
    with ExitStack() as stack:
        services = []
        if run.auth_down:
            deaf = stack.enter_context(socket.socket())
            deaf.bind(("127.0.0.1", 0))  # so that the port is taken, and nothing listens
            auth_url = f"http://127.0.0.1:{deaf.getsockname()[1]}"
        else:
            services.append(stack.enter_context(process("auth_service", AUTH_DEMO_TOKEN=TOKEN)))
            auth_url = services[0].url
        if run.api == "info":
            patient = {"INFO_AUTH_URL": auth_url, "INFO_AUTH_TIMEOUT": "5"}  # how deadlines are kept is another test
            services.append(stack.enter_context(process("info_service", **patient)))
        yield services
