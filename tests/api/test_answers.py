"""Login and information give their documented answers, as the generated clients read them."""

from pathlib import Path

import httpx
import pytest

import generated.auth.models
import generated.auth.responses as auth
import generated.info.models
import generated.info.responses as info
from generated.auth.client import AsyncAuthClient, AuthClient
from generated.info.client import AsyncInfoClient, InfoClient
from generated.runtime.client import decode
from tests.api.services import (
    GOOD,
    TOKEN,
    BrokenAuth,
    FakeAuth,
    Pair,
    Within,
    admission,
    auth_app,
    caller,
    info_app,
    info_app_with,
    send,
    started,
)
from tests.support.answers import recorder
from tests.support.databases import NewUrl, sqlite_in
from tests.support.servers import running

pytestmark = pytest.mark.anyio
INFORMATION = info.GetInformation200(body=generated.info.models.Information(info="The answer is 42."))
INVALID = 'Bearer error="invalid_token"'

good_credentials = pytest.mark.parametrize("credential", [GOOD, TOKEN], ids=["bearer", "bare"])
other_credentials = pytest.mark.parametrize(
    ("credential", "challenge"), [(None, "Bearer"), (b"Bearer other", INVALID), (b"Basic YTpi", INVALID)]
)


@good_credentials
async def test_login_names_the_principal(credential: bytes, shared: Pair) -> None:
    assert await shared.auth.login(authorization=credential) == admission("info:read")


@other_credentials
async def test_login_refuses_other_credentials(credential: bytes | None, challenge: str, shared: Pair) -> None:
    answer = await shared.auth.login(authorization=credential)
    assert isinstance(answer, auth.Unauthorized)
    assert (answer.www_authenticate, answer.body.status) == (challenge, 401)


async def test_login_refuses_two_credentials(shared: Pair) -> None:
    response = await send(shared.http["auth"], "POST", "/login/", [GOOD, GOOD])
    answer = decode("login", response.status_code, response.headers, response.content, auth.LoginResponse)
    assert isinstance(answer, auth.BadRequest)
    assert (answer.body.title, answer.body.status) == ("Bad Request", 400)


@pytest.mark.parametrize("credential", [TOKEN, GOOD, b"", b"Bearer", b"Bearer ", b"demo", b"Bearer demo", b"None"])
async def test_without_demo_token_none_is_good(credential: bytes, url: str) -> None:
    async with caller("auth", auth_app(url, token=b"")) as http:
        assert isinstance(await AsyncAuthClient(http).login(authorization=credential), auth.Unauthorized)


@good_credentials
async def test_info_answers_a_good_credential(credential: bytes, shared: Pair) -> None:
    assert await shared.info.get_information(authorization=credential) == INFORMATION


@other_credentials
async def test_info_refuses_other_credentials(credential: bytes | None, challenge: str, shared: Pair) -> None:
    answer = await shared.info.get_information(authorization=credential)
    assert isinstance(answer, info.Unauthorized)
    assert (answer.www_authenticate, answer.body.status) == (challenge, 401)


@pytest.mark.parametrize("scopes", [(), ("info:write",), ("info",), ("INFO:READ",), ("info:read info:write",)])
async def test_info_demands_its_scope(scopes: tuple[str, ...], url: str) -> None:
    async with caller("info", info_app_with(url, FakeAuth(admission(*scopes)))) as http:
        answer = await AsyncInfoClient(http).get_information(authorization=GOOD)
    assert isinstance(answer, info.Forbidden)
    assert answer.www_authenticate == 'Bearer error="insufficient_scope", scope="info:read"'
    assert (answer.body.title, answer.body.status) == ("Forbidden", 403)


async def test_further_scopes_do_no_harm(url: str) -> None:
    async with caller("info", info_app_with(url, FakeAuth(admission("info:write", "info:read")))) as http:
        assert await AsyncInfoClient(http).get_information(authorization=GOOD) == INFORMATION


async def test_info_lets_nobody_in_undecided(url: str) -> None:
    async with caller("info", info_app_with(url, BrokenAuth())) as http:
        answer = await AsyncInfoClient(http).get_information(authorization=GOOD)
    assert isinstance(answer, info.ServiceUnavailable)
    assert (answer.retry_after, answer.body.status) == (1, 503)


async def test_health_depends_on_nobody(url: str) -> None:
    async with caller("info", info_app_with(url, BrokenAuth())) as http:
        client = AsyncInfoClient(http)
        answers = [await client.get_liveness(), await client.get_readiness()]
    assert answers == [info.Healthy(body=generated.info.models.Health(status="ok"))] * 2


async def test_started_services_are_healthy(new_url: NewUrl) -> None:
    async with started(new_url(), new_url()) as pair:
        of_auth = [await pair.auth.get_liveness(), await pair.auth.get_readiness()]
        of_info = [await pair.info.get_liveness(), await pair.info.get_readiness()]
    assert of_auth == [auth.Healthy(body=generated.auth.models.Health(status="ok"))] * 2
    assert of_info == [info.Healthy(body=generated.info.models.Health(status="ok"))] * 2


async def test_stopped_service_lets_go_of_its_file(tmp_path: Path) -> None:
    service = auth_app(sqlite_in(tmp_path))
    async with caller("auth", service) as http:
        assert isinstance(await AsyncAuthClient(http).get_readiness(), auth.Healthy)
        assert (tmp_path / "service.db-wal").exists()
    assert not (tmp_path / "service.db-wal").exists(), "SQLite tidies up when its last connection is closed"


def test_auth_client_without_async_reads_the_same(url: str) -> None:
    with (
        running(auth_app(url)) as base_url,
        httpx.Client(base_url=base_url, event_hooks=recorder().hooks("auth")) as http,
    ):
        client = AuthClient(http)
        assert client.login(authorization=GOOD) == admission("info:read")
        assert isinstance(client.login(), auth.Unauthorized)
        assert client.get_liveness() == client.get_readiness()
        assert isinstance(client.list_tokens(authorization=GOOD, limit=1), auth.Forbidden)


def test_info_client_without_async_reads_the_same(url: str, tmp_path_factory: pytest.TempPathFactory) -> None:
    service = info_app(url, Within(auth_app(sqlite_in(tmp_path_factory.mktemp("auth")))))
    with (
        running(service) as base_url,
        httpx.Client(base_url=base_url, event_hooks=recorder().hooks("info")) as http,
    ):
        client = InfoClient(http)
        assert client.get_information(authorization=GOOD) == INFORMATION
        assert isinstance(client.get_information(), info.Unauthorized)
        assert client.get_liveness() == client.get_readiness()
        assert isinstance(client.get_topic(authorization=GOOD, topic="everything"), info.GetTopic200)
