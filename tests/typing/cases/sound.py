"""The twin of all other cases: what should type-check does."""

from typing import assert_never

import httpx

from chassis.access import Authority, Decision, Principal, Refused, Undecided
from generated.auth.client import AuthClient
from generated.auth.models import TokenRequest
from generated.auth.responses import (
    BadRequest,
    IssueTokenResponse,
    ListTokensResponse,
    Login200,
    LoginResponse,
    ServiceUnavailable,
    Unauthorized,
)
from generated.auth.server import create_router as create_auth_router
from generated.info.models import Problem, Topic
from generated.info.responses import GetTopic200, NotFound
from generated.info.server import create_router as create_info_router
from generated.runtime.access import AccessRequest
from info_service.access import auth_required
from tests.typing.others import AllButGetTopic, AllButLogin

PROBLEM = Problem(type="about:blank", title="Not Found", status=404, detail="There is no such topic.")


class InfoHandlers(AllButGetTopic):
    def __init__(self, authority: Authority) -> None:
        self.authority = authority

    @auth_required
    async def get_topic(self, principal: Principal, *, topic: str) -> GetTopic200 | NotFound:
        if principal.subject == "nobody":
            return NotFound(body=PROBLEM)
        return GetTopic200(etag='"1"', body=Topic(topic=topic, info="The answer is 42."))


class AuthHandlers(AllButLogin):
    async def login(self, access: AccessRequest, /) -> LoginResponse:
        raise NotImplementedError


def serve(authority: Authority) -> None:
    create_info_router(InfoHandlers(authority))
    create_auth_router(AuthHandlers())


def login(http: httpx.Client) -> LoginResponse:
    return AuthClient(http).login(authorization="Bearer TOKEN")


def issue(http: httpx.Client) -> IssueTokenResponse:
    return AuthClient(http).issue_token(body=TokenRequest(subject="ci", scopes=["info:read"]))


def list_tokens(http: httpx.Client) -> ListTokensResponse:
    return AuthClient(http).list_tokens(limit=3)


def tell(answer: LoginResponse) -> str:
    match answer:
        case Login200(body=principal):
            return principal.subject
        case Unauthorized(www_authenticate=challenge):
            return challenge
        case BadRequest():
            return answer.body.detail
        case ServiceUnavailable(retry_after=seconds):
            return f"in {seconds} s"
        case _:
            assert_never(answer)


def lets_in(decision: Decision) -> bool:
    match decision:
        case Principal():
            return True
        case Refused() | Undecided():
            return False
