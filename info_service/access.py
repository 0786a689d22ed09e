"""Who may use an operation: the decorator `auth_required`."""

from collections.abc import Callable, Coroutine
from functools import wraps
from typing import Any, Concatenate, ParamSpec, Protocol, TypeVar

from chassis.credentials import Fault, challenge, read_credential
from chassis.problems import problem
from generated.info import models
from generated.info.responses import BadRequest, Forbidden, ServiceUnavailable, Unauthorized
from generated.runtime.access import AccessRequest
from info_service.hop import Authority, Principal, Refused, Undecided

RETRY_AFTER = 1
"""Seconds that a caller is asked to wait while auth_service gives no decision."""

Refusal = BadRequest | Unauthorized | Forbidden | ServiceUnavailable


class Guarded(Protocol):
    """Handlers that know who decides about credentials."""

    @property
    def authority(self) -> Authority:
        """Who decides."""


H = TypeVar("H", bound=Guarded)
P = ParamSpec("P")
R = TypeVar("R")


def auth_required(
    handler: Callable[Concatenate[H, Principal, P], Coroutine[Any, Any, R]],
) -> Callable[Concatenate[H, AccessRequest, P], Coroutine[Any, Any, R | Refusal]]:
    """Let a handler answer only those whom the authority knows, and who have the scopes that the contract demands.

    The handler gets the `Principal`; all others get their 400, 401, 403 or 503 without it.
    """

    @wraps(handler)
    async def guarded(self: H, access: AccessRequest, /, *args: P.args, **kwargs: P.kwargs) -> R | Refusal:
        admitted = await _admit(self.authority, access)
        return await handler(self, admitted, *args, **kwargs) if isinstance(admitted, Principal) else admitted

    return guarded


async def _admit(authority: Authority, access: AccessRequest) -> Principal | Refusal:
    credential = read_credential(access.sent["authorization"])
    match credential:
        case Fault.AMBIGUOUS:
            return BadRequest(body=problem(models.Problem, 400, credential.value))
        case Fault.MISSING:
            return _unauthorized(challenge(), credential.value)
        case Fault.MALFORMED:
            return _unauthorized(challenge(error="invalid_token"), credential.value)
    match await authority.decide(credential):
        case Principal() as principal:
            missing = access.scopes - principal.scopes
            return _forbidden(access.scopes, missing) if missing else principal
        case Refused(challenge=words, detail=detail):
            return _unauthorized(words, detail)
        case Undecided():
            detail = "Nobody can say at the moment whether the credential is good."
            return ServiceUnavailable(retry_after=RETRY_AFTER, body=problem(models.Problem, 503, detail))


def _unauthorized(www_authenticate: str, detail: str) -> Unauthorized:
    return Unauthorized(www_authenticate=www_authenticate, body=problem(models.Problem, 401, detail))


def _forbidden(demanded: frozenset[str], missing: frozenset[str]) -> Forbidden:
    detail = f"The credential lacks the scope {', '.join(sorted(missing))}."
    words = challenge(error="insufficient_scope", scopes=demanded)
    return Forbidden(www_authenticate=words, body=problem(models.Problem, 403, detail))
