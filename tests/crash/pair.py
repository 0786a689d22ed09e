"""Both services, on databases that outlive them."""

import os
import signal
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from functools import partial

import httpx

from tests.support.answers import recorder
from tests.support.commands import command, free_ports, until


@dataclass(frozen=True)
class Databases:
    """Where the services keep what they know, and the credential of one who may do everything."""

    auth: str
    info: str
    credential: str


def is_ready(http: httpx.Client) -> bool:
    return http.get("/readyz").status_code == 200


@dataclass(frozen=True)
class Pair:
    """Both services, and a client of each."""

    auth: httpx.Client
    info: httpx.Client
    pids: tuple[int, int]

    def kill(self) -> None:
        """End both, in whatever they do."""
        for pid in self.pids:
            os.killpg(pid, signal.SIGKILL)

    def wait(self) -> None:
        """Wait until both can take requests."""
        for http in (self.auth, self.info):
            until(partial(is_ready, http), f"a good {http.base_url}/readyz")


@contextmanager
def pair(databases: Databases) -> Iterator[Pair]:
    """Run both services until the end of the block, unless they are killed before."""
    ports = free_ports(2)
    urls = [f"http://127.0.0.1:{port}" for port in ports]
    auth_settings = {"AUTH_PORT": str(ports[0]), "AUTH_DATABASE_URL": databases.auth}
    info_settings = {"INFO_PORT": str(ports[1]), "INFO_DATABASE_URL": databases.info, "INFO_AUTH_URL": urls[0]}
    info_settings["INFO_AUTH_TIMEOUT"] = "10"  # on a busy machine, too, writers go on until the crash
    headers = {"Authorization": databases.credential}
    with (
        command("python", "-m", "auth_service", **auth_settings) as auth,
        command("python", "-m", "info_service", **info_settings) as info,
        httpx.Client(base_url=urls[0], headers=headers, timeout=20, event_hooks=recorder().hooks("auth")) as auth_http,
        httpx.Client(base_url=urls[1], headers=headers, timeout=20, event_hooks=recorder().hooks("info")) as info_http,
    ):
        for service in (auth, info):
            service.wait_for("Ready on ")
        yield Pair(auth_http, info_http, (auth.child.pid, info.child.pid))
