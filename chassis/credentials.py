"""The one grammar of credentials: what may stand in `Authorization`, and how a refusal is worded (RFC 6750)."""

import re
from collections.abc import Sequence
from dataclasses import dataclass, field
from enum import Enum

VISIBLE = re.compile(rb"[!-~]+")
LONGEST = 512
"""Bytes that a credential may have, scheme included."""


@dataclass(frozen=True)
class Credential:
    """A well-formed credential; its `repr` does not show it.

    value: the field as its owner sent it, without blanks around it
    token: the value without the scheme
    """

    value: bytes = field(repr=False)
    token: bytes = field(repr=False)


class Fault(Enum):
    """Why there is no credential, as the caller is told."""

    MISSING = "Send a credential: Authorization: Bearer TOKEN."
    MALFORMED = "The credential is not good."
    AMBIGUOUS = "Send exactly one Authorization field."


def read_credential(fields: Sequence[bytes]) -> Credential | Fault:
    """Read the `Authorization` fields of a request.

    There is exactly one. Blanks around it do not count. It is visible ASCII, with one space at most: before the
    space stands `bearer`, in any case; without a space, all of it is the token.
    """
    if len(fields) > 1:
        return Fault.AMBIGUOUS
    value = fields[0].strip(b" \t") if fields else b""
    if not value:
        return Fault.MISSING
    scheme, space, token = value.rpartition(b" ")
    if space and scheme.lower() != b"bearer":
        return Fault.MALFORMED
    if len(value) > LONGEST or not is_token(token):
        return Fault.MALFORMED
    return Credential(value, token)


def is_token(token: bytes) -> bool:
    """Say whether bytes could be a token: at least one, each of them visible ASCII."""
    return VISIBLE.fullmatch(token) is not None


def challenge(*, error: str = "", scopes: frozenset[str] = frozenset()) -> str:
    """Return the value of `WWW-Authenticate` for a refusal (RFC 6750, section 3)."""
    parts = [f'error="{error}"'] if error else []
    if scopes:
        parts.append(f'scope="{" ".join(sorted(scopes))}"')
    return f"Bearer {', '.join(parts)}".strip()
