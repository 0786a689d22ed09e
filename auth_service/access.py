"""Who may use an operation: the decorator `auth_required`, and who decides here."""

from auth_service.tokens import Tokens
from chassis.access import (
    NOT_GOOD,
    RETRY_AFTER,
    Ambiguous,
    Decision,
    Guard,
    Lacking,
    Refusal,
    Refused,
    Undecided,
)
from chassis.credentials import Credential
from chassis.problems import problem
from generated.auth import models
from generated.auth.responses import BadRequest, Forbidden, ServiceUnavailable, Unauthorized


class TokenAuthority:
    """The authority that looks into its own store."""

    def __init__(self, tokens: Tokens) -> None:
        self._tokens = tokens

    async def decide(self, credential: Credential) -> Decision:
        """Say whose credential this is."""
        return await self._tokens.principal(credential.token) or NOT_GOOD


def refusal(said: Ambiguous | Refused | Undecided) -> BadRequest | Unauthorized | ServiceUnavailable:
    """Say in the words of the contract that nobody is known."""
    match said:
        case Ambiguous(detail=detail):
            return BadRequest(body=problem(models.Problem, 400, detail))
        case Refused(challenge=challenge, detail=detail):
            return Unauthorized(www_authenticate=challenge, body=problem(models.Problem, 401, detail))
        case Undecided():
            detail = "Nobody can say at the moment whether the credential is good."
            return ServiceUnavailable(retry_after=RETRY_AFTER, body=problem(models.Problem, 503, detail))


def forbidden(said: Lacking) -> Forbidden:
    """Say in the words of the contract that a scope is lacking."""
    return Forbidden(www_authenticate=said.challenge, body=problem(models.Problem, 403, said.detail))


def _answer(said: Refusal) -> BadRequest | Unauthorized | Forbidden | ServiceUnavailable:
    return forbidden(said) if isinstance(said, Lacking) else refusal(said)


auth_required = Guard(_answer)
