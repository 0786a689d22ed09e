"""`auth_required`: who comes in, what the others are told, and in which order that is decided."""

import asyncio

import pytest

from chassis.credentials import Credential
from generated.info.models import Information, Problem
from generated.info.responses import (
    BadRequest,
    Forbidden,
    GetInformation200,
    GetInformationResponse,
    ServiceUnavailable,
    Unauthorized,
)
from generated.runtime.access import AccessRequest, Security
from info_service.access import auth_required
from info_service.hop import Decision, Principal, Refused, Undecided

ANSWER = GetInformation200(body=Information(info="The answer."))
READER = Principal("reader", frozenset({"info:read", "more"}))
STRANGER = Principal("stranger", frozenset({"more"}))
UNKNOWN = Refused('Bearer realm="theirs"', "We do not know you.")
GOOD = (b"Bearer swordfish",)


class Authority:
    """Decides always the same, and keeps what it was asked."""

    def __init__(self, decision: Decision) -> None:
        self.decision = decision
        self.asked: list[Credential] = []

    async def decide(self, credential: Credential) -> Decision:
        self.asked.append(credential)
        return self.decision


class Handlers:
    """Keeps whom it let in."""

    def __init__(self, decision: Decision) -> None:
        self.authority = Authority(decision)
        self.admitted: list[Principal] = []

    @auth_required
    async def get_information(self, principal: Principal) -> GetInformation200:
        self.admitted.append(principal)
        return ANSWER

    def call(self, sent: tuple[bytes, ...], *scopes: str) -> GetInformationResponse:
        ways = tuple({scheme: frozenset(scopes)} for scheme in ("bearer", "token"))
        access = AccessRequest(Security(ways, ("authorization",)), {"authorization": sent})
        return asyncio.run(self.get_information(access))


def problem(status: int, title: str, detail: str) -> Problem:
    return Problem(type="about:blank", title=title, status=status, detail=detail)


def unauthorized(challenge: str, detail: str) -> Unauthorized:
    return Unauthorized(www_authenticate=challenge, body=problem(401, "Unauthorized", detail))


def test_reader_comes_in() -> None:
    handlers = Handlers(READER)
    assert handlers.call(GOOD, "info:read") == ANSWER
    assert handlers.admitted == [READER]
    assert handlers.authority.asked == [Credential(b"Bearer swordfish", b"swordfish")]


def test_without_demanded_scopes_anyone_known_comes_in() -> None:
    assert Handlers(STRANGER).call(GOOD) == ANSWER


@pytest.mark.parametrize("decision", [READER, STRANGER, UNKNOWN, Undecided()])
@pytest.mark.parametrize(
    ("sent", "answer"),
    [
        ((), unauthorized("Bearer", "Send a credential: Authorization: Bearer TOKEN.")),
        ((b" ",), unauthorized("Bearer", "Send a credential: Authorization: Bearer TOKEN.")),
        ((b"Basic x",), unauthorized('Bearer error="invalid_token"', "The credential is not good.")),
        ((b"\xff",), unauthorized('Bearer error="invalid_token"', "The credential is not good.")),
        (GOOD + GOOD, BadRequest(body=problem(400, "Bad Request", "Send exactly one Authorization field."))),
    ],
)
def test_faulty_credential_is_refused_without_asking(
    sent: tuple[bytes, ...], answer: GetInformationResponse, decision: Decision
) -> None:
    handlers = Handlers(decision)
    assert handlers.call(sent, "info:read") == answer
    assert (handlers.authority.asked, handlers.admitted) == ([], [])


def test_refused_caller_hears_the_authority() -> None:
    handlers = Handlers(UNKNOWN)
    assert handlers.call(GOOD, "info:read") == unauthorized('Bearer realm="theirs"', "We do not know you.")
    assert handlers.admitted == []


def test_without_a_decision_nobody_comes_in() -> None:
    handlers = Handlers(Undecided())
    detail = "Nobody can say at the moment whether the credential is good."
    expected = ServiceUnavailable(retry_after=1, body=problem(503, "Service Unavailable", detail))
    assert handlers.call(GOOD, "info:read") == expected
    assert handlers.admitted == []


@pytest.mark.parametrize(
    ("demanded", "missing"),
    [
        (["info:read"], "info:read"),
        (["more", "info:read"], "info:read"),
        (["b", "a"], "a, b"),
        (["INFO:READ"], "INFO:READ"),
    ],
)
def test_missing_scope_is_forbidden_and_named(demanded: list[str], missing: str) -> None:
    handlers = Handlers(STRANGER)
    assert handlers.call(GOOD, *demanded) == Forbidden(
        www_authenticate=f'Bearer error="insufficient_scope", scope="{" ".join(sorted(demanded))}"',
        body=problem(403, "Forbidden", f"The credential lacks the scope {missing}."),
    )
    assert handlers.admitted == []


def test_handler_keeps_its_name_and_words() -> None:
    assert Handlers.get_information.__name__ == "get_information"
    assert list(Handlers.get_information.__annotations__) == ["principal", "return"]
