"""A consumer works without its provider: info_service beside the stub of auth_service, started as the README says."""

import re
import signal
import sys
import time
from pathlib import Path

import httpx
import pytest
from pydantic import HttpUrl, SecretStr

from info_service.application import create_app
from info_service.settings import Settings
from tests.support.commands import ROOT, command
from tests.support.databases import sqlite_in
from tests.support.servers import running

SECTION = (ROOT / "README.md").read_text().partition("\n## Work without the other service\n")[2].partition("\n## ")[0]
TOLD = re.findall(r"^    \S+/python -m (contracts\.stub auth.*?) +# .*?\b(\d{3})\b", SECTION, re.MULTILINE)
"""The commands of the README, and the status with which info_service answers beside them."""


def test_readme_tells_how_stub_misbehaves() -> None:
    assert [status for _, status in TOLD] == ["200", "401", "503", "503"]


@pytest.mark.parametrize(("words", "status"), TOLD)
def test_consumer_answers_beside_the_stub(words: str, status: str, tmp_path: Path) -> None:
    with command(sys.executable, "-m", *words.split(), "--port", "0") as stub:
        stub.wait_for("Ready on ")
        url = HttpUrl(stub.log.partition("Ready on ")[2].partition(" ")[0])
        with running(create_app(Settings(database_url=SecretStr(sqlite_in(tmp_path)), auth_url=url))) as info:
            started = time.monotonic()
            answer = httpx.get(f"{info}/info/", headers={"Authorization": "Bearer any-token"}, trust_env=False)
        assert answer.status_code == int(status), stub.log
        assert time.monotonic() - started < 1.5, "info_service does not wait for a slow auth_service"
        assert stub.stop(signal.SIGINT) == 0, stub.log
