"""No request that Schemathesis thinks of gets an answer from a stub that its contract does not have."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

from contracts.stub import APIS, Stub
from tests.fuzz.runs import HERE, PATIENCE, SEED, Report
from tests.support.servers import ROOT, running

CONFIG = """
[warnings]
fail-on = true

[auth.openapi.bearer]
bearer = "any-token"

# To a stub any well-formed credential is good, a made-up one, too; tests/unit/test_stub.py has those that are not.
[checks.ignored_auth]
enabled = false

# Schemathesis takes 0 for an ETag: it has no quotes.
[[operations]]
include-operation-id = ["putTopic", "deleteTopic"]
checks.positive_data_acceptance.expected-statuses = ["2xx", "400"]
"""


@pytest.mark.parametrize("api", APIS)
def test_stub_keeps_its_contract(api: str, tmp_path: Path) -> None:
    (tmp_path / "schemathesis.toml").write_text((HERE / "schemathesis.toml").read_text() + CONFIG)
    with running(Stub(api).app()) as url:
        done = subprocess.run(
            [
                *(sys.executable, "-m", "schemathesis.cli", "run", str(ROOT / f"contracts/{api}.openapi.yaml")),
                *("--url", url, "--report-json-path", "report.json", "--seed", SEED),
                *("--phases", "examples,coverage"),  # what a stub answers does not depend on what else is sent
            ],
            cwd=tmp_path,
            env=os.environ | {"NO_COLOR": "1", "NO_PROXY": "*", "PYTHONUTF8": "1"},
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            encoding="utf-8",
            check=False,
            timeout=PATIENCE,
        )
    assert done.returncode == 0, done.stdout
    report = Report.model_validate_json((tmp_path / "report.json").read_bytes())
    assert report.test_cases.generated >= 50, f"hardly anything was asked:\n{done.stdout}"
