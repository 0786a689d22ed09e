"""The DTOs of auth_service."""
# Generated from auth.openapi.yaml (sha256 46777f8d99fb8c4a) by contracts.codegen. Do not edit:
# change the contract, and generate anew.

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import AwareDatetime, ConfigDict, Field
from typing_extensions import TypeAliasType

from ..runtime.dto import Dto


class Health(Dto):
    """How a service is."""

    status: Literal["ok"]


IssueToken201CacheControl = TypeAliasType("IssueToken201CacheControl", Literal["no-store"])


class IssuedToken(Dto):
    """A token in clear, and what is known of it."""

    token_id: TokenId
    subject: str
    """Who uses it."""
    scopes: list[str]
    """What they may do."""
    created_at: AwareDatetime
    """When it was issued."""
    expires_at: AwareDatetime | None
    """When it ends; null if never."""
    revoked_at: AwareDatetime | None
    """When it was revoked; null if it was not."""
    token: Annotated[str, Field(repr=False)]
    """The token itself, to be sent in `Authorization`. Nobody can ever show it again."""


Limit = TypeAliasType("Limit", Annotated[int, Field(ge=1, le=100)])


class Principal(Dto):
    """Who stands behind a credential, and what they may do."""

    subject: Annotated[str, Field(max_length=200, min_length=1)]
    """Who it is."""
    scopes: list[str]
    """What they may do."""
    expires_at: AwareDatetime | None
    """When the credential ends; null if never."""


class Problem(Dto):
    """Problem details (RFC 9457)."""

    type: str
    """What kind of problem it is; about:blank if the status says it all."""
    title: str
    """The kind of problem, in a few words."""
    status: Annotated[int, Field(ge=400, le=599)]
    """The status of the answer."""
    detail: str
    """What is wrong this time, and what to do about it."""


Scope = TypeAliasType("Scope", Annotated[str, Field(max_length=50, pattern="^[a-z][a-z0-9_.-]*:[a-z][a-z0-9_.-]*$")])
"""What one may do: a noun and a verb."""


ServiceUnavailableRetryAfter = TypeAliasType("ServiceUnavailableRetryAfter", Annotated[int, Field(ge=1)])


class Token(Dto):
    """What is known of a token; not its secret."""

    token_id: TokenId
    subject: str
    """Who uses it."""
    scopes: list[str]
    """What they may do."""
    created_at: AwareDatetime
    """When it was issued."""
    expires_at: AwareDatetime | None
    """When it ends; null if never."""
    revoked_at: AwareDatetime | None
    """When it was revoked; null if it was not."""


TokenId = TypeAliasType("TokenId", Annotated[str, Field(pattern="^[0-9A-Za-z]{16}$")])
"""The public part of a token, which names it."""


class TokenPage(Dto):
    """One page of tokens."""

    items: list[Token]
    """The tokens, in the order of their token_id."""
    next_cursor: str | None
    """The `cursor` of the next page; null if this is the last one."""


class TokenRequest(Dto):
    """The token that is wanted."""

    model_config = ConfigDict(extra="forbid")
    subject: Annotated[str, Field(max_length=200, pattern="^[!-~]+$")]
    """Who will use it; visible ASCII without blanks."""
    scopes: Annotated[list[Scope], Field(max_length=20, min_length=1)]
    """What they may do."""
    expires_in: Annotated[str, Field(pattern="^(never|[1-9][0-9]{0,3}[smhd])$")] = "90d"
    """For how long it is good, in seconds (s), minutes (m), hours (h) or days (d); or never."""
