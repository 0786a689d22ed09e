"""Settings come from the environment; a bad one is told in a line that shows no secret."""

import os
import re

import pytest

from auth_service.settings import Settings as AuthSettings
from chassis.settings import ServiceSettings, read_settings
from info_service.settings import Settings as InfoSettings

SWORDFISH = "swordfish"
PSYCOPG = "postgresql+psycopg"
BAD_URLS = (
    *("", SWORDFISH, "swordfish.db", "sqlite://", "sqlite:///", "sqlite:///:memory:", "sqlite:///file:swordfish"),
    *("sqlite:///swordfish.db?mode=ro", "sqlite+aiosqlite:///swordfish.db", "sqlite+pysqlcipher://:swordfish@/a.db"),
    *("postgresql://me:swordfish@db", "postgresql://me:swordfish@db/", "postgresql://me@db:swordfish/auth"),
    *("postgresql+asyncpg://me:swordfish@db/auth", "mysql://me:swordfish@db/auth", "http://me:swordfish@db/auth"),
)


@pytest.fixture(autouse=True)
def _no_settings_of_this_machine(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in os.environ:
        if name.upper().startswith(("AUTH_", "INFO_")):
            monkeypatch.delenv(name)


def test_defaults_are_those_of_the_tutorial() -> None:
    auth, info = read_settings(AuthSettings), read_settings(InfoSettings)
    assert (auth.host, auth.port, auth.demo_token.get_secret_value()) == ("127.0.0.1", 8001, "")
    assert (info.host, info.port, info.auth_timeout) == ("127.0.0.1", 8000, 0.5)
    assert str(info.auth_url) == f"http://127.0.0.1:{auth.port}/"
    assert (auth.database.render_as_string(), info.database.render_as_string()) == (
        "sqlite:///auth.db",
        "sqlite:///info.db",
    )


def test_environment_is_honoured(monkeypatch: pytest.MonkeyPatch) -> None:
    for name, value in {
        "AUTH_HOST": "::1",
        "AUTH_PORT": "1",
        "AUTH_DEMO_TOKEN": "x" * 505,
        "AUTH_DATABASE_URL": "sqlite:////srv/a b.db",
        "INFO_HOST": "localhost",
        "INFO_PORT": "2",
        "INFO_AUTH_URL": "https://auth.example/deep",
        "INFO_AUTH_TIMEOUT": "60",
        "INFO_DATABASE_URL": "postgresql://me@db/info",
    }.items():
        monkeypatch.setenv(name, value)
    auth, info = read_settings(AuthSettings), read_settings(InfoSettings)
    assert (auth.host, auth.port, auth.demo_token.get_secret_value()) == ("::1", 1, "x" * 505)
    assert (info.host, info.port, info.auth_timeout) == ("localhost", 2, 60)
    assert str(info.auth_url) == "https://auth.example/deep"
    assert (auth.database.database, info.database.database) == ("/srv/a b.db", "info")


@pytest.mark.parametrize(
    ("value", "url"),
    [
        ("sqlite:///deep/auth.db", ("sqlite", None, None, None, None, "deep/auth.db")),
        ("sqlite:////srv/auth.db", ("sqlite", None, None, None, None, "/srv/auth.db")),
        ("postgresql://me:swordfish@db:5433/auth", (PSYCOPG, "me", SWORDFISH, "db", 5433, "auth")),
        ("postgres://me:sword%66ish@db/auth", (PSYCOPG, "me", SWORDFISH, "db", None, "auth")),
        ("postgresql+psycopg://[::1]/auth", (PSYCOPG, None, None, "::1", None, "auth")),
        ("postgresql:///auth?host=/run/postgresql", (PSYCOPG, None, None, None, None, "auth")),
    ],
)
def test_database_url_is_read(value: str, url: tuple[object, ...], monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("AUTH_DATABASE_URL", value)
    read = read_settings(AuthSettings).database
    assert (read.drivername, read.username, read.password, read.host, read.port, read.database) == url


@pytest.mark.parametrize(
    ("kind", "name", "value"),
    [
        *((AuthSettings, "AUTH_PORT", value) for value in ("", "swordfish", "-1", "65536", "1.5")),
        *((InfoSettings, "INFO_PORT", value) for value in ("", "swordfish", "-1", "65536", "1.5")),
        *((AuthSettings, "AUTH_HOST", host) for host in ("", "swordfish ", "swördfish")),
        (InfoSettings, "INFO_HOST", ""),
        *((AuthSettings, "AUTH_DEMO_TOKEN", f"{SWORDFISH}{rest}") for rest in (" ", "\n", "ö", "\udcff", "x" * 497)),
        *((InfoSettings, "INFO_AUTH_URL", url) for url in ("", SWORDFISH, "ftp://swordfish", "http://", "//swordfish")),
        (InfoSettings, "INFO_AUTH_URL", "http://swordfish@127.0.0.1"),
        (InfoSettings, "INFO_AUTH_URL", "http://auth:swordfish@127.0.0.1"),
        (InfoSettings, "INFO_AUTH_URL", "http://127.0.0.1/?swordfish"),
        (InfoSettings, "INFO_AUTH_URL", "http://127.0.0.1/#swordfish"),
        *((AuthSettings, "AUTH_DATABASE_URL", url) for url in BAD_URLS),
        (InfoSettings, "INFO_DATABASE_URL", "mysql://me:swordfish@db/info"),
        *((InfoSettings, "INFO_AUTH_TIMEOUT", value) for value in ("", "swordfish", "0", "-1", "60.1", "inf", "nan")),
    ],
)
def test_bad_value_is_told_in_a_line(
    kind: type[ServiceSettings],
    name: str,
    value: str,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    monkeypatch.setenv(name, value)
    with pytest.raises(SystemExit) as end:
        read_settings(kind)
    told = capsys.readouterr()
    assert (end.value.code, told.out) == (2, "")
    assert re.fullmatch(rf"{name}: [^\n]{{10,}}\n", told.err)
    assert SWORDFISH not in told.err
    assert "codec" not in told.err, "this is Python's message, and quotes the secret; write one that says what is wrong"


def test_every_bad_value_has_its_line(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
    monkeypatch.setenv("AUTH_PORT", "many")
    monkeypatch.setenv("AUTH_HOST", "")
    with pytest.raises(SystemExit):
        read_settings(AuthSettings)
    assert re.findall(r"^\w+", capsys.readouterr().err, re.MULTILINE) == ["AUTH_HOST", "AUTH_PORT"]


def test_settings_do_not_show_their_secrets(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("AUTH_DEMO_TOKEN", SWORDFISH)
    monkeypatch.setenv("AUTH_DATABASE_URL", f"postgresql://me:{SWORDFISH}@db/auth")
    settings = read_settings(AuthSettings)
    assert (settings.demo_token.get_secret_value(), settings.database.password) == (SWORDFISH, SWORDFISH)
    assert SWORDFISH not in f"{settings.database} {settings.database!r}"
    assert SWORDFISH not in f"{settings} {settings!r} {settings.model_dump()} {settings.model_dump_json()}"


@pytest.mark.parametrize("kind", [AuthSettings, InfoSettings])
def test_every_setting_is_described(kind: type[ServiceSettings]) -> None:
    described = {name: bool(field.description) for name, field in kind.model_fields.items()}
    assert described == dict.fromkeys(["host", "drain", "port", *kind.__annotations__], True)
