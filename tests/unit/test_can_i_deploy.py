"""Whether a service may be deployed beside another is told from git, both ways, with the reason."""

import json
import os
import subprocess
from pathlib import Path

import pytest

from contracts.can_i_deploy import main

AUTH = """
info: {title: auth_service}
paths:
  /login/:
    post:
      security: [{bearer: [login]}]
      responses:
        '200':
          headers:
            Age: {required: true, schema: {type: integer}}
            Vary: {required: true, schema: {type: string}}
          content: {application/json: {schema: {$ref: '#/components/schemas/Principal'}}}
        '401': {description: Not you.}
  /tokens/:
    get:
      responses: {'200': {content: {application/json: {schema: {$ref: '#/components/schemas/Token'}}}}}
components:
  securitySchemes: {bearer: {type: http, scheme: bearer}}
  schemas:
    Principal:
      type: object
      required: [subject, rights]
      properties:
        subject: {type: string, minLength: 1, maxLength: 9}
        parent: {$ref: '#/components/schemas/Principal'}
        closed: {additionalProperties: false, properties: {}}
        note: {type: string}
        kind: {enum: [person, machine]}
        rights: {type: array, items: {$ref: '#/components/schemas/Right'}}
    Right: {anyOf: [{type: number}, {type: 'null'}]}
    Token: {type: object, required: [name], properties: {name: {type: string}}}
"""
INFO = "info: {title: info_service}\npaths: {}\n"
CLIENT = "from generated.auth.client import AuthClient\n"
ASKED = {"method": "POST", "path": "/login/", "headers": {"Authorization": ["Bearer some-token"]}}
GOOD = {
    "status": 200,
    "headers": {"Age": ["1"]},
    "body": {"content": {"subject": "ci", "rights": [1]}, "contentType": "application/json", "encoded": False},
}
GOOD_TOKEN = {
    "type": "Synchronous/HTTP",
    "description": "a good token",
    "providerStates": [{"name": "the token is good"}],
    "request": ASKED,
    "response": GOOD,
}
BAD_TOKEN = {"type": "Synchronous/HTTP", "description": "a bad token", "request": ASKED, "response": {"status": 401}}
PACT = {
    "consumer": {"name": "info_service"},
    "provider": {"name": "auth_service"},
    "interactions": [GOOD_TOKEN, BAD_TOKEN],
    "metadata": {"pactSpecification": {"version": "4.0"}},
}
PATHS = {
    "auth": "contracts/auth.openapi.yaml",
    "info": "contracts/info.openapi.yaml",
    "pact": "contracts/pacts/pact.json",
    "hop": "info_service/hop.py",
}

COMPATIBLE = {
    "a-member-more": ("note: {", "more: {type: string}\n        note: {"),
    "a-required-member-more": ("[subject, rights]", "[subject, rights, note]"),
    "an-optional-member-less": ("        note: {type: string}\n", ""),
    "an-operation-more": ("  /tokens/:", "  /other/: {get: {responses: {'200': {description: Yes.}}}}\n  /tokens/:"),
    "a-member-of-another-operation-less": ("required: [name]", "required: []"),
    "another-operation-gone": ("  /tokens/:", "  /gone/:"),
    "a-status-of-another-operation": (
        "responses: {'200': {content",
        "responses: {'429': {description: Busy.}, '200': {content",
    ),
    "shorter": ("maxLength: 9", "maxLength: 8"),
    "longer-at-least": ("minLength: 1", "minLength: 2"),
    "whole-items": ("[{type: number}", "[{type: integer}"),
    "fewer-kinds": ("[person, machine]", "[person]"),
    "one-kind": ("enum: [person, machine]", "const: machine"),
    "other-words": ("Not you.", "Not at all."),
    "no-scopes": ("bearer: [login]", "bearer: []"),
    "open": ("[{bearer: [login]}]", "[]"),
}
BREAKING = {
    "relied-on-and-optional": ("[subject, rights]", "[rights]", "members-required: subject need not be there"),
    "relied-on-and-gone": ("Age: {required: true", "Old: {required: true", "headers-promised: Age need not be there"),
    "a-status-more": ("'401'", "'429': {description: Busy.}\n        '401'", "POST /login/: it may answer 429"),
    "a-status-less": ("'401'", "'403'", "status-documented: POST /login/ answers 200, 403"),
    "a-media-type-more": ("content: {app", "content: {text/csv: {}, app", "its 200 may be text/csv"),
    "no-promise-that-the-client-demands": ("Vary: {required: true", "Vary: {x: 1", "without the header Vary"),
    "another-type-of-a-header": (
        "Vary: {required: true, schema: {type: string",
        "Vary: {required: true, schema: {x: 1",
        "another type for header Vary",
    ),
    "another-type": ("subject: {type: string", "subject: {type: [string, integer]", "another type for body.subject"),
    "longer": ("maxLength: 9", "maxLength: 99", "another maxLength for body.subject"),
    "unbounded": (", maxLength: 9", "", "another maxLength for body.subject"),
    "shorter-at-least": ("minLength: 1", "minLength: 0", "another minLength for body.subject"),
    "no-body": (
        "content: {application/json: {schema: {$ref: '#/components/schemas/Principal'}}}",
        "x-no: {}",
        "without a",
    ),
    "open-that-was-closed": (
        "false, properties: {}",
        "true, properties: {}",
        "another additionalProperties for body.closed",
    ),
    "more-in-closed": ("false, properties: {}", "false, properties: {a: {}}", "may have body.closed.a"),
    "a-kind-more": ("machine]", "machine, robot]", "may have 'robot' as body.kind"),
    "another-kind": ("enum: [person, machine]", "const: robot", "may have 'robot' as body.kind"),
    "any-kind": ("enum: [person, machine]", "type: string", "another enum for body.kind"),
    "other-items": ("[{type: number}, {type: 'null'}]", "[{type: string}, {type: 'null'}]", "type for body.rights[]"),
    "more-kinds-of-items": ("{type: 'null'}]", "{type: 'null'}, {type: string}]", "another anyOf for body.rights[]"),
    "another-path": ("/login/:", "/logon/:", "operation-exists: "),
    "a-header-that-is-demanded": (
        "      security:",
        "      parameters: [{name: New, in: header, required: true}]\n      security:",
        "headers-accepted: the header parameter new is missing",
    ),
    "another-scope": ("[login]", "[login, more]", "it demands scopes that info_service@before knows nothing of"),
}

WRONG: tuple[list[str], ...] = (
    [],
    ["info_service"],
    ["info_service", "--with", "auth_service@"],
    ["info_service", "--with", "info_service@before"],
)


def edited(old: str, new: str) -> str:
    assert old in AUTH
    return AUTH.replace(old, new, 1)


def sources(**changes: str | None) -> dict[str, str]:
    """Return what is in each file of a revision; None takes one away."""
    files = {"auth": AUTH, "info": INFO, "pact": json.dumps(PACT, indent=1), "hop": CLIENT} | changes
    return {PATHS[name]: text for name, text in files.items() if text is not None}


REVISIONS = {
    "before": sources(),
    **{name: sources(auth=edited(*edit)) for name, edit in COMPATIBLE.items()},
    **{name: sources(auth=edited(old, new)) for name, (old, new, _) in BREAKING.items()},
    "weaker": sources(
        auth=edited("[subject, rights]", "[rights]"), pact=json.dumps(PACT).replace('"subject": "ci", ', "")
    ),
    "no-pact": sources(pact=None),
    "no-pact-either": sources(pact=None, hop="import generated.auth.client\n"),
    "no-pact-at-all": sources(pact=None, hop="from generated import auth\n"),
    "nobody-asks": sources(pact=None, hop="import generated.info\n"),
    "no-interactions": sources(pact=json.dumps(PACT | {"interactions": []})),
    "unreadable": sources(auth="["),
}


def git(folder: Path, *arguments: str, stream: str = "") -> None:
    settings = {"GIT_CONFIG_GLOBAL": os.devnull, "GIT_CONFIG_SYSTEM": os.devnull}
    subprocess.run(["git", *arguments], cwd=folder, env=os.environ | settings, input=stream.encode(), check=True)


@pytest.fixture(scope="module")
def repository(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return a repository with a tag for each revision, and a work tree like `before`."""
    folder = tmp_path_factory.mktemp("repository")
    stream = ""
    for tag, files in REVISIONS.items():
        stream += f"commit refs/tags/{tag}\ncommitter t <t@example.com> 0 +0000\ndata 0\n"
        stream += "".join(f"M 100644 inline {path}\ndata {len(text)}\n{text}\n" for path, text in files.items())
    git(folder, "init", "--quiet")
    git(folder, "fast-import", "--quiet", stream=stream)
    for path, text in REVISIONS["before"].items():
        (folder / path).parent.mkdir(parents=True, exist_ok=True)
        (folder / path).write_text(text)
    return folder


@pytest.mark.parametrize("name", COMPATIBLE)
def test_compatible_change_may_be_deployed(name: str, repository: Path, capsys: pytest.CaptureFixture[str]) -> None:
    status = main([f"auth_service@{name}", "--with", "info_service@before"], repository)
    told = capsys.readouterr().out
    assert status == 0, told
    assert told.endswith(f"auth_service@{name} may be deployed with info_service@before: all 3 are given.\n")


@pytest.mark.parametrize("name", BREAKING)
def test_breaking_change_may_not_be_deployed(name: str, repository: Path, capsys: pytest.CaptureFixture[str]) -> None:
    status = main([f"auth_service@{name}", "--with", "info_service@before"], repository)
    against = [line for line in capsys.readouterr().out.splitlines() if line.startswith("  NO ")]
    assert (status, BREAKING[name][2] in "".join(against)) == (1, True), against


def test_each_interaction_names_what_holds_it(repository: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["info_service@before", "--with", "auth_service@before"], repository) == 0
    assert capsys.readouterr().out == (
        "info_service@before asks auth_service@before:\n"
        "  yes a good token: POST /login/ answers 200 with Age, subject, rights; before:contracts/auth.openapi.yaml:8\n"
        "  yes a bad token: POST /login/ answers 401 with nothing else; before:contracts/auth.openapi.yaml:13\n"
        "  yes the client of info_service@before knows all answers of POST /login/; "
        "before:contracts/auth.openapi.yaml:5\n"
        "auth_service@before does not ask info_service@before.\n"
        "info_service@before may be deployed with auth_service@before: all 3 are given.\n"
    )


@pytest.mark.parametrize(
    ("consumer", "provider", "status"),
    [("weaker", "weaker", 0), ("weaker", "before", 0), ("before", "weaker", 1)],
)
def test_each_revision_has_its_own_pact(consumer: str, provider: str, status: int, repository: Path) -> None:
    assert main([f"info_service@{consumer}", "--with", f"auth_service@{provider}"], repository) == status
    assert main([f"auth_service@{provider}", "--with", f"info_service@{consumer}"], repository) == status


def test_work_tree_needs_no_revision(repository: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["info_service", "--with", "auth_service@before"], repository) == 0
    assert main(["auth_service@a-status-more", "--with", "info_service"], repository) == 1
    told = capsys.readouterr().out
    assert "info_service may be deployed with auth_service@before: all 3 are given." in told
    assert "  NO  a-status-more:contracts/auth.openapi.yaml:13: POST /login/: it may answer 429; info_service" in told


def test_every_service_beside_it_counts(repository: Path, capsys: pytest.CaptureFixture[str]) -> None:
    others = ["--with", "auth_service@before", "--with", "auth_service@another-path"]
    assert main(["info_service@before", *others], repository) == 1
    told = capsys.readouterr().out
    assert "info_service@before may be deployed with auth_service@before: all 3 are given." in told
    assert "info_service@before may not be deployed with auth_service@another-path: 2 of 2 are not given" in told


def test_no_pact_where_nobody_asks(repository: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["info_service@nobody-asks", "--with", "auth_service@before"], repository) == 0
    assert capsys.readouterr().out.endswith("auth_service@before: neither asks the other.\n")


@pytest.mark.parametrize("revision", ["no-pact", "no-pact-either", "no-pact-at-all"])
def test_client_without_pact_is_a_no(revision: str, repository: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main([f"info_service@{revision}", "--with", "auth_service@before"], repository) == 1
    assert "info_service/hop.py asks auth_service, and no pact says what" in capsys.readouterr().out


def test_pact_without_interactions_is_a_no(repository: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["info_service@no-interactions", "--with", "auth_service@before"], repository) == 1
    assert "interactions-present: there is no interaction" in capsys.readouterr().out


@pytest.mark.parametrize(
    ("service", "complaint"),
    [
        ("auth_service@nowhere", "there is no such revision"),
        ("auth@before", "no contract of 'auth', only auth_service, info_service"),
        ("auth_service@unreadable", "contracts/auth.openapi.yaml:2: not YAML"),
    ],
)
def test_what_is_unknown_is_status_2(
    service: str, complaint: str, repository: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["info_service@before", "--with", service], repository) == 2
    out, err = capsys.readouterr()
    assert (out, complaint in err) == ("", True), err


@pytest.mark.parametrize("arguments", WRONG, ids=str)
def test_wrong_usage_is_status_2(arguments: list[str], tmp_path: Path) -> None:
    with pytest.raises(SystemExit, match="2"):
        main(arguments, tmp_path)
