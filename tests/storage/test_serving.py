"""Who may use one database at the same time: of a file one serving process, of a PostgreSQL as many as you like."""

from pathlib import Path

import httpx

from generated.auth.client import AuthClient
from generated.auth.models import TokenRequest
from generated.auth.responses import IssueToken201, Login200, LoginResponse, RevokeToken204, Unauthorized
from tests.support.answers import recorder
from tests.support.commands import command, run
from tests.support.databases import Postgres, issued, migrated, sqlite_in
from tests.support.servers import process


def login(url: str, token: str) -> LoginResponse:
    with httpx.Client(base_url=url, event_hooks=recorder().hooks("auth")) as http:
        return AuthClient(http).login(authorization=token)


def test_file_has_one_serving_process(tmp_path: Path) -> None:
    url = sqlite_in(tmp_path)
    settings = {"AUTH_PORT": "0", "AUTH_DATABASE_URL": url}
    uvicorn = ("uvicorn", "auth_service:app", "--port", "0")
    with command(*uvicorn, **settings) as first:
        first.wait_for("Application startup complete")
        second, third = run("python", "-m", "auth_service", **settings), run(*uvicorn, **settings)
    reason = (
        f"{url} is served by another process; a SQLite file has one. For several workers or replicas, use PostgreSQL"
    )
    assert (second.returncode, second.stdout, second.stderr) == (1, "", f"{reason}\n")
    assert third.returncode != 0
    assert reason in third.stderr


def test_command_line_works_beside_the_service(tmp_path: Path) -> None:
    url = sqlite_in(tmp_path)
    cli = ("python", "-m", "auth_service")
    with process("auth_service", AUTH_DATABASE_URL=url) as service:
        done = run(*cli, "issue", "--subject", "ci", "--scope", "info:read", AUTH_DATABASE_URL=url)
        token = done.stdout.strip()
        assert isinstance(login(service.url, token), Login200), done.stderr
        done = run(*cli, "revoke", token.split("_")[1], AUTH_DATABASE_URL=url)
        assert isinstance(login(service.url, token), Unauthorized), done.stderr


def test_replicas_agree_at_once(postgres: Postgres) -> None:
    url = migrated("auth_service", postgres.new())
    credential, where = issued(url), url.render_as_string(hide_password=False)
    with (
        process("auth_service", AUTH_DATABASE_URL=where) as one,
        process("auth_service", AUTH_DATABASE_URL=where) as other,
        httpx.Client(
            base_url=one.url, headers={"Authorization": credential}, event_hooks=recorder().hooks("auth")
        ) as http,
    ):
        for _ in range(10):
            answer = AuthClient(http).issue_token(body=TokenRequest(subject="ci", scopes=["info:read"]))
            assert isinstance(answer, IssueToken201)
            assert isinstance(login(other.url, answer.body.token), Login200)
            assert isinstance(AuthClient(http).revoke_token(token_id=answer.body.token_id), RevokeToken204)
            assert isinstance(login(other.url, answer.body.token), Unauthorized)
