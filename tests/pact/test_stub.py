"""The stub of auth_service honours what its consumers rely on, as auth_service itself does."""

from dataclasses import replace
from datetime import datetime

from contracts.stub import Stub
from generated.auth.models import Principal
from generated.auth.responses import Login200
from tests.pact.verification import States, verify
from tests.support.servers import ROOT, running


def states(stub: Stub) -> States:
    """Return for each state what makes the stub answer as auth_service would in it."""

    async def admit(token: str, subject: str, scopes: list[str], expires_at: str | None) -> None:
        example, end = stub.answers["login"][200], datetime.fromisoformat(expires_at) if expires_at else None
        assert isinstance(example, Login200)
        principal = Principal(subject=subject, scopes=scopes, expires_at=end)
        stub.status, stub.answers["login"][200] = 200, replace(example, body=principal)

    async def refuse(token: str) -> None:
        stub.status = 401

    bad = ("the token has expired", "the token was revoked", "the token is unknown")
    return {"the token is good": admit} | dict.fromkeys(bad, refuse)


def test_stub_honours_pacts_of_auth_service() -> None:
    stub = Stub("auth")
    with running(stub.app()) as url:
        verify(ROOT / "contracts" / "pacts", "auth_service", url, states(stub))
