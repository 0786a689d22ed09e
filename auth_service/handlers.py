"""What auth_service answers: from HTTP to tokens, and back."""

from auth_service.access import TokenAuthority, auth_required, forbidden, refusal
from auth_service.minting import PATTERN, lifetime
from auth_service.tokens import Token, Tokens
from chassis.access import Principal, identify, lacking
from chassis.problems import problem
from chassis.readiness import Readiness
from generated.auth import models
from generated.auth.responses import (
    BadRequest,
    Forbidden,
    GetToken200,
    Healthy,
    IssueToken201,
    ListTokens200,
    Login200,
    LoginResponse,
    NotFound,
    RevokeToken204,
)
from generated.runtime.access import AccessRequest


class AuthHandlers:
    """The implementation of the contract."""

    def __init__(self, tokens: Tokens, readiness: Readiness, decision_max_age: int) -> None:
        self.authority = TokenAuthority(tokens)
        self._tokens = tokens
        self._readiness = readiness
        self._reuse = f"private, max-age={decision_max_age}" if decision_max_age else "no-store"

    async def login(self, access: AccessRequest, /) -> LoginResponse:
        """Say whose credential this is."""
        caller = await identify(self.authority, access)
        if not isinstance(caller, Principal):
            return refusal(caller)
        body = models.Principal(subject=caller.subject, scopes=sorted(caller.scopes), expires_at=caller.expires_at)
        return Login200(cache_control=self._reuse, body=body)

    @auth_required
    async def issue_token(
        self, principal: Principal, *, body: models.TokenRequest
    ) -> IssueToken201 | BadRequest | Forbidden:
        """Issue a token, with no scope that its issuer lacks."""
        if PATTERN.search(body.subject):
            return BadRequest(body=problem(models.Problem, 400, "body.subject: It holds a token, which would be kept."))
        refused = lacking(frozenset(body.scopes), principal)
        if refused:
            return forbidden(refused)
        token, secret = await self._tokens.issue(body.subject, body.scopes, lifetime(body.expires_in))
        issued = models.IssuedToken(**dict(_dto(token)), token=secret)
        return IssueToken201(location=f"/tokens/{token.token_id}", cache_control="no-store", body=issued)

    @auth_required
    async def list_tokens(self, principal: Principal, *, limit: int, cursor: str | None) -> ListTokens200:
        """List the tokens."""
        page = await self._tokens.page(limit, cursor)
        items = [_dto(token) for token in page.tokens]
        return ListTokens200(body=models.TokenPage(items=items, next_cursor=page.next_cursor))

    @auth_required
    async def get_token(self, principal: Principal, *, token_id: str) -> GetToken200 | NotFound:
        """Tell of one token."""
        token = await self._tokens.find(token_id)
        return GetToken200(body=_dto(token)) if token else _not_found()

    @auth_required
    async def revoke_token(self, principal: Principal, *, token_id: str) -> RevokeToken204 | NotFound:
        """Revoke a token."""
        return RevokeToken204() if await self._tokens.revoke(token_id) else _not_found()

    async def get_liveness(self) -> Healthy:
        """Say that the process is alive."""
        return Healthy(body=models.Health(status="ok"))

    async def get_readiness(self) -> Healthy:
        """Say that the service can take requests."""
        await self._readiness.check()
        return Healthy(body=models.Health(status="ok"))


def _dto(token: Token) -> models.Token:
    return models.Token(
        token_id=token.token_id,
        subject=token.subject,
        scopes=list(token.scopes),
        created_at=token.created_at,
        expires_at=token.expires_at,
        revoked_at=token.revoked_at,
    )


def _not_found() -> NotFound:
    return NotFound(body=problem(models.Problem, 404, "There is no token with this token_id."))
