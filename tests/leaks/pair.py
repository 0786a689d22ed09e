"""Both services with their logs at their most talkative, tokens used in all ways, and what was written of it."""

import json
import signal
from collections.abc import Callable, Iterator
from contextlib import contextmanager, redirect_stderr, redirect_stdout, suppress
from dataclasses import dataclass, field
from io import StringIO
from pathlib import Path

import httpx
import pytest
from sqlalchemy import make_url

from auth_service import cli, minting
from chassis.migrations import Migrations
from chassis.storage import read_url
from tests.leaks.misuses import misuses
from tests.support.answers import recorder
from tests.support.commands import command, free_ports, is_served, until
from tests.support.databases import postgres_in

LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "handlers": {"all": {"class": "logging.StreamHandler"}},
    "root": {"level": "DEBUG", "handlers": ["all"]},
}
"""Everything that any library has to say."""
CANARY = minting.mint().token
"""A caller's own data, which has to be found."""
LOGGED = "/canary-in-the-log"
SCOPES = ("info:read", "info:write", "tokens:read", "tokens:write", "a:b")
Break = Callable[[], None]


@dataclass(repr=False)
class Evidence:
    """All that was written: what was searched for, and where it may stand."""

    secrets: dict[str, str] = field(default_factory=dict)
    databases: dict[str, bytes] = field(default_factory=dict)
    logs: dict[str, bytes] = field(default_factory=dict)
    answers: dict[str, bytes] = field(default_factory=dict)
    words: dict[str, bytes] = field(default_factory=dict)
    statuses: set[int] = field(default_factory=set)

    def record(self, response: httpx.Response) -> None:
        """Keep an answer; the body of one alone shows a token, which is what it is for."""
        content = response.read()
        issued = response.status_code == 201 and response.request.url.path == "/tokens/"
        self.statuses.add(response.status_code)
        head = b"".join(b"%s: %s\n" % header for header in response.headers.raw)
        self.answers[f"answer {len(self.answers)}, {response.status_code}"] = head if issued else head + content

    def do(self, *words: str) -> str:
        """Carry out a command, and return its standard output, which is evidence if it does not issue a token."""
        with redirect_stdout(StringIO()) as out, redirect_stderr(StringIO()) as err, suppress(SystemExit):
            cli.line(words)
        shown = err.getvalue() + ("" if words[0] == "issue" else out.getvalue())
        self.words[f"command {len(self.words)}"] = shown.encode()
        return out.getvalue().strip()


@contextmanager
def storage(backend: str, folder: Path) -> Iterator[tuple[dict[str, str], Break]]:
    """Yield a database for each service, whose files are in the folder, and what puts them out of reach."""
    if backend == "sqlite":
        files = {name: folder / f"{name}.db" for name in ("auth", "info")}

        def remove() -> None:
            for file in files.values():
                file.rename(file.with_suffix(".gone"))

        yield {name: f"sqlite:///{file}" for name, file in files.items()}, remove
        return
    with postgres_in(folder) as server:
        server.execute("ALTER SYSTEM SET log_statement = 'all'")  # with all parameters
        server.execute("SELECT pg_reload_conf()")
        password = minting.mint().token.rpartition("_")[2]  # it trusts everybody, so any will do
        urls = [make_url(server.new()).set(password=password) for _ in range(2)]
        shown = [url.render_as_string(hide_password=False) for url in urls]
        yield dict(zip(("auth", "info"), shown, strict=True)), server.stop


def use(backend: str, folder: Path) -> Evidence:
    """Run the pair, use tokens well and badly, break the storage, stop auth_service, and return what was written."""
    evidence = Evidence()
    config, data = folder / "logging.json", folder / "data"
    config.write_text(json.dumps(LOGGING))
    data.mkdir()
    with storage(backend, data) as (urls, break_storage), pytest.MonkeyPatch.context() as environment:
        for name, url in urls.items():
            Migrations(f"{name}_service", read_url(url)).upgrade()
        environment.setenv("AUTH_DATABASE_URL", urls["auth"])
        evidence.secrets["the demo token"] = minting.mint().token
        _run(evidence, urls, config, break_storage)
        if password := make_url(urls["auth"]).password:
            evidence.secrets["the database's password"] = str(password)
    files = [path for path in data.rglob("*") if path.is_file()]
    evidence.databases = {str(path.relative_to(data)): path.read_bytes() for path in files}
    return evidence


def _run(evidence: Evidence, urls: dict[str, str], config: Path, break_storage: Break) -> None:
    ports = free_ports(2)
    services = [f"http://127.0.0.1:{port}" for port in ports]
    serve = ("uvicorn", "--log-config", str(config), "--port")
    settings = {f"{name.upper()}_DATABASE_URL": url for name, url in urls.items()}
    settings |= {"INFO_AUTH_URL": services[0], "AUTH_DEMO_TOKEN": evidence.secrets["the demo token"]}

    def look(response: httpx.Response) -> None:
        evidence.record(response)
        if "Upgrade" in response.request.headers:
            return  # to a WebSocket's handshake uvicorn itself says 403; where `python -m` runs it, it does not
        recorder().saw_response("auth" if response.request.url.port == ports[0] else "info", response)

    with (
        command(*serve, str(ports[0]), "auth_service:app", **settings) as auth,
        command(*serve, str(ports[1]), "info_service:app", **settings) as info,
        httpx.Client(event_hooks={"response": [look]}, trust_env=False) as http,
    ):
        until(lambda: all(map(is_served, ports)), f"both services:\n{auth.log}{info.log}")
        _use(evidence, http, *services)
        break_storage()
        _ask_in_vain(evidence, http, *services)
        auth.stop(signal.SIGINT)
        _ask_in_vain(evidence, http, services[1])
        info.stop(signal.SIGINT)
    evidence.logs = {"the log of auth_service": auth.log.encode(), "the log of info_service": info.log.encode()}


def _use(evidence: Evidence, http: httpx.Client, auth: str, info: str) -> None:
    admin = evidence.do("issue", "--subject", "admin", *(f"--scope={scope}" for scope in SCOPES))
    right = {"Authorization": f"Bearer {admin}"}
    _issue(evidence.secrets, http, auth, right)
    _write_topics(http, info, right)
    for token in evidence.secrets.values():
        for request in misuses(token, auth, info, right):
            http.send(request)
        for words in (["revoke", token], ["revoke", "x", token], [token], [f"--{token}={token}"]):
            evidence.do(*words)
        evidence.do("issue", "--subject", f"x={token}", "--scope", "a:b")
        evidence.do("issue", "--subject", "x", "--scope", token)
    evidence.do("list")
    evidence.do("list", "--json")
    for service in (auth, info):
        http.get(service + LOGGED)
    evidence.secrets["an administrator's token"] = admin


def _issue(secrets: dict[str, str], http: httpx.Client, auth: str, right: dict[str, str]) -> None:
    """Have tokens in all states: good, revoked, expired, and none at all."""

    def issue(*scopes: str, expires_in: str = "1h") -> str:
        wanted = {"subject": "x", "scopes": scopes, "expires_in": expires_in}
        return str(http.post(f"{auth}/tokens/", headers=right, json=wanted).json()["token"])

    def is_refused(token: str) -> bool:
        return http.post(f"{auth}/login/", headers={"Authorization": token}).is_error

    revoked, expired = issue("info:read"), issue("info:read", expires_in="1s")
    assert not is_refused(revoked)
    http.delete(f"{auth}/tokens/{revoked.split('_')[1]}", headers=right)
    assert is_refused(revoked)
    until(lambda: is_refused(expired), "the end of a token that is good for a second")
    secrets |= {
        "a good token": issue("info:read", "info:write"),
        "a token with no scope of info_service": issue("a:b"),
        "a revoked token": revoked,
        "an expired token": expired,
        "a token that was never issued": minting.mint().token,
        "a token with a wrong checksum": minting.mint().token.swapcase().replace("CTS_", "cts_"),
    }


def _write_topics(http: httpx.Client, info: str, right: dict[str, str]) -> None:
    url, content = f"{info}/topics/canary", {"info": CANARY}
    for seen in ({}, {}, {"If-Match": "*"}, {"If-Match": '"x"'}):
        http.put(url, headers=right | seen, json=content)
    http.get(url, headers=right)


def _ask_in_vain(evidence: Evidence, http: httpx.Client, *services: str) -> None:
    for service in services:
        for token in evidence.secrets.values():
            for method, path in (("POST", "/login/"), ("GET", "/info/"), ("GET", "/tokens/"), ("GET", "/readyz")):
                http.request(method, f"{service}{path}", headers={"Authorization": f"Bearer {token}"})
