"""What a traceback, a debugger or a careless log would show of an object in this process is no secret."""

from datetime import UTC, datetime

import httpx
import pytest
from pydantic import SecretStr, ValidationError

from auth_service import minting
from auth_service.access import TokenAuthority
from auth_service.application import create_app
from auth_service.handlers import AuthHandlers
from auth_service.settings import Settings as AuthSettings
from auth_service.tokens import Tokens
from chassis.access import Principal, Refused
from chassis.credentials import Credential, read_credential
from chassis.migrations import Migrations, NotMigratedError
from chassis.readiness import Readiness
from chassis.storage import database, read_url
from generated.auth import models
from generated.auth.client import AuthClient
from generated.auth.responses import IssueToken201
from generated.runtime.access import AccessRequest, Security
from generated.runtime.client import Call, UndocumentedResponseError
from info_service.settings import Settings as InfoSettings
from tests.leaks.search import Search

MINTED = minting.mint()
TOKEN = MINTED.token
VALUE = f"Bearer {TOKEN}".encode()
URL = f"postgresql://me:{TOKEN}@127.0.0.1:1/auth"
DATABASE = database(read_url(URL))
TOKENS = Tokens(DATABASE, TOKEN)
NOW = datetime.now(UTC)
ISSUED = models.IssuedToken(
    token_id=MINTED.token_id, subject="x", scopes=["a:b"], created_at=NOW, expires_at=NOW, revoked_at=None, token=TOKEN
)
SETTINGS = AuthSettings(demo_token=SecretStr(TOKEN), database_url=SecretStr(URL))


def call() -> Call:
    made = Call("POST", "/login/")
    made.add_credential("Authorization", VALUE)
    return made


def undocumented() -> UndocumentedResponseError:
    """Return what the client says of a server that sends the credential back."""
    transport = httpx.MockTransport(lambda request: httpx.Response(200, json=request.headers["Authorization"]))
    with (
        httpx.Client(transport=transport, base_url="http://auth") as http,
        pytest.raises(UndocumentedResponseError) as told,
    ):
        AuthClient(http).login(authorization=VALUE)
    return told.value


def unusable() -> NotMigratedError:
    with pytest.raises(NotMigratedError) as told:
        Migrations("auth_service", read_url(URL)).check()
    return told.value


def senseless() -> ValidationError:
    with pytest.raises(ValidationError) as told:
        AuthSettings.model_validate(
            {"demo_token": f"{TOKEN} x", "database_url": TOKEN, "port": TOKEN, "host": f"{TOKEN} "}
        )
    return told.value


SHOWN = {
    "a minted token": MINTED,
    "the DTO of an issued token": ISSUED,
    "the answer with an issued token": IssueToken201(location="/", cache_control="no-store", body=ISSUED),
    "the tokens": TOKENS,
    "who decides": TokenAuthority(TOKENS),
    "the handlers": AuthHandlers(TOKENS, Readiness(DATABASE), 1),
    "the application": create_app(SETTINGS),
    "the settings of auth_service": SETTINGS,
    "the settings of info_service": InfoSettings(database_url=SecretStr(URL)),
    "the database": DATABASE,
    "the URL of the database": SETTINGS.database,
    "the migrations": Migrations("auth_service", SETTINGS.database),
    "a credential": Credential(VALUE, TOKEN.encode()),
    "what was read of a request": read_credential([VALUE]),
    "an access request": AccessRequest(Security((), ("authorization",)), {"authorization": (VALUE,)}),
    "a call": call(),
    "an answer outside the contract": undocumented(),
    "a database that cannot be had": unusable(),
    "senseless settings": senseless(),
    "a principal": Principal("x", frozenset({"a:b"})),
    "a refusal": Refused("Bearer", "The credential is not good."),
}


@pytest.mark.parametrize("what", SHOWN)
def test_object_shows_no_secret(what: str) -> None:
    shown = SHOWN[what]
    search = Search({"the secret": TOKEN})
    found = search({"repr": repr([shown]).encode(), "str": str(shown).encode(), "format": f"{shown}".encode()})
    assert not found, f"{what} shows it; keep it out with field(repr=False) or SecretStr:\n{found}"
    assert search.bytes_searched > 0


def test_plain_secret_would_be_found() -> None:
    assert Search({"the secret": TOKEN})({"repr": repr(vars(MINTED)).encode()}) != []
