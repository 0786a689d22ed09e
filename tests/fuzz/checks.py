"""What is checked of every answer, beside what Schemathesis itself checks; and what was seen is written down."""

import json
import os
from collections import Counter
from pathlib import Path
from urllib.parse import unquote, urlsplit

import httpx
import schemathesis
from schemathesis import APIOperation, Case, CheckContext, Response
from schemathesis.core.result import Ok
from schemathesis.core.transforms import UNRESOLVABLE
from schemathesis.generation.stateful.state_machine import Transition

from tests.fuzz.memory import TokensKept, TopicsKept
from tests.fuzz.stories import Step
from tests.support.answers import recorder

AnyCase = Case[APIOperation]  # type: ignore[type-arg]  # the four parameters of an operation are not ours
API, CREDENTIALS, DOWN, URL = (os.environ[f"FUZZ_{name}"] for name in ("API", "CREDENTIALS", "DOWN", "URL"))
IS_ADMITTED = CREDENTIALS in ("bearer", "bare") and not DOWN

steps: dict[str, Step] = {}
"""The steps of the story, by the ids of their cases."""
http = httpx.Client(base_url=URL, trust_env=False, event_hooks=recorder().hooks(API))
memory = TokensKept(http) if API == "auth" else TopicsKept()


def is_documented(case: AnyCase) -> bool:
    """Say whether the request has the method of its operation; otherwise it is for another, undocumented one."""
    return case.method == case.operation.method.upper()


def link_to(case: AnyCase, context: CheckContext) -> Transition | None:
    """Return the link that led to a request, if one did; Schemathesis's recorder alone knows."""
    recorder = context.internals.recorder
    node = recorder.cases.get(case.id) if recorder is not None else None
    return node.transition if node is not None and node.is_transition_applied else None


@schemathesis.check
class Notes:
    """Writes down what was seen: links that were followed, steps of the story, answers, and what memory counts."""

    def __init__(self) -> None:
        self.links: Counter[tuple[str, int]] = Counter()
        self.steps: set[str] = set()

    def after_response(self, context: CheckContext, response: Response, case: AnyCase) -> None:
        if (link := link_to(case, context)) is not None:
            self.links[link.id, response.status_code] += 1
        self.steps |= steps.keys() & {case.id}

    def after_run(self, context: CheckContext) -> None:
        links = [(link, status, times) for (link, status), times in sorted(self.links.items())]
        told = {"steps": len(self.steps), "untold": len(steps) - len(self.steps), "counts": memory.counts}
        Path("notes.json").write_text(json.dumps({"record": recorder().record.model_dump(), "links": links, **told}))


@schemathesis.check
def answer_is_promised(context: CheckContext, response: Response, case: AnyCase) -> None:
    """Hold each answer to the contract, as all kinds of tests do."""
    fields = {name: values[0] for name, values in response.headers.items()}
    path = unquote(urlsplit(str(response.request.url)).path)
    recorder().saw(API, str(response.request.method), path, response.status_code, fields)


@schemathesis.check
def story_goes_as_told(context: CheckContext, response: Response, case: AnyCase) -> None:
    """Hold each of our own steps to the answer that it must get."""
    step = steps.get(case.id)
    assert step is None or response.status_code == step.status, f"must be answered with {step.status}"


@schemathesis.check
def link_has_its_values(context: CheckContext, response: Response, case: AnyCase) -> None:
    """Hold links to what they say: the answer before has every value that they take from it."""
    link = link_to(case, context)
    if link is None:
        return
    for values in link.parameters.values():
        for name, found in values.items():
            has_value = isinstance(found.value, Ok) and found.value.ok() not in (None, UNRESOLVABLE)
            assert has_value, f"{link.id} finds nothing for {name}: {found.definition}"


@schemathesis.check
def problem_tells_its_status(context: CheckContext, response: Response, case: AnyCase) -> None:
    """Hold problem details to the status of the answer (RFC 9457, section 3.1.2)."""
    if response.headers.get("content-type") == ["application/problem+json"]:
        status = response.json()["status"]
        assert status == response.status_code, f"the problem has the status {status}"


@schemathesis.check
def nobody_gets_in(context: CheckContext, response: Response, case: AnyCase) -> None:
    """Hold secured operations to serving nobody, in a run in which nobody may be served; a login tells who it is."""
    is_open = not case.operation.definition.raw.get("security")
    is_known = CREDENTIALS == "lacking" and case.operation.label == "POST /login/"
    assert IS_ADMITTED or is_open or is_known or response.status_code >= 400, "nobody may be served in this run"


@schemathesis.check
def nothing_is_forgotten(context: CheckContext, response: Response, case: AnyCase) -> None:
    """Hold answers to what was answered before."""
    if is_documented(case):
        name = next(iter(map(str, case.path_parameters.values())), "")
        tag = response.headers.get("etag", [""])[0]
        memory.look(case.operation.label, name, response.status_code, response.content, tag)
