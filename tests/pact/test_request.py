"""What Pact cannot say of the hop's request: that nothing else is sent, and that nobody is asked without need."""

from pathlib import Path

import httpx
import pytest
from pydantic import SecretStr

from info_service.application import create_app
from info_service.settings import Settings
from tests.support.answers import recorder
from tests.support.databases import sqlite_in
from tests.support.servers import running

PRINCIPAL = {"subject": "ci", "scopes": ["info:read"], "expires_at": None}
NAMES = (b"Cookie", b"User-Agent", b"Accept", b"Accept-Language", b"X-Forwarded-For", b"X-Request-Id")


def request(folder: Path, headers: list[tuple[bytes, bytes]]) -> tuple[int, list[httpx.Request]]:
    """Ask info_service; return the status of its answer, and what it sent to auth_service for that."""
    sent: list[httpx.Request] = []

    def record(request: httpx.Request) -> httpx.Response:
        sent.append(request)
        return httpx.Response(200, headers={"Cache-Control": "no-store"}, json=PRINCIPAL)

    settings = Settings(database_url=SecretStr(sqlite_in(folder)))
    with (
        running(create_app(settings, transport=httpx.MockTransport(record))) as url,
        httpx.Client(event_hooks=recorder().hooks("info"), trust_env=False) as http,
    ):
        got = http.request("GET", f"{url}/info/?caller=1", headers=headers, content=b"caller")
    return got.status_code, sent


@pytest.mark.parametrize("credential", [b"Bearer some-token", b"bEARER !#$%&'*+~", b"some-token"])
def test_hop_sends_the_credential_alone(credential: bytes, tmp_path: Path) -> None:
    """Pact's mock server tolerates other headers, a body, and a second call."""
    status, sent = request(tmp_path, [(b"Authorization", credential), *((name, b"caller") for name in NAMES)])
    assert status == 200
    assert [(one.method, one.url.raw_path, one.content) for one in sent] == [("POST", b"/login/", b"")]
    fields = sent[0].headers.raw
    assert [value for name, value in fields if name.lower() == b"authorization"] == [credential]
    assert "caller" not in repr(fields), "auth_service gets nothing of the caller but the credential"


@pytest.mark.parametrize(
    ("credentials", "status"),
    [([], 401), ([b""], 401), ([b"Basic c29tZTp0b2tlbg=="], 401), ([b"\xff"], 401), ([b"some", b"some"], 400)],
)
def test_nobody_is_asked_without_credential(credentials: list[bytes], status: int, tmp_path: Path) -> None:
    """So the pact has nothing to say of it."""
    answer = request(tmp_path, [(b"Authorization", value) for value in credentials])
    assert answer == (status, []), "without a well-formed credential, auth_service cannot say more than we know"
