"""A defect is a logged 500 that tells nothing; a forgotten check of credentials does not even start."""

import logging
from typing import cast

import httpx
import pytest

from chassis.access import Principal
from chassis.application import build
from generated.auth import models
from generated.auth.responses import Healthy, Login200, LoginResponse
from generated.auth.server import AuthServer
from generated.auth.server import create_router as create_auth_router
from generated.info.models import Information
from generated.info.responses import GetInformation200
from generated.info.server import InfoServer
from generated.info.server import create_router as create_info_router
from tests.api.services import GOOD, TOKEN, BrokenAuth, FakeAuth, admission
from tests.support.servers import running

DEFECT = "Exception in ASGI application"
OUTSIDE: dict[str, object] = {
    "answer of another operation": Healthy(body=models.Health(status="ok")),
    "class for an instance": Login200,
    "nothing": None,
    "body of another answer": Login200(
        cache_control="no-store", body=cast("models.Principal", models.Health(status="ok"))
    ),
    "body that is no DTO": Login200(cache_control="no-store", body=cast("models.Principal", {"subject": "demo"})),
    "header that cannot be sent": Login200(cache_control="日本", body=admission().body),
}


def answer_of(server: AuthServer, caplog: pytest.LogCaptureFixture) -> httpx.Response:
    """Return what a real server answers, while `caplog` has what it logs."""
    log = logging.getLogger("uvicorn.error")
    with running(build("generated.auth", create_auth_router(server))) as url:
        log.addHandler(caplog.handler)
        response = httpx.post(f"{url}/login/", headers={"Authorization": GOOD.decode()})
    log.removeHandler(caplog.handler)
    return response


def check_tells_nothing(response: httpx.Response) -> None:
    assert response.status_code == 500
    assert response.headers["Content-Type"] == "application/problem+json"
    assert response.json() == {
        "type": "about:blank",
        "title": "Internal Server Error",
        "status": 500,
        "detail": "The service failed; its log says why.",
    }


@pytest.mark.parametrize("case", OUTSIDE)
def test_undocumented_answer_is_a_defect(case: str, caplog: pytest.LogCaptureFixture) -> None:
    response = answer_of(FakeAuth(cast("LoginResponse", OUTSIDE[case])), caplog)
    check_tells_nothing(response)
    assert DEFECT in caplog.text, "the log does not say what the handler did"
    assert TOKEN.decode() not in caplog.text


def test_failure_is_told_to_log_alone(caplog: pytest.LogCaptureFixture) -> None:
    response = answer_of(BrokenAuth(), caplog)
    check_tells_nothing(response)
    assert DEFECT in caplog.text
    assert BrokenAuth.WORDS in caplog.text
    assert TOKEN.decode() not in caplog.text


class Open(FakeAuth):
    """An auth_service that does not look at credentials."""

    async def login(self) -> LoginResponse:  # type: ignore[override]  # it has to be refused
        return self.answer


class Forgetful:
    """An info_service without `auth_required`."""

    async def get_information(self, principal: Principal) -> GetInformation200:
        return GetInformation200(body=Information(info="The answer is 42."))


def test_forgotten_decorator_does_not_start() -> None:
    with pytest.raises(TypeError, match=r"Forgetful\.get_information .*auth_required"):
        create_info_router(cast("InfoServer", Forgetful()))


def test_operation_without_caller_does_not_start() -> None:
    with pytest.raises(TypeError, match=r"Open\.login .*auth_required"):
        create_auth_router(cast("AuthServer", Open(admission())))


def test_documented_answer_is_no_defect(caplog: pytest.LogCaptureFixture) -> None:
    response = answer_of(FakeAuth(admission("info:read")), caplog)
    assert response.status_code == 200
    assert DEFECT not in caplog.text
