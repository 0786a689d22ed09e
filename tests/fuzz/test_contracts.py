"""No request that Schemathesis or we think of gets an answer outside the contract, and all that can happen does."""

from collections import Counter
from collections.abc import Callable

import pytest

from auth_service.minting import PREFIX
from contracts.document import Document, load
from contracts.view import operations
from tests.fuzz.runs import EXAMPLES, RUNS, Outcome, Run
from tests.fuzz.stories import SECURED
from tests.support.answers import promises

Outcomes = Callable[[Run], Outcome]
APIS = ("auth", "info")
CONTRACTS = {run.api: load(run.contract) for run in RUNS}
WALKED = min(8 * EXAMPLES, 200)
"""How many links must be followed in all runs on an API; they are half as many again, or more."""
HAPPENS = {
    "auth": ["login with a new token", "login refused with a revoked token", "token shown as revoked"],
    "info": ["topic read as it was written", "topic not found after it was deleted"],
}
"""For each API what memory.py must have seen, more than once or twice."""

each_run = pytest.mark.parametrize("run", RUNS, ids=str)
each_api = pytest.mark.parametrize("runs", [[run for run in RUNS if run.api == api] for api in APIS], ids=APIS)


def links(contract: Document) -> dict[str, str]:
    """Return the name of each link, by what Schemathesis calls it."""
    targets = {(operation.node / "operationId").text: operation.name for operation in operations(contract)}
    return {
        f"{operation.name} -> [{status}] {name} -> {targets[(link / 'operationId').text]}": name
        for operation in operations(contract)
        for status, answer in operation.responses
        for name, link in (answer / "links").members()
    }


@each_run
def test_service_keeps_its_contract(run: Run, outcome: Outcomes) -> None:
    found = outcome(run)
    assert found.report.exit_code == 0, found.told


@each_run
def test_only_expected_warnings_are_raised(run: Run, outcome: Outcomes) -> None:
    found = outcome(run)
    raised = {warning for warning, subjects in found.report.warnings.items() if subjects}
    assert raised == run.warnings, found.told


@each_run
def test_every_run_makes_enough_requests(run: Run, outcome: Outcomes) -> None:
    found = outcome(run)
    idle = [name for name, phase in found.report.phases.items() if phase.status == "skip"]
    assert not idle, f"phases of Schemathesis that found nothing to do: {idle}\n{found.told}"
    assert found.report.test_cases.generated >= EXAMPLES, found.told


@each_run
def test_story_is_told_to_its_end(run: Run, outcome: Outcomes) -> None:
    found = outcome(run)
    assert found.notes.steps, "no step of stories.py was made"
    assert not found.notes.untold, f"{found.notes.untold} steps of stories.py were not made\n{found.told}"


@each_run
def test_no_log_holds_a_token(run: Run, outcome: Outcomes) -> None:
    log = outcome(run).log
    assert "Ready on" in log, "nothing was logged, and so nothing is proven"
    assert f"{PREFIX}_" not in log, "a token stands in the log"


@each_api
def test_documented_answers_are_all_seen(runs: list[Run], outcome: Outcomes) -> None:
    promised = promises({runs[0].api: CONTRACTS[runs[0].api]}).keys()
    seen = {seen.answer for run in runs for seen in outcome(run).notes.record.answers}
    assert promised, "the contract names no answer"
    assert seen <= promised, f"not in the contract: {sorted(seen - promised)}"
    assert promised <= seen, f"documented, but never seen: {sorted(promised - seen)}; add a step to stories.py"


@each_api
def test_all_links_are_followed(runs: list[Run], outcome: Outcomes) -> None:
    promised = links(CONTRACTS[runs[0].api]).keys()
    followed: Counter[str] = Counter()
    for link, _, times in (seen for run in runs for seen in outcome(run).notes.links):
        followed[link] += times
    assert followed.keys() <= promised, f"not in the contract: {followed.keys() - promised}"
    assert promised <= followed.keys(), f"never followed: {promised - followed.keys()}; others were: {followed}"
    assert followed.total() >= WALKED, f"only {followed.total()} links were followed: {followed}"


@each_api
def test_links_of_every_name_succeed(runs: list[Run], outcome: Outcomes) -> None:
    names = links(CONTRACTS[runs[0].api])
    seen = [(names[link], status) for run in runs for link, status, _ in outcome(run).notes.links]
    useful = {name for name, status in seen if status < 300}
    assert useful == set(names.values()), f"never answered with 2xx: {set(names.values()) - useful}, of {seen}"


@each_api
def test_what_is_done_stays_done(runs: list[Run], outcome: Outcomes) -> None:
    counts: Counter[str] = Counter()
    for run in runs:
        counts.update(outcome(run).notes.counts)
    rare = [event for event in HAPPENS[runs[0].api] if counts[event] < 10]
    assert not rare, f"hardly or never seen: {rare}; in all runs there were {dict(counts)}"


@pytest.mark.parametrize("api", APIS)
def test_stories_know_all_secured_operations(api: str) -> None:
    secured = {operation.name for operation in operations(CONTRACTS[api]) if operation.security.value}
    assert {step.operation for step in SECURED[api]} == secured, "SECURED in stories.py needs a step for each"
