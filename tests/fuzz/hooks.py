"""What Schemathesis loads: it writes down the answers that it saw, and in one run it spoils credentials."""

import json
import os
from pathlib import Path

import requests
import schemathesis
from hypothesis import strategies as st
from schemathesis import APIOperation, Case, CheckContext, GenerationMode, HookContext, Response
from urllib3 import HTTPHeaderDict

GOOD = f"Bearer {os.environ['FUZZ_TOKEN']}"
NEAR_MISSES = [GOOD[:-1], GOOD.upper(), *(GOOD + end for end in "x\x85\xa0\xff")]
CHARACTERS = ["\t", *map(chr, range(0x20, 0x7F)), *map(chr, range(0x80, 0x100))]
"""What HTTP lets into the value of a field (RFC 9110, section 5.5); other bytes reach no application."""
AnyCase = Case[APIOperation]  # type: ignore[type-arg]  # the four parameters of an operation are not ours


@schemathesis.check
class AnswersSeen:
    """Writes down each operation, status and media type that it saw."""

    def __init__(self) -> None:
        self.seen: set[tuple[str, int, str]] = set()

    def after_response(self, context: CheckContext, response: Response, case: AnyCase) -> None:
        if case.method == case.operation.method.upper():  # otherwise it is another, undocumented operation
            media_type = response.headers.get("content-type", [""])[0].partition(";")[0]
            self.seen.add((case.operation.label, response.status_code, media_type))

    def after_run(self, context: CheckContext) -> None:
        Path("answers.json").write_text(json.dumps(sorted(self.seen)))


def spoilt_credentials() -> st.SearchStrategy[str]:
    """Return credentials that nobody may take for good: of any characters, near misses, and lists of two."""
    odd = st.text(st.sampled_from(CHARACTERS), min_size=1).map(str.lstrip)
    near = st.sampled_from(NEAR_MISSES)
    return st.one_of(
        odd, odd.map("Bearer {}".format), near, st.just(f"{GOOD}, {GOOD}"), near.map(f"{GOOD}, {{}}".format)
    )


def spoil(case: AnyCase, credential: str) -> AnyCase:
    """Replace a credential that Schemathesis made up."""
    if "Authorization" in case.headers:
        case.headers["Authorization"] = credential
    return case


def send_in_two_fields(request: requests.PreparedRequest) -> requests.PreparedRequest:
    """Send the items of a list as a field each, which means the same (RFC 9110, section 5.3)."""
    fields = HTTPHeaderDict((name, str(value)) for name, value in request.headers.items())
    for item in fields.pop("Authorization").split(", "):
        fields.add("Authorization", item)
    request.headers = fields  # type: ignore[assignment]  # requests hands it to urllib3, whose own type it is
    return request


if os.environ["FUZZ_CREDENTIALS"] == "spoilt":

    @schemathesis.hook
    def before_generate_case(context: HookContext, strategy: st.SearchStrategy[AnyCase]) -> st.SearchStrategy[AnyCase]:
        return st.builds(spoil, strategy, spoilt_credentials())

    @schemathesis.hook
    def before_call(context: HookContext, case: AnyCase, kwargs: dict[str, object]) -> None:
        if ", " in case.headers.get("Authorization", ""):
            kwargs["auth"] = send_in_two_fields
            if case.meta is not None:
                case.meta.generation.mode = GenerationMode.NEGATIVE

    @schemathesis.hook
    def after_call(context: HookContext, case: AnyCase, response: Response) -> None:
        if "Authorization" in case.headers:  # a curl command shows one field, so let it be the whole list
            response.request.headers["Authorization"] = case.headers["Authorization"]
