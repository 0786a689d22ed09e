"""What the generator writes: it type-checks, it is tidy, and it is the same everywhere."""

import json
import os
import subprocess
import sys
import time
from pathlib import Path

import pytest

from contracts.codegen.writer import generate
from tests.unit.codegen.conftest import OURS, SPECS

ROOT = Path(__file__).parents[3]


def run(*command: str, cwd: Path = ROOT, **environment: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-m", *command],
        cwd=cwd,
        env=os.environ | environment,
        capture_output=True,
        text=True,
        check=False,
    )


def files(tree: Path) -> dict[str, bytes]:
    found = {
        str(path.relative_to(tree)): path.read_bytes()
        for path in tree.rglob("*.*")
        if path.is_file() and "__pycache__" not in path.parts
    }
    assert len(found) > 10
    return found


def test_generated_code_passes_strict_mypy(tree: Path) -> None:
    result = run("mypy", "--strict", "--cache-dir", str(tree.parent / "cache"), "made", cwd=tree.parent)
    assert result.returncode == 0, result.stdout
    assert "made" in str(tree)


def test_generated_code_passes_ruff(tree: Path) -> None:
    line = ("--isolated", "--config=src = []", "--line-length=120", "--target-version=py311", str(tree))
    check = run("ruff", "check", "--extend-select=E501", *line)
    assert check.returncode == 0, check.stdout
    layout = run("ruff", "format", "--check", "--config=format.skip-magic-trailing-comma=true", *line)
    assert layout.returncode == 0, layout.stdout


@pytest.mark.parametrize("module", ["models", "responses", "parameters", "client", "server"])
def test_generated_modules_import_without_warnings(tree: Path, module: str) -> None:
    packages = [path.parent.name for path in tree.glob("*/contract.json")]
    assert len(packages) == len(SPECS) + len(OURS) + 1
    imports = ";".join(f"import made.{package}.{module}" for package in packages)
    result = subprocess.run([sys.executable, "-W", "error", "-c", imports], cwd=tree.parent, check=False, text=True)
    assert result.returncode == 0


def test_same_bytes_under_other_conditions(tmp_path: Path) -> None:
    relative = [os.path.relpath(spec, tmp_path) for spec in SPECS]
    for seed, zone, out in (("1", "UTC", "one"), ("2", "Asia/Kolkata", "two")):
        path = {"PYTHONPATH": str(ROOT), "PYTHONHASHSEED": seed, "TZ": zone, "PATH": f"/nowhere/{out}"}
        result = run("contracts.codegen", *relative, "--out", out, cwd=tmp_path, **path)
        assert result.returncode == 0, result.stderr
    subprocess.run(["git", "init", "--quiet", tmp_path], check=True)
    (tmp_path / ".gitignore").write_text("*\n")
    generate(SPECS, tmp_path / ".tox" / "build" / "three")  # tools like to pass over such folders
    assert files(tmp_path / "one") == files(tmp_path / "two") == files(tmp_path / ".tox" / "build" / "three")


def test_order_of_contracts_does_not_matter(tmp_path: Path) -> None:
    generate(SPECS, tmp_path / "one")
    generate(SPECS[::-1], tmp_path / "two")
    assert files(tmp_path / "one") == files(tmp_path / "two")


def test_generating_again_replaces_what_was_there(tmp_path: Path) -> None:
    generate(SPECS, tmp_path)
    before = files(tmp_path)
    (tmp_path / "library" / "left_over.py").touch()
    (tmp_path / "library" / "client.py").write_text("edited")
    generate(SPECS, tmp_path)
    assert files(tmp_path) == before


def test_one_operation_makes_about_hundred_lines(tmp_path: Path) -> None:
    generate([ROOT / "tests/unit/codegen/specs/small.openapi.yaml"], tmp_path)
    lines = [
        line for name in ("client", "server") for line in (tmp_path / "small" / f"{name}.py").read_text().splitlines()
    ]
    assert 40 < len(lines) < 110


def test_time_grows_linearly_with_operations(tmp_path: Path) -> None:
    seconds = {}
    for count in (100, 400):
        spec = tmp_path / f"big{count}.openapi.json"
        spec.write_text(json.dumps(big(count)))
        started = time.process_time()  # which other work on this machine does not touch
        generate([spec], tmp_path / "out")
        seconds[count] = time.process_time() - started
    assert seconds[400] < 4 * 1.5 * seconds[100], seconds


def big(count: int) -> dict[str, object]:
    body = {"content": {"application/json": {"schema": {"$ref": "#/components/schemas/Thing0"}}}}
    limit = {"name": "limit", "in": "query", "schema": {"type": "integer", "minimum": 1}}
    operation = {"parameters": [limit], "responses": {"200": {"description": "It.", **body}}}
    thing = {"type": "object", "required": ["a"], "properties": {"a": {"type": "string"}}}
    return {
        "openapi": "3.1.0",
        "info": {"title": "big", "version": "1.0.0"},
        "paths": {f"/things{number}": {"get": operation} for number in range(count)},
        "components": {"schemas": {f"Thing{number}": thing for number in range(count)}},
    }
