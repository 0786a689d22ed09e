"""The command line: what it says when asked for help, when all is well, and when something is wrong.

Most of it is called in this process, which is ten times faster; test_readme.py runs the same commands as people do.
"""

import json
import os
import re
import subprocess
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import TypeAlias

import pytest

from auth_service import cli as auth_cli
from auth_service import minting
from auth_service.settings import Settings as AuthSettings
from chassis.commands import CommandLine
from chassis.settings import ServiceSettings
from info_service import cli as info_cli
from info_service.settings import Settings as InfoSettings
from tests.support.commands import PATIENCE, command, environment, run
from tests.support.databases import NewUrl, Postgres, sqlite_in

ISSUE = ("issue", "--subject", "ci", "--scope", "info:read")
TOKEN = minting.mint()
HELP = {
    "serve": "until SIGTERM or Ctrl-C",
    "migrate": "bring them up to date",
    "issue": "TOKEN=$(python -m auth_service issue --subject me --scope info:read)",
    "list": "--json  one JSON object for each line",
    "revoke": "the public part of a token, as `list` shows it",
}


@dataclass(frozen=True)
class Done:
    """What came of a command."""

    code: int
    out: str
    err: str

    def check_told(self, code: int, what: str) -> None:
        """Check that the command failed, and that it said so in one line, which tells this."""
        assert (self.code, self.out) == (code, "")
        assert what in self.err
        assert self.err.count("\n") == 1, f"one line should tell what is wrong:\n{self.err}"


Run: TypeAlias = Callable[..., Done]


@pytest.fixture
def auth(monkeypatch: pytest.MonkeyPatch, capfd: pytest.CaptureFixture[str]) -> Run:
    """Return what does a command of a service, of auth_service unless told otherwise."""

    def do(*arguments: str, url: str = "", line: CommandLine = auth_cli.line) -> Done:
        for prefix in ("AUTH", "INFO"):
            monkeypatch.setenv(f"{prefix}_DATABASE_URL", url)
        with pytest.raises(SystemExit) as ended:
            line(arguments)
        return Done(int(ended.value.code or 0), *capfd.readouterr())

    return do


@pytest.fixture
def url(auth: Run, tmp_path: Path) -> str:
    """Return where a database is that is up to date."""
    new = sqlite_in(tmp_path)
    assert auth("migrate", url=new) == Done(0, "", f"{new} is up to date\n")
    return new


def check_no_secret(token: str, *outputs: str) -> None:
    secret = token.rpartition("_")[2]
    assert len(secret) > 40
    assert not [output for output in outputs if secret in output], "a token is shown when it is issued, and never again"


@pytest.mark.parametrize(
    ("line", "kind", "words"),
    [(auth_cli.line, AuthSettings, list(HELP)), (info_cli.line, InfoSettings, ["serve", "migrate"])],
    ids=["auth_service", "info_service"],
)
def test_help_names_settings_and_commands(
    auth: Run, line: CommandLine, kind: type[ServiceSettings], words: list[str]
) -> None:
    done = auth("--help", line=line)
    assert (done.code, done.err) == (0, "")
    for name, field in kind.model_fields.items():
        setting = f"{kind.model_config.get('env_prefix')}{name.upper()}"
        assert re.search(rf"^  {setting} \[\S+\]\n {{6}}{re.escape(str(field.description))}\n", done.out, re.MULTILINE)
    commands = done.out.partition("Commands:")[2]
    assert re.findall(r"^  ([a-z]+) ", commands, re.MULTILINE) == words
    assert "..." not in commands, "the first sentence of a command's docstring has to fit on a line"


@pytest.mark.parametrize("word", HELP)
def test_each_command_explains_itself(auth: Run, word: str) -> None:
    done = auth(word, "--help")
    assert (done.code, done.err) == (0, "")
    assert done.out.startswith(f"Usage: python -m auth_service {word} ")
    assert HELP[word] in done.out


@pytest.mark.parametrize(("wanted", "end"), [((), "it expires 2"), (("--expires-in", "never"), "it never expires")])
def test_issued_token_stands_alone(auth: Run, url: str, wanted: tuple[str, ...], end: str) -> None:
    done = auth(*ISSUE, *wanted, url=url)
    assert minting.is_minted(done.out.removesuffix("\n").encode()), f"{done.out!r} is not one token and no more"
    assert done.err.startswith(f"token_id {done.out.split('_')[1]}, for ci, info:read; {end}")
    assert done.err.count("\n") == 1
    check_no_secret(done.out.strip(), done.err)


def test_list_tells_all_but_secrets(auth: Run, url: str) -> None:
    tokens = [auth(*ISSUE, *more, url=url).out.strip() for more in ((), ("--scope", "info:write"))]
    people, programs = auth("list", url=url), auth("list", "--json", url=url)
    told = [json.loads(line) for line in programs.out.splitlines()]
    ids = [token.split("_")[1] for token in tokens]
    assert [line.split()[0] for line in people.out.splitlines()] == [one["token_id"] for one in told] == ids
    assert [one["scopes"] for one in told] == [["info:read"], ["info:read", "info:write"]]
    assert [*told[0]] == ["token_id", "subject", "scopes", "created_at", "expires_at", "revoked_at"]
    for token in tokens:
        check_no_secret(token, people.out, people.err, programs.out, programs.err)


def test_empty_list_says_what_helps(auth: Run, url: str) -> None:
    done = auth("list", url=url)
    assert (done.code, done.out) == (0, "")
    assert "`python -m auth_service issue --help`" in done.err


def test_revoked_token_is_listed_so(auth: Run, url: str) -> None:
    token_id = auth(*ISSUE, url=url).out.split("_")[1]
    assert [auth("revoke", token_id, url=url) for _ in range(2)] == [Done(0, "", f"{token_id} is revoked\n")] * 2
    assert re.search(rf"^{token_id} .* revoked 2", auth("list", url=url).out)
    assert json.loads(auth("list", "--json", url=url).out)["revoked_at"]


@pytest.mark.parametrize("token_id", [TOKEN.token_id, "x", "\N{SNOWMAN}"], ids=["unknown", "too short", "no ASCII"])
def test_unknown_token_id_is_told(auth: Run, url: str, token_id: str) -> None:
    auth("revoke", token_id, url=url).check_told(1, "no such token_id; `python -m auth_service list` shows them")


def test_whole_token_is_not_revoked(auth: Run, url: str) -> None:
    token = auth(*ISSUE, url=url).out.strip()
    done = auth("revoke", token, url=url)
    done.check_told(1, "That is a token, and not its token_id")
    check_no_secret(token, done.err)


@pytest.mark.parametrize(
    ("words", "told"),
    [
        (["issue", "--subject", f"{TOKEN.token} x", "--scope", "info:read"], "--subject: visible ASCII"),
        (["issue", "--subject", "ci", "--scope", TOKEN.token], "--scope: a noun and a verb"),
        (["issue", "--subject", "ci", "--scope", "info:read", "--expires-in", TOKEN.token], "--expires-in: a number"),
        (["issue", "--subject", "ci"], "Missing option '--scope'"),
        (["revoke", "x", TOKEN.token], "unexpected extra argument"),
        ([TOKEN.token], "No such command"),
        ([f"--{TOKEN.token}=1"], "No such option"),
        (["isue"], "Did you mean 'issue'?"),
    ],
    ids=["subject", "scope", "expires-in", "missing", "extra", "command", "option", "misspelt"],
)
def test_wrong_word_is_told_not_shown(auth: Run, url: str, words: list[str], told: str) -> None:
    done = auth(*words, url=url)
    done.check_told(2, told)
    check_no_secret(TOKEN.token, done.err)


@pytest.mark.parametrize("words", [ISSUE, ("list",), ("revoke", TOKEN.token_id)], ids=lambda words: words[0])
def test_missing_tables_are_told(auth: Run, new_url: NewUrl, words: tuple[str, ...]) -> None:
    auth(*words, url=new_url()).check_told(1, ": run `python -m auth_service migrate`")


@pytest.mark.parametrize(
    "words", [ISSUE, ("list",), ("revoke", TOKEN.token_id), ("migrate",)], ids=lambda words: words[0]
)
@pytest.mark.parametrize("url", ["sqlite:///{}/folder", "sqlite:///{}/text", "postgresql://me:sesame@127.0.0.1:1/auth"])
def test_unusable_database_is_told(auth: Run, tmp_path: Path, words: tuple[str, ...], url: str) -> None:
    (tmp_path / "folder").mkdir()
    (tmp_path / "text").write_text("This is no database.")
    done = auth(*words, url=url.format(tmp_path))
    done.check_told(1, " cannot be had: ")
    assert "sesame" not in done.err


def test_database_of_the_other_is_refused(auth: Run, url: str) -> None:
    done = auth("migrate", url=url, line=info_cli.line)
    done.check_told(1, " is ahead, at auth_0001, which this version of info_service does not know")


def test_migrated_postgres_is_served(postgres: Postgres) -> None:
    serve = ("python", "-m", "auth_service", "serve")
    where = {"AUTH_DATABASE_URL": postgres.new(), "AUTH_PORT": "0"}
    refused = run(*serve, **where)
    Done(refused.returncode, refused.stdout, refused.stderr).check_told(1, " is empty: run `python -m auth_service mig")
    assert [run(*serve[:-1], "migrate", **where).returncode for _ in ("once", "again")] == [0, 0]
    with command(*serve, **where) as service:
        service.wait_for("Ready on ")


def test_token_that_nobody_reads_is_told(url: str) -> None:
    reader, writer = os.pipe()
    os.close(reader)
    with os.fdopen(writer) as broken:
        issue, env = ["python", "-m", "auth_service", *ISSUE], environment(AUTH_DATABASE_URL=url)
        done = subprocess.run(
            issue, env=env, stdout=broken, stderr=subprocess.PIPE, text=True, check=False, timeout=PATIENCE
        )
    assert (done.returncode, done.stderr.count("\n")) == (1, 2), f"two lines should tell it:\n{done.stderr}"
    assert done.stderr.startswith("token_id "), "it is issued all the same, and there to be revoked"
    assert done.stderr.endswith("\nStandard output cannot be written: Broken pipe\n")
