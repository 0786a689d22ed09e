"""The authorization matrix, on raw sockets: whatever stands for a credential, both services say the same of it."""

import asyncio
import json
from collections.abc import Iterator, Sequence
from contextlib import ExitStack
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path

import pytest
from sqlalchemy import URL

from auth_service.tokens import Tokens
from chassis.storage import database
from tests.api.services import NAMES, SCOPES, SECURED, Case
from tests.faults.malformed import request
from tests.faults.sockets import Answer, exchange
from tests.support.databases import migrated, sqlite_in
from tests.support.servers import Process, process

LET_IN = (200, None)
"""Stands for whatever the operation may answer to those who are let in."""
MISSING = (401, "Bearer")
NOT_GOOD = (401, 'Bearer error="invalid_token"')
LACKING = (403, 'Bearer error="insufficient_scope", scope="%s"')
"""Names the scopes that the operation demands; one that demands none lets the caller in."""
BAD_REQUEST = (400, None)

CONTROL = [*range(0x09), *range(0x0A, 0x20), 0x7F]
"""All control bytes but the tab, which is a blank."""

TOKENS = {
    "good": (b"%(good)b", LET_IN),
    "trailing blank": (b"%(good)b ", LET_IN),
    "trailing tab": (b"%(good)b\t", LET_IN),
    "unknown": (b"unknown", NOT_GOOD),
    "expired": (b"%(expired)b", NOT_GOOD),
    "revoked": (b"%(revoked)b", NOT_GOOD),
    "scope missing": (b"%(lacking)b", LACKING),
    "suffix": (b"%(good)bx", NOT_GOOD),
    "prefix": (b"x%(good)b", NOT_GOOD),
    "end missing": (b"%(good).50b", NOT_GOOD),
    "8 KB": (b"x" * 8_192, NOT_GOOD),
    "good and 8 KB": (b"%(good)b" + b"x" * 8_192, NOT_GOOD),
}
"""What stands for a token, sent bare and after `Bearer`, and what comes of it: the status and the challenge."""

FIELDS = {
    "absent": ((), MISSING),
    "empty": ((b"",), MISSING),
    "blanks": ((b" \t ",), MISSING),
    "scheme only": ((b"Bearer",), NOT_GOOD),
    "scheme and blank": ((b"Bearer ",), NOT_GOOD),
    "wrong scheme": ((b"Basic %(good)b",), NOT_GOOD),
    "scheme that begins like it": ((b"Bearers %(good)b",), NOT_GOOD),
    "scheme grown to the token": ((b"Bearer%(good)b",), NOT_GOOD),
    "scheme in lower case": ((b"bearer %(good)b",), LET_IN),
    "scheme in capitals": ((b"BEARER %(good)b",), LET_IN),
    "scheme in mixed case": ((b"bEaReR %(good)b",), LET_IN),
    "two schemes": ((b"Bearer Bearer %(good)b",), NOT_GOOD),
    "two blanks": ((b"Bearer  %(good)b",), NOT_GOOD),
    "tab for the blank": ((b"Bearer\t%(good)b",), NOT_GOOD),
    "tab after the blank": ((b"Bearer \t%(good)b",), NOT_GOOD),
    "two tokens": ((b"Bearer %(good)b %(good)b",), NOT_GOOD),
    "two credentials in one field": ((b"Bearer %(good)b, Bearer %(good)b",), NOT_GOOD),
    "two fields": ((b"Bearer %(good)b", b"Bearer %(good)b"), BAD_REQUEST),
    "two fields, the first empty": ((b"", b"%(good)b"), BAD_REQUEST),
    "two fields, none good": ((b"Bearer a", b"Basic b"), BAD_REQUEST),
    **{f"byte {byte:#x} before": ((b"Bearer %c%%(good)b" % byte,), NOT_GOOD) for byte in range(0x80, 0x100)},
    **{f"byte {byte:#x} after": ((b"%%(good)b%c" % byte,), NOT_GOOD) for byte in range(0x80, 0x100)},
    **{f"control byte {byte:#x} before": ((b"Bearer %c%%(good)b" % byte,), BAD_REQUEST) for byte in CONTROL},
    **{f"control byte {byte:#x} after": ((b"%%(good)b%c" % byte,), BAD_REQUEST) for byte in CONTROL},
}
"""What is sent as the fields `Authorization`, and what comes of it."""

MATRIX: dict[str, tuple[tuple[bytes, ...], Answer]] = {
    **{f"{name}, bare": ((token,), answer) for name, (token, answer) in TOKENS.items()},
    **{f"{name}, Bearer": ((b"Bearer " + token,), answer) for name, (token, answer) in TOKENS.items()},
    **FIELDS,
}
ALONE = [[name] for name, (_, (status, _)) in MATRIX.items() if status == 400]
"""What is sent on a connection of its own, which a 400 may end."""
TOGETHER = [name for name, (_, (status, _)) in MATRIX.items() if status != 400]
LAST = request(b"Connection: close")


@dataclass(frozen=True)
class Pair:
    """Both services as processes, and a token of each kind for each operation."""

    services: dict[str, Process]
    tokens: dict[Case, dict[bytes, bytes]]

    async def ask(self, case: Case, names: Sequence[str]) -> dict[str, Answer | None]:
        """Send variants to an operation, all on one connection; return what was answered to each, if anything."""
        requests = [self._request(case, MATRIX[name][0]) for name in names]
        found = await exchange(self.services[case.name], b"".join(requests) + LAST, api=case.name)
        return dict.fromkeys(names) | dict(zip(names, found.answers, strict=False))

    def _request(self, case: Case, fields: Sequence[bytes]) -> bytes:
        sent = [b"Authorization: " + field % self.tokens[case] for field in fields]
        content = b"" if case.body is None else json.dumps(case.body).encode()
        if content:
            sent += [b"Content-Type: application/json", b"Content-Length: %d" % len(content)]
        return request(*sent, start=f"{case.method} {case.path} HTTP/1.1\r\n".encode()) + content


@pytest.fixture
def pair(tmp_path: Path) -> Iterator[Pair]:
    """Start both; decisions are reused throughout, so that a credential close to a good one meets its decision."""
    url = sqlite_in(tmp_path)
    tokens = asyncio.run(issue(migrated("auth_service", url)))
    with ExitStack() as stack:
        auth = stack.enter_context(process("auth_service", AUTH_DATABASE_URL=url, AUTH_DECISION_MAX_AGE="60"))
        info = stack.enter_context(process("info_service", INFO_AUTH_URL=auth.url, INFO_AUTH_TIMEOUT="10"))
        yield Pair({"auth": auth, "info": info}, tokens)


async def issue(url: URL) -> dict[Case, dict[bytes, bytes]]:
    """Issue tokens before anybody is asked about one; who lacks scopes has all but what the operation demands."""
    store = database(url)
    tokens = Tokens(store)
    _, good = await tokens.issue("good", SCOPES, None)
    _, expired = await tokens.issue("expired", SCOPES, timedelta(0))
    token, revoked = await tokens.issue("revoked", SCOPES, None)
    await tokens.revoke(token.token_id)
    lacking = {case: (await tokens.issue("lacking", SCOPES - case.scopes, None))[1] for case in SECURED}
    await store.close()
    shared = {b"good": good.encode(), b"expired": expired.encode(), b"revoked": revoked.encode()}
    return {case: shared | {b"lacking": token.encode()} for case, token in lacking.items()}


def expected(case: Case, answer: Answer) -> Answer:
    if answer != LACKING:
        return answer
    return (403, LACKING[1] % " ".join(sorted(case.scopes))) if case.scopes else LET_IN


def seen(case: Case, answer: Answer | None) -> Answer | None:
    """Take every documented answer to those who are let in for the same."""
    documented = {(int(status), None) for status in case.statuses - {"400", "401", "403", "503"}}
    return LET_IN if answer in documented else answer


async def ask_all(pair: Pair) -> dict[tuple[Case, str], Answer | None]:
    found: dict[tuple[Case, str], Answer | None] = {}
    for case in SECURED:
        answers = await asyncio.gather(*(pair.ask(case, names) for names in (TOGETHER, *ALONE)))
        found |= {(case, name): answer for each in answers for name, answer in each.items()}
    return found


def test_services_agree_on_every_credential(pair: Pair) -> None:
    found = asyncio.run(ask_all(pair))
    wrong = [
        f"{case}: {name}: answered {answer}, not {expected(case, MATRIX[name][1])}"
        for (case, name), answer in found.items()
        if seen(case, answer) != expected(case, MATRIX[name][1])
    ]
    told = "\n".join(wrong[:20])
    assert not wrong, f"{len(wrong)} of {len(found)}; see chassis/credentials.py, chassis/access.py:\n{told}"
    assert len(found) == len(SECURED) * len(MATRIX), "each secured operation is asked with each variant"


def test_matrix_is_not_thinned_out() -> None:
    assert {case.name for case in SECURED} == {*NAMES}, "a service without secured operations agrees with anything"
    assert len(MATRIX) >= 360, "take a variant out only where another one shows the same"
    assert {answer for _, answer in MATRIX.values()} == {LET_IN, MISSING, NOT_GOOD, LACKING, BAD_REQUEST}
