"""How the services start and end, and what they say when they cannot start."""

import re
import signal
import socket
from contextlib import ExitStack
from http.client import HTTPConnection

import pytest

from tests.support.commands import HONCHO, Command, command, curl, free_ports, is_alive, is_free, is_served, run, until

TOKEN = "merixstudio"
ANSWER = '{"info":"The answer is 42."}'
SERVICES = [("auth_service", "AUTH_PORT"), ("info_service", "INFO_PORT")]


def keep_open(stack: ExitStack, *ports: int) -> None:
    """Make a request to each port, and keep its connection."""
    for port in ports:
        connection = HTTPConnection("127.0.0.1", port, timeout=20)
        stack.callback(connection.close)
        connection.request("GET", "/livez")
        response = connection.getresponse()
        assert (response.status, response.read()) == (200, b'{"status":"ok"}')


def check_nothing_is_left(ended: Command, pids: set[int], *ports: int) -> None:
    until(lambda: not any(map(is_alive, pids)), f"the end of all of {pids}; after the log\n{ended.log}")
    assert [port for port in ports if not is_free(port)] == []
    assert "Traceback" not in ended.log
    assert TOKEN not in ended.log


@pytest.mark.parametrize(("module", "port_name"), SERVICES)
def test_sigterm_ends_a_service_well(module: str, port_name: str) -> None:
    (port,) = free_ports(1)
    settings = {port_name: str(port), "AUTH_DEMO_TOKEN": TOKEN}
    with command("python", "-m", module, **settings) as service, ExitStack() as stack:
        service.wait_for(f"Ready on http://127.0.0.1:{port} ")
        keep_open(stack, port)
        assert service.stop(signal.SIGTERM) == 0
        check_nothing_is_left(service, {-service.child.pid}, port)


def test_ctrl_c_ends_both_with_connections_open() -> None:
    auth, info = free_ports(2)
    settings = {"AUTH_PORT": str(auth), "INFO_PORT": str(info), "AUTH_DEMO_TOKEN": TOKEN}
    with command(*HONCHO, **settings) as honcho, ExitStack() as stack:
        honcho.wait_for("Ready on ", times=2)
        keep_open(stack, auth, info)
        assert curl("info", f"http://127.0.0.1:{info}/info/", "--header", f"Authorization: {TOKEN}") == ANSWER
        pids = honcho.pids()
        assert len(pids) >= 3, f"honcho and both services should be named:\n{honcho.log}"
        assert honcho.stop(signal.SIGINT) == 128 + signal.SIGINT
        check_nothing_is_left(honcho, {-honcho.child.pid, *pids}, auth, info)


def test_uvicorn_serves_the_pair_and_ends() -> None:
    auth, info = free_ports(2)
    settings = {"AUTH_DEMO_TOKEN": TOKEN, "INFO_AUTH_URL": f"http://127.0.0.1:{auth}"}
    with (
        command("uvicorn", "auth_service:app", "--port", str(auth), **settings) as provider,
        command("uvicorn", "info_service:app", "--reload", "--port", str(info), **settings) as consumer,
    ):
        until(lambda: is_served(auth) and is_served(info), "uvicorn listening on both ports")
        assert curl("info", f"http://127.0.0.1:{info}/info/", "--header", f"Authorization: {TOKEN}") == ANSWER
        for service, port in ((consumer, info), (provider, auth)):
            pids = service.pids()
            service.stop(signal.SIGINT)
            check_nothing_is_left(service, pids, port)


def test_given_auth_url_beats_the_port() -> None:
    auth, info, nobody = free_ports(3)
    settings = {"AUTH_PORT": str(auth), "INFO_PORT": str(info), "AUTH_DEMO_TOKEN": TOKEN}
    with command(*HONCHO, **settings, INFO_AUTH_URL=f"http://127.0.0.1:{nobody}") as honcho:
        honcho.wait_for("Ready on ", times=2)
        told = curl("info", f"http://127.0.0.1:{info}/info/", "-i", "--header", f"Authorization: {TOKEN}")
    assert told.startswith("HTTP/1.1 503 Service Unavailable\n")
    assert "\nretry-after: 1\n" in told


def test_without_demo_token_nobody_is_known() -> None:
    with command("python", "-m", "auth_service", AUTH_PORT="0") as service:
        service.wait_for("Ready on ")
        url = service.log.partition("Ready on ")[2].partition(" ")[0]
        told = curl("auth", f"{url}/login/", "-i", "--header", f"Authorization: {TOKEN}", method="POST")
    assert told.startswith("HTTP/1.1 401 Unauthorized\n")


@pytest.mark.parametrize(("module", "port_name"), SERVICES)
def test_taken_port_is_told_in_a_line(module: str, port_name: str) -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
        done = run("python", "-m", module, **{port_name: str(port)})
    assert (done.returncode, done.stdout) == (1, "")
    assert done.stderr == f"Cannot listen on 127.0.0.1:{port}: Address already in use. Free it, or set {port_name}.\n"


def test_foreign_address_is_told_in_a_line() -> None:
    done = run("python", "-m", "auth_service", AUTH_HOST="192.0.2.1", AUTH_PORT="0")  # for examples alone (RFC 5737)
    assert (done.returncode, done.stdout) == (1, "")
    assert re.fullmatch(r"Cannot listen on 192\.0\.2\.1:0: [^\n]+ Set AUTH_HOST [^\n]+\n", done.stderr)


def test_taken_port_ends_the_other_too() -> None:
    (info,) = free_ports(1)
    with socket.create_server(("127.0.0.1", 0)) as taken:
        done = run(*HONCHO, AUTH_PORT=str(taken.getsockname()[1]), INFO_PORT=str(info))
    assert done.returncode != 0
    assert "Free it, or set AUTH_PORT." in done.stdout
    assert "info.1 stopped" in done.stdout
    assert "Traceback" not in done.stdout + done.stderr
    assert is_free(info)


@pytest.mark.parametrize(
    ("arguments", "name", "value"),
    [
        (["python", "-m", "auth_service"], "AUTH_PORT", "many"),
        (["python", "-m", "info_service"], "INFO_AUTH_URL", "nowhere"),
        (["uvicorn", "auth_service:app", "--port", "0"], "AUTH_DEMO_TOKEN", f"{TOKEN} {TOKEN}"),
        (["uvicorn", "info_service:app", "--port", "0"], "INFO_AUTH_TIMEOUT", "soon"),
    ],
    ids=lambda value: value[-1] if isinstance(value, list) else value,
)
def test_senseless_setting_is_told_in_a_line(arguments: list[str], name: str, value: str) -> None:
    done = run(*arguments, **{name: value})
    assert (done.returncode, done.stdout) == (2, "")
    assert done.stderr.startswith(f"{name}: ")
    assert done.stderr.count("\n") == 1
    assert value not in done.stderr
