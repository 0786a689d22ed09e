"""Holds what the runs have left against the contracts: this makes the report."""

from collections import Counter
from collections.abc import Iterator, Mapping
from pathlib import Path

from contracts import view
from contracts.document import Document, load
from contracts.pact import interactions
from tests.report import inputs
from tests.report.inputs import Inputs, read_inputs
from tests.report.reliance import reliance
from tests.report.report import (
    Answer,
    Api,
    Interactions,
    Layer,
    Mutants,
    NotRun,
    Operation,
    Report,
    Responses,
)

BREAKING = ("faults", "crash", "load")
"""The kinds in which something is broken on purpose: each case that passes is a fault survived."""


def collect(root: Path, folder: Path) -> Report:
    """Return what the runs say that left their files in a folder, about the contracts and pacts below a root.

    Raises:
        DocumentError: a contract or a pact cannot be read.
        InputError: a file in the folder is not what it should be.
    """
    pacts = [load(path) for path in sorted(root.glob("contracts/pacts/*.json"))]
    contracts = {path.name.partition(".")[0]: load(path) for path in sorted(root.glob("contracts/*.openapi.yaml"))}
    found = read_inputs(root, folder, {api: document.source for api, document in contracts.items()})
    apis = [_api(name, document, found) for name, document in contracts.items()]
    documented = [answer for api in apis for answer in api.documented]
    written = sum(len(interactions(pact)) for pact in pacts)
    layers = [_layer(kind, found, documented, written) for kind in _kinds(found)]
    wrong = list(_wrong(found))
    not_run = list(_not_run(found, len(documented), sum(answer.count > 0 for answer in documented)))
    return Report(
        verdict="red" if wrong else "incomplete" if not_run else "green",
        wrong=wrong,
        not_run=not_run,
        responses=_responses(len(documented), found.coverage),
        mutants=_mutants(found.mutants),
        interactions=Interactions(written, next((each.interactions for each in layers if each.kind == "pact"), None)),
        layers=layers,
        apis=apis,
        reliance=[each for pact in pacts for each in reliance(pact, contracts.values())],
        missing=found.coverage.responses.missing if found.coverage else [],
        undocumented=found.coverage.responses.undocumented if found.coverage else [],
        planted=found.mutants.mutants if found.mutants else [],
        bench=found.bench.figures if found.bench else [],
    )


def _responses(documented: int, coverage: inputs.Coverage | None) -> Responses:
    if coverage is None:
        return Responses(documented)
    told = coverage.responses
    return Responses(documented, told.seen, len(told.missing), len(told.undocumented))


def _mutants(told: inputs.Mutants | None) -> Mutants:
    return Mutants(told.killed, told.survived, told.argued, told.seconds) if told else Mutants()


def _api(name: str, document: Document, found: Inputs) -> Api:
    seen: dict[tuple[str, int], Counter[str]] = {}
    for kind, records in found.records.items():
        for answer in (answer for record in records for answer in record.answers if answer.api == name):
            seen.setdefault((answer.operation, answer.status), Counter())[kind] += answer.count
    info = view.Node(document) / "info"
    return Api(
        api=name,
        title=(info / "title").text,
        version=(info / "version").text,
        sha256=found.digests[name],
        operations=[_operation(operation, seen) for operation in view.operations(document)],
    )


def _operation(operation: view.Operation, seen: Mapping[tuple[str, int], Counter[str]]) -> Operation:
    documented = {int(status) for status, _ in operation.responses}
    others = {status for name, status in seen if name == operation.name} - documented
    return Operation(
        operation=operation.name,
        summary=(operation.node / "summary").text,
        answers=[
            Answer(status, status in documented, dict(sorted(seen.get((operation.name, status), Counter()).items())))
            for status in sorted(documented | others)
        ],
    )


def _kinds(found: Inputs) -> list[str]:
    """Return every kind that is expected, has run, or has killed a mutant: in the order of tox, others last."""
    killers = {mutant.layer for mutant in found.mutants.mutants if mutant.layer} if found.mutants else set()
    kinds = {*found.kinds, *found.sessions, *found.records, *killers}
    return [kind for kind in found.environments if kind in kinds] + sorted(kinds - set(found.environments))


def _layer(kind: str, found: Inputs, documented: list[Answer], written: int) -> Layer:
    session, records = found.sessions.get(kind), found.records.get(kind)
    killers = Counter(mutant.layer for mutant in found.mutants.mutants) if found.mutants else None
    return Layer(
        kind=kind,
        cases=session.tests if session else None,
        failed=session.failed if session else None,
        requests=sum(answer.count for record in records for answer in record.answers) if records else None,
        answers=sum(kind in answer.seen_by for answer in documented) if records else None,
        interactions=(0 if session.failed else written) if session and kind == "pact" else None,
        mutants=killers[kind] if killers is not None else None,
        faults=session.passed if session and kind in BREAKING else None,
        seconds=session.seconds if session else None,
    )


def _wrong(found: Inputs) -> Iterator[str]:
    for kind, session in found.sessions.items():
        if session.failed:
            yield f"{kind}: {session.failed} of {session.tests} cases failed; {_command(kind, found)}"
    if found.coverage and found.coverage.responses.missing:
        yield f"documented answers that no test saw: {len(found.coverage.responses.missing)}; tox run -e coverage"
    if found.coverage and found.coverage.responses.undocumented:
        yield f"answers that are in no contract: {len(found.coverage.responses.undocumented)}; tox run -e coverage"
    if found.mutants and found.mutants.survived:
        yield f"planted faults that nothing noticed: {found.mutants.survived}; tox run -e mutants"


def _command(kind: str, found: Inputs) -> str:
    return f"tox run -e {kind}" if kind in found.environments else f"pytest tests/{kind}"


def _not_run(found: Inputs, documented: int, seen: int) -> Iterator[NotRun]:
    for kind in found.kinds:
        session = found.sessions.get(kind)
        if kind in found.stale:
            yield NotRun(kind, "its records were made with other contracts", _command(kind, found))
        elif not session or not session.tests:
            yield NotRun(kind, "it ran no test" if session else "it was not run", _command(kind, found))
    if not found.coverage:
        yield NotRun("coverage", "it was not run", "tox run -e coverage")
    elif (found.coverage.responses.documented, found.coverage.responses.seen) != (documented, seen):
        told = f"{found.coverage.responses.seen}/{found.coverage.responses.documented}"
        yield NotRun("coverage", f"it says {told}, the records say {seen}/{documented}", "tox run -e coverage")
    if not found.mutants or not found.mutants.mutants:
        yield NotRun("mutants", "no fault was planted", "tox run -e mutants")
