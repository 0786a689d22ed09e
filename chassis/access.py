"""Who may use an operation: what `auth_required` is made of, whoever decides about credentials."""

from collections.abc import Callable, Coroutine, Mapping
from dataclasses import dataclass
from datetime import datetime
from functools import wraps
from typing import Any, Concatenate, Generic, ParamSpec, Protocol, TypeVar

from chassis.credentials import Credential, Fault, challenge, read_credential

RETRY_AFTER = 1
"""Seconds that a caller is asked to wait while something that the answer depends on is not to be had."""


@dataclass(frozen=True)
class Principal:
    """Whom the authority let in, and what they may do; it ends at `expires_at`, or never."""

    subject: str
    scopes: frozenset[str]
    expires_at: datetime | None = None


@dataclass(frozen=True)
class Refused:
    """The authority does not know the credential; `challenge` is the value of `WWW-Authenticate`."""

    challenge: str
    detail: str


@dataclass(frozen=True)
class Undecided:
    """The authority gave no decision."""


Decision = Principal | Refused | Undecided
NOT_GOOD = Refused(challenge(error="invalid_token"), Fault.MALFORMED.value)


@dataclass(frozen=True)
class Ambiguous:
    """There is more than one credential."""

    detail: str


@dataclass(frozen=True)
class Lacking:
    """The credential is good, but lacks scopes; `challenge` is the value of `WWW-Authenticate`."""

    challenge: str
    detail: str


Refusal = Ambiguous | Refused | Lacking | Undecided


class Authority(Protocol):
    """Who decides about credentials."""

    async def decide(self, credential: Credential) -> Decision:
        """Say whose credential this is."""


class Access(Protocol):
    """What a caller sent, and what the contract demands: the access request of a generated server."""

    @property
    def sent(self) -> Mapping[str, tuple[bytes, ...]]:
        """The header fields in which credentials travel."""

    @property
    def scopes(self) -> frozenset[str]:
        """The scopes that the operation demands."""


class Guarded(Protocol):
    """Handlers that know who decides about credentials."""

    @property
    def authority(self) -> Authority:
        """Who decides."""


async def identify(authority: Authority, access: Access) -> Principal | Ambiguous | Refused | Undecided:
    """Say whose credential was sent, whatever they may do."""
    credential = read_credential(access.sent["authorization"])
    match credential:
        case Fault.AMBIGUOUS:
            return Ambiguous(credential.value)
        case Fault.MISSING:
            return Refused(challenge(), credential.value)
        case Fault.MALFORMED:
            return NOT_GOOD
    return await authority.decide(credential)


def lacking(demanded: frozenset[str], principal: Principal) -> Lacking | None:
    """Say which scopes a principal lacks, or None."""
    missing = demanded - principal.scopes
    if not missing:
        return None
    detail = f"The credential lacks the scope {', '.join(sorted(missing))}."
    return Lacking(challenge(error="insufficient_scope", scopes=demanded), detail)


A = TypeVar("A")
H = TypeVar("H", bound=Guarded)
P = ParamSpec("P")
R = TypeVar("R")


class Guard(Generic[A]):
    """A decorator that lets a handler answer only those who are known, and have the scopes that the contract demands.

    The handler gets the `Principal`; all others get their refusal without it.

    answer: how a refusal is said in the words of a contract
    """

    def __init__(self, answer: Callable[[Refusal], A]) -> None:
        self._answer = answer

    def __call__(
        self, handler: Callable[Concatenate[H, Principal, P], Coroutine[Any, Any, R]]
    ) -> Callable[Concatenate[H, Access, P], Coroutine[Any, Any, R | A]]:
        """Guard a handler."""

        @wraps(handler)
        async def guarded(self_: H, access: Access, /, *args: P.args, **kwargs: P.kwargs) -> R | A:
            caller = await identify(self_.authority, access)
            if not isinstance(caller, Principal):
                return self._answer(caller)
            refusal = lacking(access.scopes, caller)
            return self._answer(refusal) if refusal else await handler(self_, caller, *args, **kwargs)

        return guarded
