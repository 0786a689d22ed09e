"""No token is found in anything that the services wrote, however it was used."""

from pathlib import Path
from tempfile import TemporaryDirectory

import pytest

from auth_service import minting
from tests.leaks.pair import CANARY, LOGGED, Evidence, use
from tests.leaks.search import ENCODINGS, Search, encode
from tests.support.databases import BACKENDS


@pytest.fixture(scope="module", params=BACKENDS)
def evidence(request: pytest.FixtureRequest) -> Evidence:
    with TemporaryDirectory() as folder:
        return use(str(request.param), Path(folder))


def check(evidence: Evidence, written: dict[str, bytes], at_least: int) -> None:
    """Check that no secret stands there; so many bytes are what was certainly written."""
    search = Search(evidence.secrets)
    found = search(written)
    told = f"{len(found)} leaks; what a caller sent must not get there, or not with a token in it:\n"
    assert not found, told + "\n".join(found[:10])
    assert search.bytes_searched >= at_least, f"only {search.bytes_searched} bytes were searched"


def test_databases_hold_no_token(evidence: Evidence) -> None:
    check(evidence, evidence.databases, 40_000)


def test_logs_hold_no_token(evidence: Evidence) -> None:
    check(evidence, evidence.logs, 40_000)
    assert [name for name, log in evidence.logs.items() if b"Traceback" in log] == []


def test_answers_hold_no_token(evidence: Evidence) -> None:
    check(evidence, evidence.answers, 100_000)
    assert evidence.statuses == {200, 201, 204, 400, 401, 403, 404, 405, 412, 413, 415, 428, 503}


def test_command_line_shows_no_token(evidence: Evidence) -> None:
    check(evidence, evidence.words, 2_000)


def test_canaries_are_found(evidence: Evidence) -> None:
    search = Search({"the canary": CANARY})
    assert search(evidence.databases) != [], "a topic's text is not found in the database, so no leak would be"
    assert search(evidence.answers) != []
    assert [name for name, log in evidence.logs.items() if LOGGED.encode() not in log] == []


@pytest.mark.parametrize("shift", range(3))
@pytest.mark.parametrize("encoding", ENCODINGS)
def test_encoded_token_is_found(encoding: str, shift: int) -> None:
    token = minting.mint().token
    written = b"#" * shift + encode(token.encode(), encoding) + b"#"
    assert Search({"it": token})({"a place": written, "another": written.upper()}) != []
    assert Search({"another": minting.mint().token})({"a place": written}) == []
