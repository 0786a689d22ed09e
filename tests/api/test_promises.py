"""What clients may rely on, in literal words: a promise cannot be weakened together with its contract and its code."""

import json
from typing import Literal, assert_type

import pytest

from contracts.document import pointer
from contracts.view import reachable, received
from generated.auth import models as auth
from generated.auth import responses as auth_responses
from generated.info import models as info
from generated.info import responses as info_responses
from generated.runtime.answers import Answer, MismatchError
from generated.runtime.dto import Dto
from tests.api.services import NAMES, contract

NOON = "2026-11-24T12:00:00Z"
ID = "3XkQ9vTn0bLcR7Zd"
TOKEN: dict[str, object] = {
    "token_id": ID,
    "subject": "ci",
    "scopes": ["info:read"],
    "created_at": NOON,
    "expires_at": NOON,
    "revoked_at": NOON,
}
PROBLEM: dict[str, object] = {"type": "about:blank", "title": "Bad Request", "status": 400, "detail": "Send it once."}
SOUND: list[tuple[type[Dto], dict[str, object]]] = [
    (auth.Principal, {"subject": "ci", "scopes": ["info:read"], "expires_at": NOON}),
    (auth.Token, TOKEN),
    (auth.IssuedToken, TOKEN | {"token": "cts_"}),
    (auth.TokenPage, {"items": [TOKEN], "next_cursor": ID}),
    (auth.Problem, PROBLEM),
    (auth.Health, {"status": "ok"}),
    (info.Information, {"info": "The answer is 42."}),
    (info.Topic, {"topic": "tea", "info": "Three minutes."}),
    (info.TopicSummary, {"topic": "tea"}),
    (info.TopicPage, {"items": [{"topic": "tea"}], "next_cursor": "tea"}),
    (info.Problem, PROBLEM),
    (info.Health, {"status": "ok"}),
]
NULLABLE = ("expires_at", "revoked_at", "next_cursor")
BEYOND: list[tuple[type[Dto], str, object]] = [
    (auth.Principal, "subject", ""),
    (auth.Principal, "subject", "x" * 201),
    (auth.Principal, "scopes", [None]),
    (auth.Principal, "expires_at", "tomorrow"),
    (auth.Token, "token_id", ID[1:]),
    (auth.Token, "scopes", [None]),
    *((auth.Token, name, "2026-11-24 noon") for name in ("created_at", "expires_at", "revoked_at")),
    (auth.IssuedToken, "token_id", f"{ID}x"),
    (auth.IssuedToken, "scopes", [None]),
    *((auth.IssuedToken, name, "2026-11-24 noon") for name in ("created_at", "expires_at", "revoked_at")),
    *((problem, "status", status) for problem in (auth.Problem, info.Problem) for status in (399, 600)),
    *((health, "status", "more") for health in (auth.Health, info.Health)),
    (info.Topic, "topic", "Tea"),
    (info.TopicSummary, "topic", "x" * 65),
]
FIELDS = [(dto, sound, name) for dto, sound in SOUND for name in sound]
HEADERS: list[tuple[type[Answer], dict[str, str], dict[str, object]]] = [
    (auth_responses.IssueToken201, {"Location": "/", "Cache-Control": "private"}, TOKEN | {"token": "cts_"}),
    (auth_responses.ServiceUnavailable, {"Retry-After": "0"}, PROBLEM | {"status": 503}),
    (info_responses.ServiceUnavailable, {"Retry-After": "0"}, PROBLEM | {"status": 503}),
]


def is_read(dto: type[Dto], value: object) -> bool:
    try:
        dto.model_validate_json(json.dumps(value), strict=True)
    except ValueError:
        return False
    return True


@pytest.mark.parametrize(("dto", "sound"), SOUND)
def test_sound_answer_is_read(dto: type[Dto], sound: dict[str, object]) -> None:
    assert is_read(dto, sound)
    assert is_read(dto, sound | {"more": "in a later version"})


@pytest.mark.parametrize(("dto", "sound", "name"), FIELDS)
def test_promised_field_is_never_missing(dto: type[Dto], sound: dict[str, object], name: str) -> None:
    assert not is_read(dto, {other: value for other, value in sound.items() if other != name})


@pytest.mark.parametrize(("dto", "sound", "name"), FIELDS)
def test_null_comes_where_it_may(dto: type[Dto], sound: dict[str, object], name: str) -> None:
    assert is_read(dto, sound | {name: None}) == (name in NULLABLE)


@pytest.mark.parametrize(("dto", "name", "value"), BEYOND)
def test_value_stays_within_its_bounds(dto: type[Dto], name: str, value: object) -> None:
    assert not is_read(dto, dict(SOUND)[dto] | {name: value})


@pytest.mark.parametrize(("kind", "headers", "body"), HEADERS)
def test_header_stays_within_its_bounds(kind: type[Answer], headers: dict[str, str], body: dict[str, object]) -> None:
    with pytest.raises(MismatchError, match=r"^header "):
        kind.from_message(kind.status, headers, json.dumps(body).encode())


def test_promised_headers_are_never_none() -> None:
    problem = auth.Problem.model_validate(PROBLEM)
    refused = auth_responses.Unauthorized(www_authenticate="Bearer", body=problem)
    assert_type(refused.www_authenticate, str)
    lacking = auth_responses.Forbidden(www_authenticate="Bearer", body=problem)
    assert_type(lacking.www_authenticate, str)
    other = auth_responses.UnsupportedMediaType(accept="application/json", body=problem)
    assert_type(other.accept, str)
    away = auth_responses.ServiceUnavailable(retry_after=1, body=problem)
    assert_type(away.retry_after, int)
    principal = auth.Principal(subject="ci", scopes=[], expires_at=None)
    assert_type(auth_responses.Login200(cache_control="no-store", body=principal).cache_control, str)
    token = auth.IssuedToken.model_validate(TOKEN | {"token": "cts_"})
    issued = auth_responses.IssueToken201(location="/tokens/1", cache_control="no-store", body=token)
    assert_type(issued.location, str)
    assert_type(issued.cache_control, Literal["no-store"])
    topic = info.Topic(topic="tea", info="Three minutes.")
    assert_type(info_responses.GetTopic200(etag='"0"', body=topic).etag, str)
    assert_type(info_responses.PutTopic200(etag='"0"', body=topic).etag, str)
    new = info_responses.PutTopic201(location="/topics/tea", etag='"0"', body=topic)
    assert (assert_type(new.location, str), assert_type(new.etag, str)) == ("/topics/tea", '"0"')


@pytest.mark.parametrize("name", NAMES)
def test_every_field_of_answers_is_required(name: str) -> None:
    schemas = reachable(received(contract(name)))
    loose = {
        f"{pointer(schema.place)}: {field}"
        for schema in schemas
        for field in (schema / "properties").mapping
        if field not in {node.text for _, node in (schema / "required").members()}
    }
    assert not loose, "an answer promises its fields: write them under required, and null where there is no value"


def test_every_received_object_is_here() -> None:
    received_objects = {
        (name, schema.place[-1])
        for name in NAMES
        for schema in reachable(received(contract(name)))
        if "properties" in schema.mapping
    }
    assert received_objects == {(dto.__module__.split(".")[1], dto.__name__) for dto, _ in SOUND}
