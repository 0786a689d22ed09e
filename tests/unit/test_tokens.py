"""Who stands behind a token, and that none is kept in clear."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from auth_service.tokens import DEMO, Tokens


def test_demo_token_is_the_demo_principal() -> None:
    assert Tokens("swordfish").principal(b"swordfish") == DEMO


def test_demo_principal_may_read_info_for_ever() -> None:
    assert (DEMO.subject, DEMO.scopes, DEMO.expires_at) == ("demo", ("info:read",), None)


@settings(deadline=None)
@given(st.binary().filter(lambda token: token != b"swordfish"))
def test_any_other_token_is_nobody(token: bytes) -> None:
    assert Tokens("swordfish").principal(token) is None


@pytest.mark.parametrize(
    "token", [b"Swordfish", b"swordfish ", b"swordfis", b"swordfish\x00", b"sw\xc3\xb6rdfish", b""]
)
def test_nearly_right_token_is_nobody(token: bytes) -> None:
    assert Tokens("swordfish").principal(token) is None


@settings(deadline=None)
@given(st.binary())
def test_without_demo_token_nobody_is_known(token: bytes) -> None:
    assert Tokens("").principal(token) is None


def test_tokens_are_not_kept_in_clear() -> None:
    kept = vars(Tokens("swordfish"))
    assert len(kept) == 1
    assert "swordfish" not in repr(kept)
