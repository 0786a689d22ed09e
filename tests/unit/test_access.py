"""Guards: who comes in, what the others are told, in which order that is decided, and in which words."""

import asyncio
import json

import pytest

import auth_service.access
import info_service.access
from chassis.access import (
    Ambiguous,
    Decision,
    Guard,
    Lacking,
    Principal,
    Refusal,
    Refused,
    Undecided,
    identify,
    lacking,
)
from chassis.credentials import Credential
from generated.runtime.access import AccessRequest, Security
from generated.runtime.answers import Answer

READER = Principal("reader", frozenset({"info:read", "more"}))
STRANGER = Principal("stranger", frozenset({"more"}))
UNKNOWN = Refused('Bearer realm="theirs"', "We do not know you.")
GOOD = (b"Bearer swordfish",)
MISSING = Refused("Bearer", "Send a credential: Authorization: Bearer TOKEN.")
MALFORMED = Refused('Bearer error="invalid_token"', "The credential is not good.")
AMBIGUOUS = Ambiguous("Send exactly one Authorization field.")
FAULTY: list[tuple[tuple[bytes, ...], Refusal]] = [
    ((), MISSING),
    ((b" ",), MISSING),
    ((b"Basic x",), MALFORMED),
    ((b"\xff",), MALFORMED),
    (GOOD + GOOD, AMBIGUOUS),
]

every_decision = pytest.mark.parametrize("decision", [READER, STRANGER, UNKNOWN, Undecided()])
faulty = pytest.mark.parametrize(("sent", "refusal"), FAULTY)


class Authority:
    """Decides always the same, and keeps what it was asked."""

    def __init__(self, decision: Decision) -> None:
        self.decision = decision
        self.asked: list[Credential] = []

    async def decide(self, credential: Credential) -> Decision:
        self.asked.append(credential)
        return self.decision


class Handlers:
    """Keeps whom it let in, and answers a refusal with itself."""

    def __init__(self, decision: Decision) -> None:
        self.authority = Authority(decision)
        self.admitted: list[Principal] = []

    @Guard(lambda refusal: refusal)
    async def greet(self, principal: Principal, *, name: str) -> str:
        """Greet."""
        self.admitted.append(principal)
        return f"Hello, {name}."

    def call(self, sent: tuple[bytes, ...], *scopes: str) -> str | Refusal:
        return asyncio.run(self.greet(request(sent, *scopes), name="you"))


def request(sent: tuple[bytes, ...], *scopes: str) -> AccessRequest:
    ways = tuple({scheme: frozenset(scopes)} for scheme in ("bearer", "token"))
    return AccessRequest(Security(ways, ("authorization",)), {"authorization": sent})


def test_reader_comes_in() -> None:
    handlers = Handlers(READER)
    assert handlers.call(GOOD, "info:read") == "Hello, you."
    assert handlers.admitted == [READER]
    assert handlers.authority.asked == [Credential(b"Bearer swordfish", b"swordfish")]


def test_without_demanded_scopes_anyone_known_comes_in() -> None:
    assert Handlers(STRANGER).call(GOOD) == "Hello, you."


@every_decision
@faulty
def test_faulty_credential_is_refused_without_asking(
    sent: tuple[bytes, ...], refusal: Refusal, decision: Decision
) -> None:
    handlers = Handlers(decision)
    assert handlers.call(sent, "info:read") == refusal
    assert (handlers.authority.asked, handlers.admitted) == ([], [])


@pytest.mark.parametrize("decision", [UNKNOWN, Undecided()])
def test_refused_caller_hears_the_authority(decision: Decision) -> None:
    handlers = Handlers(decision)
    assert handlers.call(GOOD, "info:read") == decision
    assert handlers.admitted == []


@pytest.mark.parametrize(
    ("demanded", "missing"),
    [
        (["info:read"], "info:read"),
        (["more", "info:read"], "info:read"),
        (["b", "a"], "a, b"),
        (["MORE"], "MORE"),
        (["mor"], "mor"),
    ],
)
def test_missing_scope_is_named(demanded: list[str], missing: str) -> None:
    handlers = Handlers(STRANGER)
    challenge = f'Bearer error="insufficient_scope", scope="{" ".join(sorted(demanded))}"'
    assert handlers.call(GOOD, *demanded) == Lacking(challenge, f"The credential lacks the scope {missing}.")
    assert handlers.admitted == []


@every_decision
def test_identity_does_not_depend_on_scopes(decision: Decision) -> None:
    authority = Authority(decision)
    assert asyncio.run(identify(authority, request(GOOD, "info:read", "nobody:has-this"))) == decision
    assert authority.asked == [Credential(b"Bearer swordfish", b"swordfish")]


@faulty
def test_faulty_credential_identifies_nobody(sent: tuple[bytes, ...], refusal: Refusal) -> None:
    authority = Authority(READER)
    assert asyncio.run(identify(authority, request(sent))) == refusal
    assert authority.asked == []


@pytest.mark.parametrize("demanded", [set(), {"more"}, {"more", "info:read"}])
def test_who_has_all_scopes_lacks_none(demanded: set[str]) -> None:
    assert lacking(frozenset(demanded), READER) is None


def test_handler_keeps_its_name_and_words() -> None:
    assert (Handlers.greet.__name__, Handlers.greet.__doc__) == ("greet", "Greet.")
    assert list(Handlers.greet.__annotations__) == ["principal", "name", "return"]


class AuthHandlers(Handlers):
    @auth_service.access.auth_required
    async def enter(self, principal: Principal) -> None:
        self.admitted.append(principal)


class InfoHandlers(Handlers):
    @info_service.access.auth_required
    async def enter(self, principal: Principal) -> None:
        self.admitted.append(principal)


INSUFFICIENT = 'Bearer error="insufficient_scope", scope="info:read"'
UNDECIDED = "Nobody can say at the moment whether the credential is good."


@pytest.mark.parametrize("kind", [AuthHandlers, InfoHandlers])
@pytest.mark.parametrize(
    ("sent", "decision", "told"),
    [
        ((), READER, (401, {"WWW-Authenticate": "Bearer"}, MISSING.detail)),
        (GOOD + GOOD, READER, (400, {}, AMBIGUOUS.detail)),
        (GOOD, UNKNOWN, (401, {"WWW-Authenticate": UNKNOWN.challenge}, UNKNOWN.detail)),
        (GOOD, STRANGER, (403, {"WWW-Authenticate": INSUFFICIENT}, "The credential lacks the scope info:read.")),
        (GOOD, Undecided(), (503, {"Retry-After": "1"}, UNDECIDED)),
    ],
)
def test_services_say_it_as_their_contracts(
    kind: type[AuthHandlers | InfoHandlers],
    sent: tuple[bytes, ...],
    decision: Decision,
    told: tuple[int, dict[str, str], str],
) -> None:
    handlers = kind(decision)
    answer = asyncio.run(handlers.enter(request(sent, "info:read")))
    assert isinstance(answer, Answer)
    status, headers, content = answer.to_message()
    assert headers.pop("Content-Type") == "application/problem+json"
    problem = json.loads(content)
    assert (status, headers, problem["detail"]) == told
    assert problem["status"] == status
    assert handlers.admitted == []
