"""The report says what the runs have left, no more and no less; and a person can look at it anywhere."""

import hashlib
import json
import re
from html.parser import HTMLParser
from pathlib import Path

import pytest

from contracts.document import load
from contracts.view import operations
from tests.report.__main__ import main
from tests.report.inputs import FOLDERS, read_inputs
from tests.report.reliance import reliance

ROOT = Path(__file__).parents[2]
CONTRACTS = {path.name.partition(".")[0]: path for path in sorted(ROOT.glob("contracts/*.openapi.yaml"))}
ANSWERS: list[dict[str, object]] = [
    {"api": api, "operation": operation.name, "status": int(status), "media_type": "", "count": 1}
    for api, path in CONTRACTS.items()
    for operation in operations(load(path))
    for status, _ in operation.responses
]
MUTANT = {"name": "let in", "sentence": "<b>Everybody</b> is let in.", "where": "hop.py:1", "seconds": 0.5}
VOID = ("meta", "link", "br", "input")


def write(path: Path, value: object) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(json.dumps(value))


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """Return what a full run leaves when all is well."""
    digests = {api: hashlib.sha256(path.read_bytes()).hexdigest() for api, path in CONTRACTS.items()}
    for kind in read_inputs(ROOT, tmp_path, {}).kinds:
        own = tmp_path / "records" / FOLDERS.get(kind, kind)
        write(own / "main.json", {"contracts": digests, "answers": ANSWERS})
        write(own / "session.json", {"tests": 9, "passed": 9, "failed": 0, "seconds": 0.5})
    seen = {"documented": len(ANSWERS), "seen": len(ANSWERS), "missing": [], "undocumented": []}
    write(tmp_path / "coverage.json", {"responses": seen})
    killed = {"killed": 1, "survived": 0, "argued": 0, "mutants": [{**MUTANT, "killed_by": "unit/test_hop.py"}]}
    write(tmp_path / "mutants.json", {**killed, "seconds": 0.5})
    return tmp_path


def see_other_answers(folder: Path, answers: list[dict[str, object]], **holes: list[dict[str, object]]) -> None:
    """Have all kinds see these answers, and coverage tell of these holes."""
    for path in folder.glob("records/*/main.json"):
        write(path, json.loads(path.read_bytes()) | {"answers": answers})
    told = {"documented": len(ANSWERS), "seen": len(ANSWERS) - len(holes.get("missing", ()))}
    write(folder / "coverage.json", {"responses": {**told, "missing": [], "undocumented": [], **holes}})


def page(folder: Path) -> str:
    return (folder / "contract.html").read_text()


def chips(folder: Path, kind: str) -> list[str]:
    return re.findall(rf'class="chip {kind}"[^>]* data-answer="([^"]*)"', page(folder))


def test_full_run_is_green(folder: Path) -> None:
    assert main([str(folder)]) == 0
    told = json.loads((folder / "contract.json").read_bytes())
    assert (told["verdict"], told["wrong"], told["not_run"]) == ("green", [], [])
    assert told["responses"] == {"documented": len(ANSWERS), "seen": len(ANSWERS), "missing": 0, "undocumented": 0}
    assert told["interactions"]["verified"] == told["interactions"]["written"] > 0
    assert {layer["kind"]: layer["mutants"] for layer in told["layers"]}["unit"] == 1
    assert len(chips(folder, "seen")) == len(ANSWERS)


def test_missing_answer_is_red(folder: Path) -> None:
    gone, *others = ANSWERS
    see_other_answers(folder, others, missing=[{**gone, "why": "nobody asked"}])
    assert main([str(folder)]) == 1
    assert chips(folder, "missing") == [f"{gone['api']} {gone['operation']} {gone['status']}"]
    assert json.loads((folder / "contract.json").read_bytes())["responses"]["missing"] == 1
    assert "nobody asked" in page(folder)


def test_undocumented_answer_is_red(folder: Path) -> None:
    strange = {**ANSWERS[0], "status": 418}
    see_other_answers(folder, [*ANSWERS, strange], undocumented=[strange])
    assert main([str(folder)]) == 1
    assert chips(folder, "undocumented") == [f"{strange['api']} {strange['operation']} 418"]


def test_failed_case_is_red(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    write(folder / "records/pact/session.json", {"tests": 9, "passed": 8, "failed": 1, "seconds": 0.5})
    assert main([str(folder)]) == 1
    assert "pact: 1 of 9 cases failed; tox run -e pact" in capsys.readouterr().out
    assert json.loads((folder / "contract.json").read_bytes())["interactions"]["verified"] == 0


def test_surviving_mutant_is_named(folder: Path) -> None:
    survived = {"killed": 0, "survived": 1, "argued": 0, "seconds": 0.5, "mutants": [{**MUTANT, "killed_by": None}]}
    write(folder / "mutants.json", survived)
    assert main([str(folder)]) == 1
    assert "<b>survived</b> let in: &lt;b&gt;Everybody&lt;/b&gt; is let in." in page(folder)


def test_what_was_not_run_is_told(tmp_path: Path) -> None:
    assert main([str(tmp_path)]) == 0
    told = json.loads((tmp_path / "contract.json").read_bytes())
    assert told["verdict"] == "incomplete"
    assert told["responses"] == {"documented": len(ANSWERS), "seen": None, "missing": None, "undocumented": None}
    assert set(told["mutants"].values()) == {None}
    for environment in ("unit", "fuzz", "coverage", "mutants", "bench"):
        assert f"<code>tox run -e {environment}</code>" in page(tmp_path)


def test_records_of_other_contracts_do_not_count(folder: Path) -> None:
    path = folder / "records/fuzz/main.json"
    write(path, json.loads(path.read_bytes()) | {"contracts": dict.fromkeys(CONTRACTS, "0" * 64)})
    assert main([str(folder)]) == 0
    assert "its records were made with other contracts; <code>tox run -e fuzz</code>" in page(folder)
    assert 'data-by="fuzz' not in page(folder)


def test_coverage_must_agree_with_records(folder: Path) -> None:
    for path in folder.glob("records/*/main.json"):
        write(path, json.loads(path.read_bytes()) | {"answers": ANSWERS[1:]})
    assert main([str(folder)]) == 0
    assert f"the records say {len(ANSWERS) - 1}/{len(ANSWERS)}; <code>tox run -e coverage</code>" in page(folder)


def test_reliance_is_drawn_on_contract(folder: Path) -> None:
    main([str(folder)])
    (drawn,) = json.loads((folder / "contract.json").read_bytes())["reliance"]
    assert (drawn["consumer"], drawn["provider"]) == ("info_service", "auth_service")
    relied = {answer["status"]: answer for answer in drawn["answers"] if answer["operation"] == "POST /login/"}
    assert {"name": "subject", "promised": True, "relied": True} in relied[200]["fields"]
    assert {"name": "Retry-After", "promised": True, "relied": False} in relied[503]["headers"]
    assert (relied[200]["interactions"] > 0, relied[503]["interactions"]) == (True, 0)
    assert "GET /tokens/" in drawn["unused"]


def test_unpromised_reliance_is_told(tmp_path: Path) -> None:
    pact = json.loads((ROOT / "contracts/pacts/info_service-auth_service.json").read_text())
    asked = next(each for each in pact["interactions"] if each["response"]["status"] == 200)
    asked["response"]["body"]["content"]["age"] = 7
    write(tmp_path / "pact.json", pact)
    [drawn] = reliance(load(tmp_path / "pact.json"), [load(CONTRACTS["auth"])])
    assert [part.name for answer in drawn.answers for part in answer.fields if part.relied > part.promised] == ["age"]


def test_unusable_input_is_refused(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    write(folder / "mutants.json", {"killed": "many"})
    assert main([str(folder)]) == 2
    assert "mutants.json: killed: Input should be a valid integer" in capsys.readouterr().err


def test_page_refers_to_nothing_outside(folder: Path) -> None:
    main([str(folder)])
    assert set(re.findall(r'(?:src|href)="([^"]*)"', page(folder))) == {"data:,"}
    assert not re.findall(r"<script|<iframe|@import|url\(|//", page(folder))


class Nesting(HTMLParser):
    """Whether what is opened is closed, in order."""

    def __init__(self) -> None:
        super().__init__()
        self.opened: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        names = [name for name, _ in attrs]
        assert len(names) == len(set(names)), f"<{tag}> has an attribute twice: {names}"
        if tag not in VOID:
            self.opened.append(tag)

    def handle_endtag(self, tag: str) -> None:
        assert self.opened.pop() == tag, f"line {self.getpos()[0]}: </{tag}> closes another element"


def test_page_closes_what_it_opens(folder: Path) -> None:
    main([str(folder)])
    parser = Nesting()
    parser.feed(page(folder))
    assert parser.opened == []
