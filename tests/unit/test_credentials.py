"""The grammar of credentials, held against a regular expression that says the same."""

import re

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from chassis.credentials import LONGEST, Credential, Fault, challenge, is_token, read_credential

GRAMMAR = re.compile(rb"[ \t]*((?:(?i:bearer) )?([\x21-\x7e]+))[ \t]*")
tokens = st.binary(min_size=1, max_size=40).map(lambda raw: bytes(0x21 + byte % 94 for byte in raw))
schemes = st.sampled_from([b"", b"Bearer ", b"bEARER ", b"BEARER  ", b"Basic ", b" ", b"\t", b"\x0b", b"Bearer\t"])
fields = st.binary(max_size=40) | st.tuples(schemes, tokens, schemes).map(b"".join)


@settings(deadline=None, max_examples=500)
@given(fields)
@example(b"x\x0b")
@example(b"x" * LONGEST)
@example(b"x" * (LONGEST + 1))
@example(b"Bearer " + b"x" * (LONGEST - 7))
@example(b"Bearer " + b"x" * (LONGEST - 6))
@example(b" " * LONGEST + b"Bearer x" + b" " * LONGEST)
def test_any_bytes_follow_the_grammar(field: bytes) -> None:
    read = read_credential([field])
    found = GRAMMAR.fullmatch(field)
    if found and len(found[1]) <= LONGEST:
        assert read == Credential(value=found[1], token=found[2])
    else:
        assert read is (Fault.MALFORMED if field.strip(b" \t") else Fault.MISSING)


@settings(deadline=None)
@given(tokens, st.sampled_from([b"", b"Bearer ", b"bearer ", b"BeArEr "]))
def test_what_was_read_round_trips(token: bytes, scheme: bytes) -> None:
    read = read_credential([b" " + scheme + token + b"\t"])
    assert isinstance(read, Credential)
    assert (read.value, read.token) == (scheme + token, token)
    assert read_credential([read.value]) == read


@settings(deadline=None)
@given(st.lists(fields, min_size=2, max_size=4))
def test_more_than_one_field_is_ambiguous(sent: list[bytes]) -> None:
    assert read_credential(sent) is Fault.AMBIGUOUS


def test_no_field_is_missing() -> None:
    assert read_credential([]) is Fault.MISSING


def test_credential_does_not_show_its_token() -> None:
    read = read_credential([b"Bearer swordfish"])
    assert isinstance(read, Credential)
    assert "swordfish" not in f"{read} {read!r} {[read]}"


@pytest.mark.parametrize("fault", Fault)
def test_fault_says_what_to_do(fault: Fault) -> None:
    assert re.fullmatch(r"[A-Z][^.]+\.", fault.value)


def test_token_is_visible_ascii() -> None:
    good = [byte for byte in range(256) if is_token(b"x" + bytes([byte]))]
    assert good == list(range(ord("!"), ord("~") + 1))
    assert not is_token(b"")


@pytest.mark.parametrize(
    ("error", "scopes", "value"),
    [
        ("", set(), "Bearer"),
        ("invalid_token", set(), 'Bearer error="invalid_token"'),
        ("insufficient_scope", {"b", "a"}, 'Bearer error="insufficient_scope", scope="a b"'),
        ("", {"a"}, 'Bearer scope="a"'),
    ],
)
def test_challenge_is_worded_as_rfc_6750(error: str, scopes: set[str], value: str) -> None:
    assert challenge(error=error, scopes=frozenset(scopes)) == value
