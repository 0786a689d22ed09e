"""What auth_service answers: from HTTP to tokens, and back."""

from auth_service.tokens import Principal, Tokens
from chassis.credentials import Fault, challenge, read_credential
from chassis.problems import problem
from generated.auth import models
from generated.auth.responses import BadRequest, Healthy, Login200, LoginResponse, Unauthorized
from generated.runtime.access import AccessRequest


class AuthHandlers:
    """The implementation of the contract."""

    def __init__(self, tokens: Tokens) -> None:
        self._tokens = tokens

    async def login(self, access: AccessRequest, /) -> LoginResponse:
        """Say whose credential this is."""
        credential = read_credential(access.sent["authorization"])
        match credential:
            case Fault.AMBIGUOUS:
                return BadRequest(body=problem(models.Problem, 400, credential.value))
            case Fault.MISSING:
                return _unauthorized(challenge(), credential.value)
            case Fault.MALFORMED:
                return _unauthorized(challenge(error="invalid_token"), credential.value)
        principal = self._tokens.principal(credential.token)
        if principal is None:
            return _unauthorized(challenge(error="invalid_token"), Fault.MALFORMED.value)
        return Login200(cache_control="no-store", body=_dto(principal))

    async def get_liveness(self) -> Healthy:
        """Say that the process is alive."""
        return Healthy(body=models.Health(status="ok"))

    async def get_readiness(self) -> Healthy:
        """Say that the service can take requests."""
        return Healthy(body=models.Health(status="ok"))


def _unauthorized(www_authenticate: str, detail: str) -> Unauthorized:
    return Unauthorized(www_authenticate=www_authenticate, body=problem(models.Problem, 401, detail))


def _dto(principal: Principal) -> models.Principal:
    return models.Principal(subject=principal.subject, scopes=list(principal.scopes), expires_at=principal.expires_at)
