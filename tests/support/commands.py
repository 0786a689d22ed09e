"""Commands for tests, started as a person starts them, with databases of their own, and curl."""

import os
import re
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from urllib.parse import urlsplit

from tests.support.answers import recorder

ROOT = Path(__file__).parents[2]
HONCHO = ("honcho", "--env", os.devnull, "--procfile", str(ROOT / "Procfile"), "start")
PATIENCE = 20
"""Seconds to wait for what has to happen, before a test fails."""


def until(happened: Callable[[], bool], what: str) -> None:
    """Look again and again whether something has happened; fail if it does not."""
    deadline = time.monotonic() + PATIENCE
    pause = threading.Event()
    while not happened():
        assert time.monotonic() < deadline, f"{what}: not within {PATIENCE} seconds"
        pause.wait(0.02)


def free_ports(count: int) -> list[int]:
    """Return ports of 127.0.0.1 on which nobody listens."""
    with ExitStack() as stack:
        sockets = [stack.enter_context(socket.create_server(("127.0.0.1", 0))) for _ in range(count)]
        return [taken.getsockname()[1] for taken in sockets]


def is_served(port: int) -> bool:
    """Say whether somebody listens on a port of 127.0.0.1."""
    try:
        socket.create_connection(("127.0.0.1", port), PATIENCE).close()
    except ConnectionRefusedError:
        return False
    return True


def is_free(port: int) -> bool:
    """Say whether a port of 127.0.0.1 can be listened on."""
    try:
        socket.create_server(("127.0.0.1", port)).close()
    except OSError:
        return False
    return True


def is_alive(pid: int) -> bool:
    """Say whether there is a process, or, for a negative number, any process of a group."""
    try:
        os.kill(pid, 0)
    except (ProcessLookupError, PermissionError):  # not there, or not ours
        return False
    return True


def environment(**settings: str) -> dict[str, str]:
    """Return this machine's environment with other settings of the services, and what is tested first in each path."""
    clean = {name: value for name, value in os.environ.items() if not name.startswith(("AUTH_", "INFO_"))}
    path = os.pathsep.join([str(Path(sys.executable).parent), os.environ.get("PATH", "")])
    return clean | {"PATH": path, "PYTHONPATH": str(ROOT)} | settings


@dataclass(frozen=True)
class Command:
    """A command in a process group of its own, and what it has printed so far."""

    child: subprocess.Popen[str]
    lines: list[str] = field(default_factory=list)

    @property
    def log(self) -> str:
        """What it has printed so far."""
        return "".join(self.lines)

    def pids(self) -> set[int]:
        """Return the process, and all those that its log names."""
        return {self.child.pid, *map(int, re.findall(r"(?:pid=| process \[)(\d+)", self.log))}

    def read(self) -> None:
        """Read what it prints, to the end."""
        assert self.child.stdout is not None
        for line in self.child.stdout:
            self.lines.append(line)

    def wait_for(self, text: str, times: int = 1) -> None:
        """Wait until a text has been printed; fail if the command ends before."""

        def printed() -> bool:
            ended = self.child.poll() is not None
            seen = self.log.count(text) >= times
            assert seen or not ended, f"the command ended before it printed {text!r}:\n{self.log}"
            return seen

        until(printed, f"{text!r} in the log {self.log}")

    def stop(self, how: signal.Signals) -> int:
        """Send a signal to the whole group, as a terminal does; return the exit code."""
        os.killpg(self.child.pid, how)
        return self.child.wait(PATIENCE)


@contextmanager
def command(*arguments: str, **settings: str) -> Iterator[Command]:
    """Run a command until the end of the block, in a new folder: so it has new databases, unless settings say where."""
    with (
        tempfile.TemporaryDirectory() as folder,
        subprocess.Popen(
            arguments,
            cwd=folder,
            env=environment(**settings),
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
            start_new_session=True,
        ) as child,
    ):
        started = Command(child)
        reader = threading.Thread(target=started.read, daemon=True)
        reader.start()
        try:
            yield started
        finally:
            child.terminate()
            child.wait(PATIENCE)
            reader.join(PATIENCE)
            print(started.log)


def run(*arguments: str, **settings: str) -> subprocess.CompletedProcess[str]:
    """Run a command that should end by itself, and soon, in a new folder."""
    env = environment(**settings)
    with tempfile.TemporaryDirectory() as folder:
        return subprocess.run(
            arguments, cwd=folder, env=env, capture_output=True, text=True, check=False, timeout=PATIENCE
        )


def curl(api: str, url: str, *arguments: str, method: str = "GET") -> str:
    """Ask a service with curl, and return what it prints; it reads no configuration of this machine."""
    program = shutil.which("curl")
    assert program, "these tests drive the services with curl, as the tutorial does: install it"
    own = ("--disable", "--silent", "--show-error", "--noproxy", "*", "--max-time", str(PATIENCE))
    asked = ("--request", method, "--dump-header", "/dev/stderr", url)
    done = subprocess.run([program, *own, *asked, *arguments], capture_output=True, text=True, check=False)
    assert done.returncode == 0, f"curl: {done.stderr}"
    sent, received = f"{method} {urlsplit(url).path} HTTP/1.1\r\n", done.stderr.replace("\n", "\r\n")
    recorder().saw_bytes(api, sent.encode(), received.encode())
    return done.stdout
