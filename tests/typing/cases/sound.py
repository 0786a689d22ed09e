"""The twin of all other cases: what should type-check does."""

from typing import assert_never

import httpx

from generated.auth.client import AuthClient
from generated.auth.responses import BadRequest, Login200, LoginResponse, Unauthorized
from generated.info.models import Health, Information, Problem
from generated.info.responses import GetInformation200, Healthy, ServiceUnavailable
from generated.info.server import create_router
from info_service.access import auth_required
from info_service.hop import Authority, Principal

PROBLEM = Problem(type="about:blank", title="Service Unavailable", status=503, detail="Come back later.")


class Handlers:
    def __init__(self, authority: Authority) -> None:
        self.authority = authority

    @auth_required
    async def get_information(self, principal: Principal) -> GetInformation200 | ServiceUnavailable:
        if principal.subject == "nobody":
            return ServiceUnavailable(retry_after=1, body=PROBLEM)
        return GetInformation200(body=Information(info="The answer is 42."))

    async def get_liveness(self) -> Healthy:
        return Healthy(body=Health(status="ok"))

    async def get_readiness(self) -> Healthy:
        return Healthy(body=Health(status="ok"))


def serve(authority: Authority) -> None:
    create_router(Handlers(authority))


def login(http: httpx.Client) -> LoginResponse:
    return AuthClient(http).login(authorization="Bearer TOKEN")


def tell(answer: LoginResponse) -> str:
    match answer:
        case Login200(body=principal):
            return principal.subject
        case Unauthorized(www_authenticate=challenge):
            return challenge
        case BadRequest():
            return answer.body.detail
        case _:
            assert_never(answer)
