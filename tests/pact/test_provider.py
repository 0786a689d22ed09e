"""auth_service honours what its consumers rely on, and no verification passes that has left something out."""

import os
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import partial
from pathlib import Path

import pytest
from pydantic import SecretStr

from auth_service.application import create_app
from auth_service.settings import Settings
from tests.pact.states import Store, states
from tests.pact.verification import verify
from tests.support.databases import NewUrl, migrated, sqlite_in
from tests.support.servers import ROOT, running

CONTRACTS = Path(os.environ.get("CONTRACTS", ROOT / "contracts"))
"""Today's, or those of an earlier release; see tests/compat."""
PACTS = CONTRACTS / "pacts"
PACT = PACTS / "info_service-auth_service.json"
TOKEN = "cts_ExampleOfThePact_"
BASIC = {'"regex": "^Bearer .+"': '"regex": "^Basic .+"'}
PENDING = {'"pending": false': '"pending": true'}


@contextmanager
def provider(url: str) -> Iterator[Callable[..., None]]:
    """Run auth_service on a database; yield `verify` for it."""
    store = Store(migrated("auth_service", url))
    with running(create_app(Settings(database_url=SecretStr(url))), "auth") as where:
        yield partial(verify, provider="auth_service", url=where, states=states(store))


@pytest.fixture
def check(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Callable[..., None]]:
    """Yield `verify`, for auth_service as it runs on SQLite."""
    with provider(sqlite_in(tmp_path_factory.mktemp("provider"))) as verify_provider:
        yield verify_provider


def test_auth_service_honours_its_pacts(new_url: NewUrl) -> None:
    with provider(new_url()) as check:
        check(PACTS)


def test_empty_folder_fails(check: Callable[..., None], tmp_path: Path) -> None:
    with pytest.raises(AssertionError, match="holds no interaction with 'auth_service'; its pacts are with"):
        check(tmp_path)


def test_misspelt_provider_fails(check: Callable[..., None]) -> None:
    with pytest.raises(AssertionError, match="holds no interaction with 'auth_servise'; its pacts are with"):
        check(PACTS, provider="auth_servise")


def test_interaction_left_out_fails(check: Callable[..., None]) -> None:
    with pytest.raises(AssertionError, match=r"Not verified, though nothing failed: .*'a good token, bearer'"):
        check(PACTS, only="a good token, bare")


@pytest.mark.parametrize(
    ("edits", "complaint"),
    [
        ({'"name": "auth_service"': '"name": "auth_servise"'}, "its pacts are with ['auth_servise']"),
        (
            {"the token is unknown": "the token is purple"},
            "Nothing puts the provider into the state 'the token is purple'",
        ),
        ({TOKEN: "cts_AnotherOfThePact_"}, "auth_service refuses a token of this form before it looks into its store"),
        ({'"token":': '"tokens":'}, "unexpected keyword argument 'tokens'"),
        (BASIC, "The provider does not do what its consumer relies on: see above."),
        (BASIC | PENDING, "Not verified, though nothing failed: [('info_service', 'a revoked token, bare')"),
    ],
)
def test_doubtful_pact_fails(edits: dict[str, str], complaint: str, check: Callable[..., None], tmp_path: Path) -> None:
    text = PACT.read_text()
    for old, new in edits.items():
        assert old in text
        text = text.replace(old, new)
    (tmp_path / PACT.name).write_text(text)
    with pytest.raises(AssertionError) as caught:
        check(tmp_path)
    assert complaint in str(caught.value)
