"""Every secured operation of both contracts, whatever they are: who is kept out, and how they are told."""

import pytest

from auth_service.minting import mint
from chassis.credentials import challenge
from tests.api.services import CASES, GOOD, SCOPES, SECURED, Case, Pair

pytestmark = pytest.mark.anyio
every_secured = pytest.mark.parametrize("case", SECURED, ids=str)
with_scopes = pytest.mark.parametrize("case", [case for case in SECURED if case.scopes], ids=str)
INVALID = challenge(error="invalid_token")

DEMANDED = {
    "auth POST /login/": set[str](),
    "auth GET /tokens/": {"tokens:read"},
    "auth POST /tokens/": {"tokens:write"},
    "auth GET /tokens/{token_id}": {"tokens:read"},
    "auth DELETE /tokens/{token_id}": {"tokens:write"},
    "info GET /info/": {"info:read"},
    "info GET /topics/": {"info:read"},
    "info GET /topics/{topic}": {"info:read"},
    "info PUT /topics/{topic}": {"info:write"},
    "info DELETE /topics/{topic}": {"info:write"},
}
"""What each operation demands, in literal words, which do not change with a contract."""


def insufficient(case: Case) -> str:
    """Return the challenge for a credential that lacks what an operation demands."""
    return challenge(error="insufficient_scope", scopes=case.scopes)


@every_secured
async def test_without_credential_nobody_is_let_in(case: Case, shared: Pair) -> None:
    response = await shared.ask(case)
    assert (response.status_code, response.headers.get("WWW-Authenticate")) == (401, "Bearer")


@every_secured
@pytest.mark.parametrize("credential", ["minted here", "unknown", "Basic YTpi", "two words"])
async def test_bad_credential_lets_nobody_in(case: Case, credential: str, shared: Pair) -> None:
    response = await shared.ask(case, mint().token if credential == "minted here" else credential)
    assert (response.status_code, response.headers.get("WWW-Authenticate")) == (401, INVALID)


@every_secured
async def test_two_credentials_are_a_bad_request(case: Case, shared: Pair) -> None:
    response = await shared.ask(case, shared.admin, GOOD)
    assert response.status_code == 400
    assert "WWW-Authenticate" not in response.headers


@with_scopes
async def test_all_other_scopes_are_not_enough(case: Case, shared: Pair) -> None:
    others = SCOPES - case.scopes | {scope.upper() for scope in case.scopes} | {"*", "*:*"}
    response = await shared.ask(case, await shared.credential(*others))
    assert (response.status_code, response.headers.get("WWW-Authenticate")) == (403, insufficient(case))


@every_secured
async def test_demanded_scopes_are_enough(case: Case, shared: Pair) -> None:
    response = await shared.ask(case, await shared.credential(*case.scopes))
    assert response.status_code != 401
    assert response.headers.get("WWW-Authenticate") != insufficient(case)


@every_secured
async def test_documented_ways_in_are_all(case: Case, shared: Pair) -> None:
    sent = {"bearer": shared.admin, "token": shared.admin.removeprefix("Bearer ")}
    taken = {way for way, credential in sent.items() if (await shared.ask(case, credential)).status_code != 401}
    documented = {scheme for _, way in case.operation.security.members() for scheme in way.mapping}
    assert taken == documented, "a credential is taken that the contract does not have, or the other way round"


def test_operations_demand_their_scopes() -> None:
    assert {str(case): case.scopes for case in SECURED} == DEMANDED, "who may do what is written down twice: here, too"


def test_all_operations_but_health_are_secured() -> None:
    assert {case.template for case in CASES} - {case.template for case in SECURED} == {"/livez", "/readyz"}
    assert len(SECURED) >= 10
