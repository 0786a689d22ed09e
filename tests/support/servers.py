"""Real servers for tests, on free ports of 127.0.0.1."""

import os
import re
import signal
import subprocess
import sys
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from fastapi import FastAPI

from chassis import serving
from chassis.settings import ServiceSettings

ROOT = Path(__file__).parents[2]
PATIENCE = 20
"""Seconds to wait for a server to start or to stop, before a test fails."""


@contextmanager
def running(app: FastAPI) -> Iterator[str]:
    """Serve an application in a thread; yield its base URL."""
    listener = serving.listen(ServiceSettings(host="127.0.0.1", port=0))
    port = listener.getsockname()[1]
    server = serving.server(app)
    thread = threading.Thread(target=server.run, kwargs={"sockets": [listener]}, daemon=True)
    thread.start()
    try:
        yield f"http://127.0.0.1:{port}"
    finally:
        server.should_exit = server.force_exit = True
        thread.join(PATIENCE)
        assert not thread.is_alive(), "the server did not stop"


@contextmanager
def process(module: str, **environment: str) -> Iterator[str]:
    """Serve `python -m MODULE` as a process of its own, on a free port; yield its base URL."""
    prefix = module.partition("_")[0].upper()
    clean = {name: value for name, value in os.environ.items() if not name.startswith(("AUTH_", "INFO_"))}
    with subprocess.Popen(
        [sys.executable, "-m", module],
        cwd=ROOT,
        env=clean | {f"{prefix}_PORT": "0", "PYTHONUNBUFFERED": "1"} | environment,
        stderr=subprocess.PIPE,
        text=True,
    ) as child:
        watch = threading.Timer(PATIENCE, child.kill)
        watch.start()
        try:
            yield _ready(child)
        finally:
            watch.cancel()
            child.send_signal(signal.SIGTERM)
            _, rest = child.communicate(timeout=PATIENCE)
            sys.stderr.write(rest)
    assert child.returncode == 0, f"{module} ended with {child.returncode}"


def _ready(child: subprocess.Popen[str]) -> str:
    assert child.stderr is not None
    for line in child.stderr:
        sys.stderr.write(line)
        if found := re.search(r"Ready on (http://\S+)", line):
            return found[1]
    message = "the service ended before it was ready; its log stands above"
    raise AssertionError(message)
