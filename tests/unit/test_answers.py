"""An answer that the contract does not have does not pass; one that never came to an operation is no answer of it."""

import asyncio

import httpx
import pytest

from tests.support.answers import Recorder
from tests.support.records import Answer, Record, read_contracts

JSON, PROBLEM = "application/json", "application/problem+json"
LOGIN = {"Content-Type": JSON, "Cache-Control": "no-store"}
CLOSED = b"HTTP/1.1 400 Bad Request\r\nContent-Type: application/problem+json\r\nConnection: close\r\n\r\n{}"
LIVENESS = b"GET /livez HTTP/1.1\r\nHost: a\r\n\r\n"


@pytest.fixture
def recorder() -> Recorder:
    return Recorder(read_contracts())


def answers(recorder: Recorder) -> dict[Answer, int]:
    return {seen.answer: seen.count for seen in recorder.record.answers}


@pytest.mark.parametrize(
    ("path", "status", "headers", "operation"),
    [
        ("/tokens/0000000000000000", 200, {"content-type": f"{JSON}; charset=utf-8"}, "GET /tokens/{token_id}"),
        ("/tokens/", 200, {"CONTENT-TYPE": JSON}, "GET /tokens/"),
        ("/readyz", 503, {"Content-Type": PROBLEM, "retry-after": "1"}, "GET /readyz"),
    ],
)
def test_documented_answers_are_counted(
    path: str, status: int, headers: dict[str, str], operation: str, recorder: Recorder
) -> None:
    for _ in range(2):
        recorder.saw("auth", "GET", path, status, headers)
    assert answers(recorder) == {Answer("auth", operation, status, JSON if status == 200 else PROBLEM): 2}


def test_answer_without_content_has_no_media_type(recorder: Recorder) -> None:
    recorder.saw("info", "DELETE", "/topics/tea", 204, {})
    assert answers(recorder) == {Answer("info", "DELETE /topics/{topic}", 204, ""): 1}


@pytest.mark.parametrize(
    ("status", "headers", "told"),
    [
        (202, LOGIN, "POST /login/ 202 application/json, which"),
        (500, {"Content-Type": PROBLEM}, "POST /login/ 500 application/problem+json, which"),
        (200, LOGIN | {"Content-Type": "text/html"}, "POST /login/ 200 text/html, which"),
        (200, {"Cache-Control": "no-store"}, "POST /login/ 200, which"),
        (200, {"Content-Type": JSON}, "POST /login/ 200 application/json without Cache-Control, which"),
        (401, {"Content-Type": PROBLEM}, "POST /login/ 401 application/problem+json without WWW-Authenticate, which"),
    ],
)
def test_undocumented_answer_is_refused(status: int, headers: dict[str, str], told: str, recorder: Recorder) -> None:
    with pytest.raises(AssertionError) as caught:
        recorder.saw("auth", "POST", "/login/", status, headers)
    assert str(caught.value).startswith(f"auth_service answered {told} contracts/auth.openapi.yaml does not have")
    assert "; 401 application/problem+json with WWW-Authenticate; " in str(caught.value), "it says what there is"
    assert sum(answers(recorder).values()) == 1, "who swallows the error does not hide the answer from coverage"


@pytest.mark.parametrize(
    ("api", "method", "path"), [("auth", "GET", "/docs"), ("auth", "PUT", "/login/"), ("info", "POST", "/login/")]
)
def test_elsewhere_is_counted_by_status(api: str, method: str, path: str, recorder: Recorder) -> None:
    recorder.saw(api, method, path, 404, {})
    assert (answers(recorder), recorder.record.elsewhere) == ({}, {"404": 1})


@pytest.mark.parametrize("received", [CLOSED, CLOSED.replace(b"400", b"431"), CLOSED.replace(b"Bad Request", b"")])
def test_edge_is_no_operation(received: bytes, recorder: Recorder) -> None:
    recorder.saw_bytes("info", LIVENESS, received)
    recorder.saw_bytes("info", b"nonsense", received)
    assert (answers(recorder), sum(recorder.record.elsewhere.values())) == ({}, 2)


@pytest.mark.parametrize(
    ("sent", "received"),
    [
        (LIVENESS.replace(b"Host", b"Connection: close\r\nHost"), CLOSED),
        (LIVENESS, CLOSED.replace(b"Connection: close", b"X: y")),
        (LIVENESS, b"HTTP/1.1 100 Continue\r\n\r\nHTTP/1.1 500 \r\n\r\n"),
    ],
    ids=["who asked for the end", "with no end", "after 100"],
)
def test_operation_answers_for_itself(sent: bytes, received: bytes, recorder: Recorder) -> None:
    with pytest.raises(AssertionError, match="info_service answered GET /livez"):
        recorder.saw_bytes("info", sent, received)


def test_connection_without_answer_is_nothing(recorder: Recorder) -> None:
    recorder.saw_bytes("info", LIVENESS, b"")
    assert (answers(recorder), recorder.record.elsewhere) == ({}, {})


def test_httpx_clients_look_by_hooks(recorder: Recorder) -> None:
    transport = httpx.MockTransport(lambda _: httpx.Response(200, headers=LOGIN))
    with httpx.Client(transport=transport, base_url="http://auth", event_hooks=recorder.hooks("auth")) as http:
        http.post("/login/?a=b")

    async def login() -> None:
        hooks = recorder.async_hooks("auth")
        async with httpx.AsyncClient(transport=transport, base_url="http://auth", event_hooks=hooks) as http:
            await http.post("/login/")

    asyncio.run(login())
    assert answers(recorder) == {Answer("auth", "POST /login/", 200, JSON): 2}


def test_other_processes_are_added(recorder: Recorder) -> None:
    recorder.saw("auth", "POST", "/login/", 200, LOGIN)
    recorder.saw("auth", "GET", "/docs", 200, {})
    recorder.add(Record.model_validate_json(recorder.record.model_dump_json()))
    assert answers(recorder) == {Answer("auth", "POST /login/", 200, JSON): 2}
    assert recorder.record.elsewhere == {"200": 2}
