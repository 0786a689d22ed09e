"""What Schemathesis loads in a run: requests of our own, and what it cannot know by itself; checks.py is the rest."""

import os
import re

import requests
import schemathesis
from hypothesis import strategies as st
from pydantic import ValidationError
from schemathesis import AuthContext, BaseSchema, GenerationMode, HookContext, Response, auths
from schemathesis.generation.meta import TestPhase
from urllib3 import HTTPHeaderDict

from generated.auth.models import TokenRequest
from tests.fuzz.checks import AnyCase, steps
from tests.fuzz.stories import ANY, EVERYTHING, MINE, NO_TOKEN, Step, near_misses, story
from tests.support.databases import SCOPES

API, CREDENTIALS, DOWN, TOKEN = (os.environ[f"FUZZ_{name}"] for name in ("API", "CREDENTIALS", "DOWN", "TOKEN"))
IS_TODAY = "CONTRACTS" not in os.environ
"""Whether the contract has every operation of the stories; an earlier one may lack some."""
CHARACTERS = ["\t", *map(chr, range(0x20, 0x7F)), *map(chr, range(0x80, 0x100))]
"""What HTTP lets into the value of a field (RFC 9110, section 5.5); other bytes reach no application."""
TOPIC = re.compile("[a-z0-9]+(-[a-z0-9]+)*")
BLIND = {
    "PUT /topics/{topic}": [TestPhase.EXAMPLES],
    "DELETE /topics/{topic}": [TestPhase.EXAMPLES, TestPhase.FUZZING],
}
"""Where a request without `If-Match` would never be served, and so means any version."""
INSISTS = ("If-None-Match", "*")
Fields = dict[str, str]


@schemathesis.hook
def before_add_examples(context: HookContext, examples: list[AnyCase]) -> None:
    """Tell the story: all of it with one operation, so that it keeps its order."""
    if context.operation is not None and context.operation.label == "GET /livez":
        schema = context.operation.schema
        known = [step for step in story(API, CREDENTIALS, DOWN, TOKEN) if IS_TODAY or is_released(step, schema)]
        told = [case_of(step, schema) for step in known]
        examples += reversed(told)  # the last one is sent first


def is_released(step: Step, schema: BaseSchema) -> bool:
    """Say whether a contract has the operation of a step."""
    return schema.find_operation_by_label(step.operation) is not None


def case_of(step: Step, schema: BaseSchema) -> AnyCase:
    """Return the request of a step, with the credential of the run if it has none of its own."""
    method, path = step.operation.split()
    operation = schema[path][method]
    case: AnyCase = operation.Case(path_parameters=dict(step.path))
    auths.set_on_case(case, AuthContext(operation, app=None), None)
    case.headers.update(step.headers)
    if step.body is not None:
        case.body, case.media_type = step.body, "application/json"
    if IS_TODAY:  # where steps are left out, the next ones may get other answers
        steps[case.id] = step
    return case


@schemathesis.hook
def flatmap_body(context: HookContext, body: object) -> st.SearchStrategy[object]:
    """Wish for scopes that the issuer has, half of the time; made-up ones nobody has, and that is a 403."""
    return st.sampled_from([with_own_scopes(body), body])


def with_own_scopes(body: object) -> object:
    """Replace the scopes of a request for a token, if the contract allows it at all."""
    try:
        wanted = TokenRequest.model_validate(body)
    except ValidationError:
        return body
    scopes = sorted({SCOPES[len(scope) % len(SCOPES)] for scope in wanted.scopes})
    return {**wanted.model_dump(exclude_unset=True), "scopes": scopes}


@schemathesis.hook
def flatmap_path_parameters(context: HookContext, path_parameters: Fields | None) -> st.SearchStrategy[Fields | None]:
    """Have few topics, so that requests meet."""
    is_topic = path_parameters is not None and TOPIC.fullmatch(str(path_parameters.get("topic", "")))
    return st.sampled_from([*([EVERYTHING, MINE] if is_topic else []), path_parameters])


@schemathesis.hook
def flatmap_headers(context: HookContext, headers: Fields | None) -> st.SearchStrategy[Fields | None]:
    """Do not always insist on a new topic; now and then, write whatever is there."""
    if context.operation is None or context.operation.label != "PUT /topics/{topic}":
        return st.just(headers)
    kept = {name: value for name, value in (headers or {}).items() if (name, value) != INSISTS}
    return st.sampled_from([ANY | kept, kept, headers])


@schemathesis.hook
def before_call(context: HookContext, case: AnyCase, kwargs: dict[str, object]) -> None:
    """Change what would make the run pointless."""
    if case.method == "DELETE" and case.path_parameters.get("token_id") == TOKEN.split("_")[1]:
        case.path_parameters.update(NO_TOKEN)  # who revokes the token of the run ends it
    if case.meta is not None and case.meta.generation.mode.is_positive:
        tag = case.headers.get("If-Match")
        is_blind = tag is None and case.meta.phase.name in BLIND.get(case.operation.label, [])
        if is_blind or (tag is not None and tag.isalnum()):  # the coverage phase takes 0 for a tag: it has no quotes
            case.headers.update(ANY)
    if ", " in case.headers.get("Authorization", ""):
        kwargs["auth"] = send_in_two_fields
        if case.meta is not None:
            case.meta.generation.mode = GenerationMode.NEGATIVE


def send_in_two_fields(request: requests.PreparedRequest) -> requests.PreparedRequest:
    """Send the items of a list as a field each, which means the same (RFC 9110, section 5.3)."""
    fields = HTTPHeaderDict((name, str(value)) for name, value in request.headers.items())
    for item in fields.pop("Authorization").split(", "):
        fields.add("Authorization", item)
    request.headers = fields  # type: ignore[assignment]  # requests hands it to urllib3, whose own type it is
    return request


@schemathesis.hook
def after_call(context: HookContext, case: AnyCase, response: Response) -> None:
    """Have the curl command show the whole list: it shows one field."""
    if ", " in case.headers.get("Authorization", ""):
        response.request.headers["Authorization"] = case.headers["Authorization"]


if CREDENTIALS == "spoilt":

    @schemathesis.hook
    def before_generate_case(context: HookContext, strategy: st.SearchStrategy[AnyCase]) -> st.SearchStrategy[AnyCase]:
        """Have credentials that nobody may take for good: of any characters, near misses, and lists of two."""
        good, near = f"Bearer {TOKEN}", st.sampled_from(near_misses(TOKEN))
        odd = st.text(st.sampled_from(CHARACTERS), min_size=1).map(str.lstrip)
        twice = st.one_of(st.just(good), near).map(f"{good}, {{}}".format)
        return st.builds(spoil, strategy, st.one_of(odd, odd.map("Bearer {}".format), near, twice))


def spoil(case: AnyCase, credential: str) -> AnyCase:
    """Replace a credential that Schemathesis made up."""
    if "Authorization" in case.headers:
        case.headers["Authorization"] = credential
    return case
