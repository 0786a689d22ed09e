"""auth_service honours what its consumers rely on, and no verification passes that has left something out."""

from collections.abc import Callable, Iterator
from functools import partial
from pathlib import Path

import pytest

from tests.pact.states import Provider, states
from tests.pact.verification import verify
from tests.support.servers import ROOT, running

PACTS = ROOT / "contracts" / "pacts"
PACT = PACTS / "info_service-auth_service.json"
BASIC = {'"regex": "^Bearer .+"': '"regex": "^Basic .+"'}
PENDING = {'"pending": false': '"pending": true'}


@pytest.fixture
def check() -> Iterator[Callable[..., None]]:
    """Yield `verify`, for auth_service as it runs."""
    provider = Provider()
    with running(provider) as url:
        yield partial(verify, provider="auth_service", url=url, states=states(provider))


def test_auth_service_honours_its_pacts(check: Callable[..., None]) -> None:
    check(PACTS)


def test_empty_folder_fails(check: Callable[..., None], tmp_path: Path) -> None:
    with pytest.raises(AssertionError, match="holds no interaction with 'auth_service'; its pacts are with"):
        check(tmp_path)


def test_misspelt_provider_fails(check: Callable[..., None]) -> None:
    with pytest.raises(AssertionError, match="holds no interaction with 'auth_servise'; its pacts are with"):
        check(PACTS, provider="auth_servise")


def test_interaction_left_out_fails(check: Callable[..., None]) -> None:
    with pytest.raises(AssertionError, match=r"Not verified, though nothing failed: .*'a good bearer token'"):
        check(PACTS, only="a good bare token")


@pytest.mark.parametrize(
    ("edits", "complaint"),
    [
        ({'"name": "auth_service"': '"name": "auth_servise"'}, "its pacts are with ['auth_servise']"),
        (
            {"the token is unknown": "the token is purple"},
            "Nothing puts the provider into the state 'the token is purple'",
        ),
        ({'"token": "demo-token"': '"token": "demo token"'}, "a token is visible ASCII without blanks"),
        ({'"token":': '"tokens":'}, "unexpected keyword argument 'tokens'"),
        (BASIC, "The provider does not do what its consumer relies on: see above."),
        (BASIC | PENDING, "Not verified, though nothing failed: [('info_service', 'an unknown token')]"),
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
