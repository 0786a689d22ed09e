"""The access log shows no query, and no part of a path that could be a token."""

import logging
import re

import pytest

from auth_service.minting import mint
from chassis.logs import LONGEST, discreet, install

ACCESS = logging.getLogger("uvicorn.access")
LINE = '%s - "%s %s HTTP/%s" %d'
"""What uvicorn writes for each request."""


def line(path: str) -> logging.LogRecord:
    return ACCESS.makeRecord(ACCESS.name, logging.INFO, "", 1, LINE, ("127.0.0.1:1", "GET", path, "1.1", 200), None)


def shown(path: str) -> str:
    """Return what the log has of a path."""
    record = line(path)
    assert discreet(record), "no line is left out"
    found = re.fullmatch('127.0.0.1:1 - "GET (.*) HTTP/1.1" 200', record.getMessage())
    assert found, record.getMessage()
    return found[1]


@pytest.mark.parametrize(
    "path", ["/", "/info/", "/tokens/3XkQ9vTn0bLcR7Zd", "//", "/a/b/c/", "*", "", f"/{'x' * LONGEST}", "/%2F%00"]
)
def test_harmless_path_is_shown(path: str) -> None:
    assert shown(path) == path


@pytest.mark.parametrize(
    ("path", "expected"),
    [
        ("/tokens/{}", "/tokens/..."),
        ("/tokens/{}/", "/tokens/.../"),
        ("/{}/{}/topics", "/.../.../topics"),
        ("{}", "..."),
        ("//x{}x//", "//...//"),
        ("/tokens/Bearer%20{}", "/tokens/..."),
        ("/info/?token={}", "/info/"),
        ("/info/?a=1&token={}/b?c", "/info/"),
        ("/info/?", "/info/"),
        ("/{}?{}", "/..."),
    ],
)
def test_token_is_not_shown(path: str, expected: str) -> None:
    assert shown(path.replace("{}", mint().token)) == expected


def test_length_is_what_counts() -> None:
    assert len(mint().token) > LONGEST >= len(mint().token_id)
    assert shown(f"/{'x' * (LONGEST + 1)}") == "/..."


@pytest.mark.parametrize("args", [(), ("/?a",), ("a", "b", "c", "/?d", "e", "f"), ({"path": "/?a"},)], ids=len)
def test_other_lines_stay_as_they_are(args: tuple[object, ...]) -> None:
    record = ACCESS.makeRecord(ACCESS.name, logging.INFO, "", 1, "said", args, None)
    before = record.args
    assert discreet(record)
    assert record.args == before


def test_process_is_discreet_once() -> None:
    install()
    install()
    record = line("/?secret")
    assert ACCESS.filter(record)
    assert record.getMessage() == '127.0.0.1:1 - "GET / HTTP/1.1" 200'
    assert ACCESS.filters.count(discreet) == 1
