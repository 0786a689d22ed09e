"""What a session writes down is of that session alone, and of a whole kind of tests."""

from dataclasses import dataclass
from pathlib import Path

import pytest

from tests.support.records import ROOT, SESSION, Session, read_records
from tests.support.sessions import Recording, kind_of


@dataclass
class Ended:
    """A terminal with so many reports."""

    stats: dict[str, list[str]]


def test_session_replaces_the_one_before(tmp_path: Path) -> None:
    (tmp_path / "api").mkdir()
    (tmp_path / "api" / "gw7.json").write_text("of the session before")
    recording = Recording("api", is_worker=False, records=tmp_path)
    recording.pytest_sessionstart()
    recording.pytest_sessionfinish()
    assert len(read_records(tmp_path / "api")) == 1


def test_worker_leaves_others_alone(tmp_path: Path) -> None:
    (tmp_path / "api").mkdir()
    (tmp_path / "api" / "gw7.json").write_text("of another worker")
    Recording("api", is_worker=True, records=tmp_path).pytest_sessionstart()
    assert [file.name for file in (tmp_path / "api").iterdir()] == ["gw7.json"]


def test_errors_count_as_failures(tmp_path: Path) -> None:
    recording = Recording("api", is_worker=False, records=tmp_path)
    recording.pytest_sessionstart()
    recording.pytest_terminal_summary(Ended({"passed": ["a", "b"], "failed": ["c"], "error": ["d"], "": ["set up"]}))
    session = Session.model_validate_json((tmp_path / "api" / SESSION).read_bytes())
    assert (session.kind, session.tests, session.passed, session.failed) == ("api", 4, 2, 2)
    assert read_records(tmp_path / "api") == [], "how a session ended is no record of answers"


@pytest.mark.parametrize(
    ("paths", "kind"),
    [
        (["tests/api"], "api"),
        (["tests/api/"], "api"),
        (["tests"], None),
        (["tests/api", "tests/pact"], None),
        (["tests/pact/test_consumer.py"], None),
        (["tests/unit/codegen"], None),
    ],
)
def test_kind_is_a_whole_folder(paths: list[str], kind: str | None) -> None:
    assert kind_of([ROOT / path for path in paths]) == kind
