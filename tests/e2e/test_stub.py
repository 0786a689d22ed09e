"""A consumer works without its provider: info_service beside the stub of auth_service, started as the README says."""

import re
import signal
import sys
from pathlib import Path

import httpx
import pytest
from pydantic import HttpUrl, SecretStr

from info_service.application import create_app
from info_service.settings import Settings
from tests.support.commands import PATIENCE, ROOT, command
from tests.support.databases import sqlite_in
from tests.support.servers import running

SECTION = (ROOT / "README.md").read_text().partition("\n## Work without the other service\n")[2].partition("\n## ")[0]
TOLD = re.findall(r"^    \S+/python -m (contracts\.stub auth.*?) +# .*?\b(\d{3})\b", SECTION, re.MULTILINE)
"""The commands of the README, and the status with which info_service answers beside them."""

DEADLINE = 1.5
"""Seconds that the stub has, on a busy machine; less than its `--delay`, so whoever waited for it would answer 200."""


def test_readme_tells_how_stub_misbehaves() -> None:
    statuses = [status for _, status in TOLD]
    assert statuses == ["200", "401", "503", "503"], "README.md, Work without the other service: a status behind each #"


@pytest.mark.parametrize(("words", "status"), TOLD)
def test_consumer_answers_beside_the_stub(words: str, status: str, tmp_path: Path) -> None:
    with command(sys.executable, "-m", *words.split(), "--port", "0") as stub:
        stub.wait_for("Ready on ")
        url = HttpUrl(stub.log.partition("Ready on ")[2].partition(" ")[0])
        database = SecretStr(sqlite_in(tmp_path))
        with running(create_app(Settings(database_url=database, auth_url=url, auth_timeout=DEADLINE))) as info:
            sent = {"Authorization": "Bearer any-token"}
            answer = httpx.get(f"{info}/info/", headers=sent, timeout=PATIENCE, trust_env=False)
        assert answer.status_code == int(status), stub.log
        assert stub.stop(signal.SIGINT) == 0, stub.log
