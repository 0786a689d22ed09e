"""Real servers for tests, on free ports of 127.0.0.1."""

import os
import re
import signal
import subprocess
import sys
import threading
from collections.abc import Iterator
from concurrent.futures import Future
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory

from fastapi import FastAPI

from chassis import serving
from chassis.settings import ServiceSettings
from tests.support.answers import recorder
from tests.support.databases import sqlite_in

ROOT = Path(__file__).parents[2]
PATIENCE = 20
"""Seconds to wait for a server to start or to stop, before a test fails."""


@contextmanager
def running(app: FastAPI, api: str = "") -> Iterator[str]:
    """Serve an application in a thread; yield its base URL.

    api: whose it is, to look at its answers where callers have no hooks that do
    """
    listener = serving.listen(ServiceSettings(host="127.0.0.1", port=0))
    port = listener.getsockname()[1]
    server = serving.server(app)
    if api:
        server.config.app = recorder().observed(api, app)
    thread = threading.Thread(target=server.run, kwargs={"sockets": [listener]}, daemon=True)
    thread.start()
    try:
        yield f"http://127.0.0.1:{port}"
    finally:
        server.should_exit = True
        thread.join(PATIENCE)
        assert not thread.is_alive(), "the server did not stop"


@dataclass(frozen=True)
class Process:
    """A service in a process of its own: where it is, and what it has logged so far."""

    url: str
    pid: int
    log: list[str]


@contextmanager
def process(module: str, **environment: str) -> Iterator[Process]:
    """Run `python -m MODULE` on a free port until the end of the block; it has to end well.

    Without a database in the environment, it gets a new SQLite file.
    """
    prefix = module.partition("_")[0].upper()
    clean = {name: value for name, value in os.environ.items() if not name.startswith(("AUTH_", "INFO_"))}
    with (
        TemporaryDirectory() as folder,
        subprocess.Popen(
            [sys.executable, "-m", module],
            cwd=ROOT,
            env=clean
            | {f"{prefix}_PORT": "0", f"{prefix}_DRAIN": "0", f"{prefix}_DATABASE_URL": sqlite_in(Path(folder))}
            | environment,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
        ) as child,
    ):
        ready: Future[str] = Future()
        log: list[str] = []
        reader = threading.Thread(target=_read_log, args=(child, log, ready), daemon=True)
        reader.start()
        try:
            yield Process(ready.result(PATIENCE), child.pid, log)
        finally:
            child.send_signal(signal.SIGTERM)
            code = child.wait(PATIENCE)
            reader.join(PATIENCE)
            print("".join(log))
    assert code == 0, f"{module} ended with {code}"


def _read_log(child: subprocess.Popen[str], log: list[str], ready: Future[str]) -> None:
    assert child.stdout is not None
    for line in child.stdout:
        log.append(line)
        if not ready.done() and (found := re.search(r"Ready on (http://\S+)", line)):
            ready.set_result(found[1])
    if not ready.done():
        ready.set_exception(AssertionError(f"the service ended before it was ready: {''.join(log)}"))
