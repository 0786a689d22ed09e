"""The parameters of auth_service: written by a client and read by a server with the same object."""
# Generated from auth.openapi.yaml (sha256 46777f8d99fb8c4a) by contracts.codegen. Do not edit:
# change the contract, and generate anew.

from __future__ import annotations

from ..runtime.access import Security
from ..runtime.parameters import Parameter
from . import models

LIST_TOKENS_LIMIT = Parameter[models.Limit]("query", "limit", models.Limit, required=False, default=20)
LIST_TOKENS_CURSOR = Parameter[models.TokenId | None]("query", "cursor", models.TokenId | None, required=False)
GET_TOKEN_TOKEN_ID = Parameter[models.TokenId]("path", "token_id", models.TokenId)
REVOKE_TOKEN_TOKEN_ID = Parameter[models.TokenId]("path", "token_id", models.TokenId)

LOGIN_SECURITY = Security(requirements=({"bearer": frozenset()}, {"token": frozenset()}), fields=("authorization",))
LIST_TOKENS_SECURITY = Security(
    requirements=({"bearer": frozenset({"tokens:read"})}, {"token": frozenset({"tokens:read"})}),
    fields=("authorization",),
)
ISSUE_TOKEN_SECURITY = Security(
    requirements=({"bearer": frozenset({"tokens:write"})}, {"token": frozenset({"tokens:write"})}),
    fields=("authorization",),
)
GET_TOKEN_SECURITY = Security(
    requirements=({"bearer": frozenset({"tokens:read"})}, {"token": frozenset({"tokens:read"})}),
    fields=("authorization",),
)
REVOKE_TOKEN_SECURITY = Security(
    requirements=({"bearer": frozenset({"tokens:write"})}, {"token": frozenset({"tokens:write"})}),
    fields=("authorization",),
)
