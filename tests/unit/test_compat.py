"""The version of a contract is high enough for what changed since the newest release, or the report is red."""

import json
import os
import shutil
import subprocess
from dataclasses import dataclass
from pathlib import Path

import pytest

from contracts.compat import main

NAME, PROJECT = "contracts/things.openapi.yaml", "pyproject.toml"
CONTRACT = """\
openapi: 3.1.0
info:
  title: things
  version: 1.2.0
paths:
  /things/{name}:
    get:
      summary: Tell of a thing.
      security: [{bearer: ['things:read']}]
      parameters:
        - {name: name, in: path, required: true, schema: {type: string, maxLength: 9}}
      responses:
        '200': {description: It., content: {application/json: {schema: {$ref: '#/components/schemas/Thing'}}}}
        '404': {description: Nothing., content: {application/json: {schema: {$ref: '#/components/schemas/Thing'}}}}
components:
  securitySchemes: {bearer: {type: http, scheme: bearer}}
  schemas:
    Thing: {type: object, required: [id], properties: {id: {type: integer}}}
"""
COMPATIBLE, BREAKING = ("maxLength: 9", "maxLength: 10"), ("required: [id], ", "")
SECURITY, WORDING = ("things:read", "things:write"), ("Tell of a thing.", "Tell of this thing.")


def interaction(description: str, path: str, status: int) -> dict[str, object]:
    return {
        "description": description,
        "request": {"method": "GET", "path": path},
        "response": {"status": status},
    }


PACT = {
    "consumer": {"name": "shop"},
    "provider": {"name": "things"},
    "interactions": [
        interaction("a known thing", "/things/brick", 200),
        interaction("an unknown thing", "/things/nix", 404),
        interaction("another operation", "/things/brick/parts", 200),
    ],
}
FILES = {
    NAME: CONTRACT,
    PROJECT: '[project]\nversion = "1.2.0"\n',
    "contracts/pacts/shop-things.json": json.dumps(PACT),
}


def git(folder: Path, *arguments: str) -> None:
    author = ("-c", "user.name=somebody", "-c", "user.email=somebody@example.org")
    settings = {"GIT_CONFIG_GLOBAL": os.devnull, "GIT_CONFIG_NOSYSTEM": "1"}
    subprocess.run(["git", *author, *arguments], cwd=folder, env=os.environ | settings, capture_output=True, check=True)


@pytest.fixture(scope="session")
def release(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return a repository with the tag v1.2.0; earlier releases, and a tag that is none, have no contract."""
    folder = tmp_path_factory.mktemp("release")
    git(folder, "init", "--quiet", "--template=")
    git(folder, "commit", "--quiet", "--allow-empty", "--message", "Nothing yet")
    for tag in ("v1.1.10", "vNext"):
        git(folder, "tag", tag)
    for name, text in FILES.items():
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).write_text(text)
    git(folder, "add", ".")
    git(folder, "commit", "--quiet", "--message", "The release")
    git(folder, "tag", "v1.2.0")
    return folder


@dataclass(frozen=True)
class Repository:
    """A repository that is worked on, and what is said of it."""

    root: Path
    capsys: pytest.CaptureFixture[str]

    def write(self, *edits: tuple[str, str], version: str = "1.2.0", name: str = NAME) -> None:
        text = CONTRACT
        for old, new in (("version: 1.2.0", f"version: {version}"), *edits):
            assert text.count(old) == 1
            text = text.replace(old, new)
        (self.root / name).write_text(text)

    def compat(self, *arguments: str) -> tuple[int, list[str]]:
        """Return the exit status, and the lines that are printed, without the folder."""
        status = main(arguments, self.root)
        told = self.capsys.readouterr()
        assert (status == 2) == bool(told.err), "what cannot be done stands on standard error, and nothing else does"
        return status, (told.out + told.err).replace(f"{self.root}/", "").splitlines()


@pytest.fixture
def repository(release: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> Repository:
    return Repository(shutil.copytree(release, tmp_path / "repository"), capsys)


@pytest.mark.parametrize(
    ("edit", "low", "told", "enough"),
    [
        (COMPATIBLE, "1.2.1", "a compatible change demands a new minor", "1.3.0"),
        (BREAKING, "1.9.0", "a breaking change demands a new major", "2.0.0"),
        (SECURITY, "1.3.0", "a breaking change demands a new major", "2.0.0"),
        (WORDING, "1.2.0", "a wording change demands a new patch", "1.2.1"),
    ],
)
def test_change_demands_its_version(
    edit: tuple[str, str], low: str, told: str, enough: str, repository: Repository
) -> None:
    repository.write(edit, version=low)
    status, lines = repository.compat()
    remedy = f"write {enough}, or take the change back"
    assert (status, lines[-1]) == (1, f"{NAME}:4: the version is {low} after 1.2.0, but {told} version: {remedy}")
    repository.write(edit, version=enough)
    status, lines = repository.compat()
    assert (status, lines[-1]) == (0, f"{NAME}: 1.2.0 -> {enough}; {told} version, {enough} or higher")


def test_breaking_change_names_who_relies_on_it(repository: Repository) -> None:
    repository.write(BREAKING)
    _, lines = repository.compat()
    assert lines[:-1] == [
        f"{NAME}:18: breaking: response: body.id is optional now",
        "    in GET /things/{name} 200 404",
        "    relied on by shop: a known thing; an unknown thing",
    ]


def test_change_of_one_status_concerns_no_other(repository: Repository) -> None:
    repository.write(("It., content", "It., headers: {A: {schema: {minimum: 1}}}, content"), version="2.0.0")
    git(repository.root, "commit", "--quiet", "--all", "--message", "A header")
    repository.write(version="2.0.0")
    _, lines = repository.compat("--since", "HEAD")
    assert lines[:2] == [f"HEAD:{NAME}:13: breaking: response: the header a is gone", "    in GET /things/{name} 200"]
    assert lines[2] == "    relied on by shop: a known thing"


def test_new_status_concerns_whoever_asks(repository: Repository) -> None:
    repository.write(("'404': {", "'409': {description: Not now.}\n        '404': {"))
    _, lines = repository.compat()
    assert lines[0] == f"{NAME}:14: breaking: response: the status 409 is new"
    assert lines[2] == "    relied on by shop: a known thing; an unknown thing"


def test_nothing_changed_is_green(repository: Repository) -> None:
    assert repository.compat() == (0, [f"{NAME}: 1.2.0 -> 1.2.0; nothing changed"])


def test_lower_version_is_red(repository: Repository) -> None:
    repository.write(version="1.1.11")
    told = f"{NAME}:4: the version is 1.1.11 after 1.2.0, but nothing changed: write 1.2.0"
    assert repository.compat() == (1, [told])


def test_each_contract_has_its_own_version(repository: Repository) -> None:
    new = "contracts/other.openapi.yaml"
    repository.write(BREAKING)
    repository.write(version="9.0.0", name=new)
    status, lines = repository.compat()
    assert lines[0] == f"{new}:1: compatible: the contract is new"
    assert (status, lines[-1].partition(":")[0]) == (1, NAME)


def test_contract_that_is_gone_demands_major_project(repository: Repository) -> None:
    (repository.root / NAME).unlink()
    status, lines = repository.compat()
    assert lines[0] == f"v1.2.0:{NAME}:1: breaking: the contract is gone"
    assert lines[1] == "    relied on by shop: a known thing; an unknown thing; another operation"
    assert (status, lines[2].partition(" but ")[0]) == (1, f"{PROJECT}:2: the version is 1.2.0 after 1.2.0,")
    (repository.root / PROJECT).write_text('[project]\nversion = "2.0.0"\n')
    assert repository.compat()[0] == 0


def test_nothing_released_is_told(repository: Repository) -> None:
    git(repository.root, "tag", "--delete", "v1.2.0", "v1.1.10")
    status, (line,) = repository.compat()
    assert status == 0
    assert line.startswith("nothing to compare with: no release is tagged. Release the contracts by a tag")
    assert "`git tag v1.2.0`" in line


def test_folder_without_git_is_told(repository: Repository) -> None:
    shutil.rmtree(repository.root / ".git")
    status, (line, *_) = repository.compat()
    assert (status, line.startswith("nothing to compare with: git tag --list v*: fatal: not a git repository")) == (
        0,
        True,
    )


def test_unknown_revision_is_status_2(repository: Repository) -> None:
    status, (line,) = repository.compat("--since", "never")
    assert (status, line.rpartition(": ")[2]) == (2, "there is no such revision; correct it, or fetch it")


def test_contract_that_is_no_yaml_is_status_2(repository: Repository) -> None:
    (repository.root / NAME).write_text("[")
    status, (line,) = repository.compat()
    assert (status, line.partition(":")[0]) == (2, NAME)


def test_wrong_usage_is_status_2(repository: Repository) -> None:
    with pytest.raises(SystemExit) as caught:
        main(["v1.2.0"], repository.root)
    assert caught.value.code == 2
