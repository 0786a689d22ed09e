"""Each operation gives its documented answers, as the generated clients read them."""

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
    admission,
    auth_app,
    caller,
    info_app,
    info_app_with,
    send,
)
from tests.support.servers import running

pytestmark = pytest.mark.anyio
INFORMATION = info.GetInformation200(body=generated.info.models.Information(info="The answer is 42."))
INVALID = 'Bearer error="invalid_token"'

good_credentials = pytest.mark.parametrize("credential", [GOOD, TOKEN], ids=["bearer", "bare"])
other_credentials = pytest.mark.parametrize(
    ("credential", "challenge"), [(None, "Bearer"), (b"Bearer other", INVALID), (b"Basic YTpi", INVALID)]
)


@good_credentials
async def test_login_names_the_principal(credential: bytes) -> None:
    async with caller(auth_app()) as http:
        assert await AsyncAuthClient(http).login(authorization=credential) == admission("info:read")


@other_credentials
async def test_login_refuses_other_credentials(credential: bytes | None, challenge: str) -> None:
    async with caller(auth_app()) as http:
        answer = await AsyncAuthClient(http).login(authorization=credential)
    assert isinstance(answer, auth.Unauthorized)
    assert (answer.www_authenticate, answer.body.status) == (challenge, 401)


async def test_login_refuses_two_credentials() -> None:
    response = await send(auth_app(), "POST", "/login/", [GOOD, GOOD])
    answer = decode("login", response.status_code, response.headers, response.content, auth.LoginResponse)
    assert isinstance(answer, auth.BadRequest)
    assert (answer.body.title, answer.body.status) == ("Bad Request", 400)


@pytest.mark.parametrize("credential", [TOKEN, GOOD, b"", b"Bearer", b"Bearer ", b"demo", b"Bearer demo", b"None"])
async def test_without_demo_token_none_is_good(credential: bytes) -> None:
    async with caller(auth_app(token=b"")) as http:
        assert isinstance(await AsyncAuthClient(http).login(authorization=credential), auth.Unauthorized)


@good_credentials
async def test_info_answers_a_good_credential(credential: bytes) -> None:
    async with caller(info_app()) as http:
        assert await AsyncInfoClient(http).get_information(authorization=credential) == INFORMATION


@other_credentials
async def test_info_refuses_other_credentials(credential: bytes | None, challenge: str) -> None:
    async with caller(info_app()) as http:
        answer = await AsyncInfoClient(http).get_information(authorization=credential)
    assert isinstance(answer, info.Unauthorized)
    assert (answer.www_authenticate, answer.body.status) == (challenge, 401)


@pytest.mark.parametrize("scopes", [(), ("info:write",), ("info",), ("INFO:READ",), ("info:read info:write",)])
async def test_info_demands_its_scope(scopes: tuple[str, ...]) -> None:
    async with caller(info_app_with(FakeAuth(admission(*scopes)))) as http:
        answer = await AsyncInfoClient(http).get_information(authorization=GOOD)
    assert isinstance(answer, info.Forbidden)
    assert answer.www_authenticate == 'Bearer error="insufficient_scope", scope="info:read"'
    assert (answer.body.title, answer.body.status) == ("Forbidden", 403)


async def test_further_scopes_do_no_harm() -> None:
    async with caller(info_app_with(FakeAuth(admission("info:write", "info:read")))) as http:
        assert await AsyncInfoClient(http).get_information(authorization=GOOD) == INFORMATION


async def test_info_lets_nobody_in_undecided() -> None:
    async with caller(info_app_with(BrokenAuth())) as http:
        answer = await AsyncInfoClient(http).get_information(authorization=GOOD)
    assert isinstance(answer, info.ServiceUnavailable)
    assert (answer.retry_after, answer.body.status) == (1, 503)


async def test_health_depends_on_nobody() -> None:
    async with caller(info_app_with(BrokenAuth())) as http:
        client = AsyncInfoClient(http)
        answers = [await client.get_liveness(), await client.get_readiness()]
    assert answers == [info.Healthy(body=generated.info.models.Health(status="ok"))] * 2


def test_client_without_async_reads_the_same() -> None:
    with running(auth_app()) as url, httpx.Client(base_url=url) as http:
        assert AuthClient(http).login(authorization=GOOD) == admission("info:read")
        assert isinstance(AuthClient(http).login(), auth.Unauthorized)
        assert AuthClient(http).get_liveness() == AuthClient(http).get_readiness()
    with running(info_app()) as url, httpx.Client(base_url=url) as http:
        assert InfoClient(http).get_information(authorization=GOOD) == INFORMATION
        assert isinstance(InfoClient(http).get_information(), info.Unauthorized)
        assert InfoClient(http).get_liveness() == InfoClient(http).get_readiness()
