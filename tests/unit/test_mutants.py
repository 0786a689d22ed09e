"""The instrument that measures the net can fail itself; the whole of it is `tox run -e mutants`."""

import json
from collections import Counter
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest

from contracts.document import load
from tests.mutants.__main__ import Result, collect, examine, main
from tests.mutants.catalogue import Fault, StaleError, mutant, read
from tests.mutants.mutant import Mutant
from tests.mutants.net import Net, RedError, whole
from tests.mutants.plant import SPECS, Copy

ROOT = Path(__file__).parents[2]
CHECK = "unit/test_resilience.py"
FAULT = """\
=== breaker-never-opens
The circuit breaker never opens.
--- info_service/resilience.py
@@
-        if self._failures < self._limit:
+        if self._failures < self._limit or True:
"""
HARMLESS = """\
=== harmless
The class has other words, which nobody compares.
argued: A docstring does nothing.
--- info_service/resilience.py
@@
-    \"\"\"A circuit breaker: closed, it lets every call through; open, none, but for one probe at a time after a pause.
+    \"\"\"A breaker of circuits.
"""


def first(text: str, root: Path = ROOT) -> Mutant:
    return mutant(next(read(text)), root)


@pytest.fixture(scope="module")
def sound(tmp_path_factory: pytest.TempPathFactory) -> Copy:
    return Copy.of(ROOT, tmp_path_factory.mktemp("mutants") / "sound")


@pytest.fixture(scope="module")
def outcome(sound: Copy) -> Callable[[str], Result]:
    net, copy = Net(sound), sound.clone(sound.root.with_name("copy"))
    return lambda text: examine(first(text), copy, net, checks=(CHECK,))


@pytest.fixture(scope="module")
def mutants() -> list[Mutant]:
    return collect(ROOT)


def test_fault_is_killed_and_named(outcome: Callable[[str], Result]) -> None:
    found = outcome(FAULT)
    assert (found.killed_by, found.where) == ("unit", "info_service/resilience.py:30")
    assert str(found.test).startswith("tests/unit/test_resilience.py::test_")
    assert "so drop the argument" in str(replace(found, argued="Nobody sees it."))


def test_harmless_change_survives(outcome: Callable[[str], Result]) -> None:
    found = outcome(HARMLESS)
    assert (found.killed_by, found.has_survived) == (None, False)
    assert replace(found, argued="").has_survived


def test_copy_is_restored_to_the_byte(sound: Copy) -> None:
    path = sound.root / "contracts/codegen/runtime/server.py"
    generated = sound.root / "generated/runtime/server.py"
    before = [(each.read_bytes(), each.stat().st_mtime_ns) for each in (path, generated)]
    fault = Fault(
        "longest", hunks={"contracts/codegen/runtime/server.py": [(["LONGEST_BODY = 65_536"], ["LONGEST_BODY = 1"])]}
    )
    with sound.planted(mutant(fault, sound.root)) as refusal:
        assert (refusal, "LONGEST_BODY = 1\n" in generated.read_text()) == ("", True)
    assert [(each.read_bytes(), each.stat().st_mtime_ns) for each in (path, generated)] == before


def test_red_check_kills_nothing(sound: Copy) -> None:
    with sound.planted(first(FAULT)), pytest.raises(RedError, match="red without any fault"):
        Net(sound).usual(CHECK)


@pytest.mark.parametrize("old", ["what stands nowhere", "    @property"])
def test_stale_fault_is_told(old: str) -> None:
    fault = Fault("old", hunks={"chassis/access.py": [([old], ["pass"])]})
    with pytest.raises(StaleError, match=r"old: its old lines stand . times in chassis/access\.py"):
        mutant(fault, ROOT)


def test_catalogue_fits_the_code(mutants: list[Mutant]) -> None:
    names = Counter(each.name for each in mutants)
    assert not [name for name, times in names.items() if times > 1], "give each mutant a name of its own"
    assert not [each.name for each in mutants if not each.sentence], "say in a sentence what is wrong"
    sources = Counter(each.source for each in mutants)
    assert {source for source, count in sources.items() if count > 150} == {"catalogue", "contract", "code"}


def test_every_mutant_changes_its_files(mutants: list[Mutant]) -> None:
    same = [each.name for each in mutants for path, text in each.texts.items() if text == (ROOT / path).read_text()]
    contracts = {path: load(ROOT / path).value for path in SPECS}
    made = [each for each in mutants if each.source == "contract"]
    same += [each.name for each in made for path, text in each.texts.items() if json.loads(text) == contracts[path]]
    assert not same, "these change nothing"


def test_likely_checks_are_there(mutants: list[Mutant]) -> None:
    checks = {part.partition("::") for each in mutants for check in whole(each) for part in check.split()}
    missing = {path for path, _, _ in checks if not (ROOT / "tests" / path).exists()}
    assert missing == {"lint", "type", "drift", "postgres"}
    for path, _, test in checks:
        assert not test or f"def {test}(" in (ROOT / "tests" / path).read_text(), "what is not there is always red"


def test_unknown_name_is_told(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["--only", "no such mutant"]) == 2
    assert "--list" in capsys.readouterr().err
