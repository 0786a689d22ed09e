"""Every difference between two trees is told in a line; nothing to compare is no success."""

import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
TREE = {"a.py": b"one\ntwo\n", "deep/b.json": b"{}\n"}
REMEDY = "run `tox run -e generate`"


def tree(folder: Path, **changes: bytes | None) -> Path:
    for name, content in (TREE | changes).items():
        if content is not None:
            (folder / name).parent.mkdir(parents=True, exist_ok=True)
            (folder / name).write_bytes(content)
    return folder


def drift(*folders: Path) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "-m", "contracts.drift", *map(str, folders)]
    return subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False, timeout=60)


@pytest.mark.parametrize(
    ("changes", "line"),
    [
        ({"a.py": b"one\nTWO\n"}, f"a.py:2: edited, 'TWO\\n' should be 'two\\n'; {REMEDY}"),
        ({"a.py": b"one\r\ntwo\n"}, f"a.py:1: edited, 'one\\r\\n' should be 'one\\n'; {REMEDY}"),
        ({"a.py": b"one\ntwo"}, f"a.py:2: edited, 'two' should be 'two\\n'; {REMEDY}"),
        ({"a.py": b"one\n"}, f"a.py:2: edited, the end of the file should be 'two\\n'; {REMEDY}"),
        ({"a.py": b"one\ntwo\n\xff"}, f"a.py:3: edited, '\\\\xff' should be the end of the file; {REMEDY}"),
        ({"a.py": b""}, f"a.py:1: edited, the end of the file should be 'one\\n'; {REMEDY}"),
        ({"deep/b.json": None}, f"deep/b.json: missing; {REMEDY}"),
        ({"deep/old.py": b""}, "deep/old.py: extra, nothing makes it; delete it"),
    ],
)
def test_each_difference_is_one_line(changes: dict[str, bytes | None], line: str, tmp_path: Path) -> None:
    expected, actual = tree(tmp_path / "expected"), tree(tmp_path / "actual", **changes)
    done = drift(expected, actual)
    assert (done.stdout, done.stderr, done.returncode) == (f"{actual}/{line}\n", "", 1)


def test_all_differences_are_told(tmp_path: Path) -> None:
    expected = tree(tmp_path / "expected")
    first, second = tree(tmp_path / "first", **{"a.py": None, "c.py": b""}), tree(tmp_path / "second", **{"a.py": b""})
    lines = drift(expected, first, expected, second).stdout.splitlines()
    assert [line.partition(":")[0] for line in lines] == [f"{first}/a.py", f"{first}/c.py", f"{second}/a.py"]


def test_equal_trees_are_counted(tmp_path: Path) -> None:
    expected = tree(tmp_path / "expected")
    actual = tree(tmp_path / "actual", **{"deep/__pycache__/b.pyc": b"of this machine"})
    done = drift(expected, actual, actual, expected)
    assert (done.stdout, done.stderr, done.returncode) == ("files compared: 4; no difference\n", "", 0)


@pytest.mark.parametrize("pair", [("full", "missing"), ("missing", "full"), ("full", "empty"), ("empty", "full")])
def test_nothing_to_compare_is_status_2(pair: tuple[str, str], tmp_path: Path) -> None:
    tree(tmp_path / "full")
    (tmp_path / "empty" / "__pycache__").mkdir(parents=True)
    done = drift(*(tmp_path / name for name in pair))
    (name,) = {"missing", "empty"} & set(pair)
    assert (done.stdout, done.returncode) == ("", 2)
    assert done.stderr == f"{tmp_path / name}: missing or empty, so there is nothing to compare; {REMEDY}\n"


@pytest.mark.parametrize("folders", [[], ["one"], ["one", "other", "one"], ["one", "./one"]], ids=str)
def test_wrong_usage_is_status_2(folders: list[str], tmp_path: Path) -> None:
    done = drift(*(tree(tmp_path / name) for name in folders))
    assert (done.stdout, done.returncode) == ("", 2)
    assert done.stderr.startswith("usage: python -m contracts.drift [-h] EXPECTED ACTUAL [EXPECTED ACTUAL ...]\n")
