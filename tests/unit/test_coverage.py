"""Coverage is red where an answer was never seen, and where nobody looked."""

import json
from collections.abc import Callable, Sequence
from pathlib import Path

import pytest

from tests.coverage.__main__ import KINDS, main
from tests.support.answers import promises
from tests.support.records import Answer, Record, Seen, digests, read_contracts

ALL = list(promises(read_contracts()))
LAST = ALL[-1]
Told = tuple[int, list[str]]
Cover = Callable[[], Told]


def write(folder: Path, kind: str, answers: Sequence[Answer], contracts: dict[str, str] | None = None) -> None:
    seen = [Seen(**answer._asdict(), count=3) for answer in answers]
    record = Record(contracts=contracts or digests(read_contracts()), answers=seen, elsewhere={})
    (folder / kind).mkdir(exist_ok=True)
    (folder / kind / "main.json").write_text(record.model_dump_json())


@pytest.fixture
def cover(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> Cover:
    """Return what tells how `python -m tests.coverage` ends, and the lines that it prints."""

    def run() -> Told:
        code = main(["--records", str(tmp_path), "--out", str(tmp_path / "coverage.json")])
        return code, capsys.readouterr().out.splitlines()

    return run


def test_all_answers_seen_is_green(cover: Cover, tmp_path: Path) -> None:
    write(tmp_path, "api", ALL[:10])
    write(tmp_path, "fuzz", ALL[5:])
    code, told = cover()
    assert (code, told[-1]) == (0, f"responses {len(ALL)}/{len(ALL)}, undocumented 0")
    assert f"fuzz      {3 * len(ALL[5:]):>6} answers, {len(ALL[5:])} different ones" in told
    report = json.loads((tmp_path / "coverage.json").read_bytes())
    assert report["responses"] == {"documented": len(ALL), "seen": len(ALL), "missing": [], "undocumented": []}
    assert report["kinds"]["api"] == {"state": "current", "answers": 30, "responses": 10}


def test_answer_never_seen_is_red(cover: Cover, tmp_path: Path) -> None:
    for kind in KINDS:
        write(tmp_path, kind, ALL[:-1])
    code, told = cover()
    assert (code, told[-1]) == (1, f"responses {len(ALL) - 1}/{len(ALL)}, undocumented 0")
    near = f"{LAST}: asked by {', '.join(sorted(KINDS))}; answered with 200 alone"
    assert told[-3].startswith(f"contracts/{LAST.api}.openapi.yaml:")
    assert told[-3].endswith(f": {near}")
    assert "add a step to tests/fuzz/stories.py" in told[-2]


def test_kinds_that_did_not_run_are_named(cover: Cover, tmp_path: Path) -> None:
    write(tmp_path, "api", ALL[:1])
    code, told = cover()
    assert code == 1
    assert "tox run -e storage,pact,fuzz," in told[-2]
    assert told[-3].endswith(": nobody asked")


def test_undocumented_answer_is_red(cover: Cover, tmp_path: Path) -> None:
    write(tmp_path, "api", [*ALL, Answer("auth", "POST /login/", 500, "text/plain")])
    code, told = cover()
    assert (code, told[-1]) == (1, f"responses {len(ALL)}/{len(ALL)}, undocumented 1")
    assert told[-2].startswith("contracts/auth.openapi.yaml: POST /login/ 500 text/plain: seen by api, and not")


def test_without_records_it_is_red(cover: Cover) -> None:
    code, told = cover()
    assert (code, told[-1]) == (1, f"responses 0/{len(ALL)}, undocumented 0")
    assert told[-2] == "Nothing was recorded since the contracts are as they are; run `tox` first."


def test_records_of_other_contracts_do_not_count(cover: Cover, tmp_path: Path) -> None:
    write(tmp_path, "api", ALL, {"auth": "0", "info": "0"})
    code, told = cover()
    assert (code, told[-1]) == (1, f"responses 0/{len(ALL)}, undocumented 0")
    assert "api       has a record of other contracts; run `tox run -e api`" in told


def test_kind_that_saw_nothing_is_red(cover: Cover, tmp_path: Path) -> None:
    write(tmp_path, "api", ALL)
    write(tmp_path, "e2e", [])
    code, told = cover()
    assert code == 1
    assert told[-2].startswith("tests/e2e: ran, and saw no answer; give its clients the hooks")
