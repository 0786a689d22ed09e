"""No request that Schemathesis thinks of gets an answer outside the contract, and all documented answers are seen."""

from collections.abc import Callable

import pytest

from contracts.document import Document, Place, load, parse_pointer
from tests.fuzz.runs import EXAMPLES, RUNS, Answer, Outcome, Run

Outcomes = Callable[[Run], Outcome]
APIS = {api: [run for run in RUNS if run.api == api] for api in ("auth", "info")}
UNREACHABLE: dict[str, dict[tuple[str, int], str]] = {
    "auth": {},
    "info": {("GET /info/", 403): "every good credential has the scope info:read"},
}
"""For each API: the documented answers (operation, status) that no run can provoke, and why."""
IDLE: dict[str, dict[str, str]] = {
    "auth": {"examples": "no request has parameters or a body", "stateful": "no answer leads to another request"},
    "info": {"examples": "no request has parameters or a body", "stateful": "no answer leads to another request"},
}
"""For each API: the phases of Schemathesis that find nothing to do, and why."""


def documented(contract: Document) -> set[Answer]:
    found: set[Answer] = set()
    for place, _ in contract.walk(("paths",)):
        match place:
            case ("paths", path, str(method), "responses", str(status)):
                operation = f"{method.upper()} {path}"
                found |= {(operation, int(status), media_type) for media_type in media_types(contract, place)}
    return found


def media_types(contract: Document, place: Place) -> set[str]:
    answer = contract.at(place)
    assert isinstance(answer, dict)
    if isinstance(reference := answer.get("$ref"), str):
        return media_types(contract, parse_pointer(reference))
    content = answer.get("content")
    return set(content) if isinstance(content, dict) else {""}


@pytest.mark.parametrize("run", RUNS, ids=str)
def test_service_keeps_its_contract(run: Run, outcome: Outcomes) -> None:
    found = outcome(run)
    assert found.report.exit_code == 0, found.told


@pytest.mark.parametrize("run", RUNS, ids=str)
def test_only_expected_warnings_are_raised(run: Run, outcome: Outcomes) -> None:
    found = outcome(run)
    raised = {warning for warning, subjects in found.report.warnings.items() if subjects}
    assert raised == run.warnings, found.told


@pytest.mark.parametrize("run", RUNS, ids=str)
def test_every_run_makes_enough_requests(run: Run, outcome: Outcomes) -> None:
    found = outcome(run)
    assert found.report.test_cases.generated >= EXAMPLES, found.told


@pytest.mark.parametrize("api", APIS)
def test_no_phase_idles_without_reason(api: str, outcome: Outcomes) -> None:
    phases = [outcome(run).report.phases for run in APIS[api]]
    idle = {name for name in phases[0] if all(phase[name].status == "skip" for phase in phases)}
    assert idle == set(IDLE[api]), (
        f"idle in all runs: {sorted(idle)}; correct IDLE, or what keeps a phase from its work"
    )


@pytest.mark.parametrize("api", APIS)
def test_documented_answers_are_all_seen(api: str, outcome: Outcomes) -> None:
    promised = documented(load(APIS[api][0].contract))
    seen = {answer for run in APIS[api] for answer in outcome(run).answers}
    unseen = {(operation, status) for operation, status, _ in promised - seen}
    excused = set(UNREACHABLE[api])
    assert promised, "the contract names no answer"
    assert seen <= promised, f"not in the contract: {sorted(seen - promised)}"
    assert unseen <= excused, (
        f"documented, but never seen: {sorted(unseen - excused)}; provoke it, or add it to UNREACHABLE"
    )
    assert excused <= unseen, f"seen, or not documented: {sorted(excused - unseen)}; take it out of UNREACHABLE"
