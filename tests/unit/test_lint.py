"""Each rule finds the one fault that breaks it, at its line; the real contracts have none."""

import re
import subprocess
import sys
from copy import deepcopy
from dataclasses import dataclass
from pathlib import Path

import pytest
import yaml

from contracts.document import Json, load
from contracts.lint import SENTENCES, Finding, lint

ROOT = Path(__file__).parents[2]
CONTRACTS = sorted(ROOT.glob("contracts/*.openapi.yaml"))

GOOD = """
openapi: 3.1.0
info: {title: things, version: 1.0.0}
paths:
  /things:
    get:
      operationId: listThings
      summary: List all things.
      responses:
        '200': {$ref: '#/components/responses/Things'}
        '503': {$ref: '#/components/responses/Unavailable'}
    post:
      operationId: addThing
      summary: Add a thing.
      security: [{bearer: ['things:write']}, {token: ['things:write']}]
      parameters:
        - {name: Trace, in: header, schema: {type: string}, example: abc}
      requestBody:
        content:
          application/json:
            schema: {$ref: '#/components/schemas/NewThing'}
            example: {name: brick}
      responses:
        '201':
          description: The thing.
          headers:
            Location: {required: true, schema: {type: string}, example: /things/7}
          content:
            application/json:
              schema: {$ref: '#/components/schemas/Thing'}
              examples: {brick: {value: {name: brick}}}
        '400': {$ref: '#/components/responses/Refused'}
        '401': {$ref: '#/components/responses/Denied'}
        '403': {$ref: '#/components/responses/Denied'}
        '413': {$ref: '#/components/responses/Refused'}
        '415': {$ref: '#/components/responses/Refused'}
components:
  securitySchemes:
    bearer: {type: http, scheme: bearer}
    token: {type: apiKey, in: header, name: Authorization}
  responses:
    Things:
      description: All things.
      content:
        application/json:
          schema: {$ref: '#/components/schemas/Things'}
          example: [{name: brick}]
    Refused:
      description: Not like this.
      content:
        application/problem+json:
          schema: {$ref: '#/components/schemas/Problem'}
          example: {title: Bad Request}
    Denied:
      description: Not you.
      headers:
        WWW-Authenticate: {required: true, schema: {type: string}, example: Bearer}
      content:
        application/problem+json:
          schema: {$ref: '#/components/schemas/Problem'}
          example: {title: Unauthorized}
    Unavailable:
      description: Not now.
      headers:
        Retry-After: {required: true, schema: {type: integer}, example: 1}
      content:
        application/problem+json:
          schema: {$ref: '#/components/schemas/Problem'}
          example: {title: Service Unavailable}
  schemas:
    NewThing: {type: object, additionalProperties: false, properties: {name: {type: string}}}
    Thing: {type: object, properties: {name: {type: string}, parts: {$ref: '#/components/schemas/Things'}}}
    Things: {type: array, items: {$ref: '#/components/schemas/Thing'}}
    Problem: {type: object, properties: {title: {type: string}}}
"""

GET, POST = "paths /things get", "paths /things post"
CREATED = f"{POST} responses 201"
CREATED_BODY = f"{CREATED} content application/json"
SENT_BODY = f"{POST} requestBody content application/json"
REFUSED = "components responses Refused"
THING = "components schemas Thing"
GONE = "(gone)"


def ref(kind: str, name: str) -> Json:
    return {"$ref": f"#/components/{kind}/{name}"}


TO_REFUSED = ref("responses", "Refused")
PARAMETER: dict[str, Json] = {"name": "id", "in": "query", "schema": {"type": "string"}}
FORBIDDEN: Json = [PARAMETER | {"name": "AUTHORIZATION"}]
MISLED: Json = [PARAMETER | {"example": 7}]
OPERATION: Json = {"operationId": "other", "summary": "Do it.", "responses": {"204": {"description": "Done."}}}
BASIC: Json = {"type": "http", "scheme": "basic"}
THREE_WAYS: Json = [{"bearer": ["things:write"]}, {"token": ["things:write"]}, {"basic": ["things:write"]}]
TWO_SCOPES: Json = [{"bearer": ["things:write"]}, {"token": []}]


@dataclass(frozen=True)
class Fault:
    """Edits to the good contract that break one rule once.

    edits: for each place (its keys, with blanks between) what stands there now
    line: how the line of the finding begins
    names: what its message names
    """

    rule: str
    edits: dict[str, Json]
    line: str
    names: str


FAULTS = (
    Fault("openapi-version", {"openapi": "3.0.3"}, "openapi: 3.0.3", "'3.0.3'"),
    Fault("openapi-version", {"openapi": GONE}, "info:", "None"),
    Fault("self-contained", {f"{GET} responses 200 $ref": "other.yaml#/All"}, "$ref: other.yaml", "other.yaml#/All"),
    Fault("self-contained", {f"{GET} responses 200 $ref": 7}, "$ref: 7", "'7'"),
    Fault("references-fit", {f"{THING} properties lost": ref("schemas", "Lost")}, "$ref:", "schemas/Lost"),
    Fault("references-fit", {"components schemas Round": ref("schemas", "Round")}, "$ref:", "schemas/Round"),
    Fault("references-fit", {f"{GET} responses 503": ref("schemas", "Problem")}, "$ref:", "components/responses"),
    Fault("references-fit", {f"{POST} requestBody": ref("schemas", "NewThing")}, "$ref:", "components/requestBodies"),
    Fault("structure-valid", {"info": GONE}, "openapi:", '"info"'),
    Fault("structure-valid", {f"{REFUSED} description": GONE}, "Refused:", '"description"'),
    Fault("schemas-valid", {f"{THING} properties name type": "strin"}, "type: strin", "strin"),
    Fault("schemas-valid", {f"{CREATED} headers Location schema type": "strin"}, "type: strin", "strin"),
    Fault("openapi-valid", {f"{THING} properties name default": 42}, "default: 42", "42"),
    Fault("openapi-valid", {"paths /things/{id}": {"get": OPERATION}}, "/things/{id}:", "'id'"),
    Fault("version-semantic", {"info version": "1.0"}, "version: '1.0'", "'1.0'"),
    Fault("version-semantic", {"info version": "1.0.01"}, "version: 1.0.01", "'1.0.01'"),
    Fault("operations-present", {"paths": {}, "components": GONE}, "paths: {}", "no operation"),
    Fault("paths-distinct", {"paths /things/": {"get": OPERATION}}, "/things/:", "/things/ and /things "),
    Fault("operations-described", {f"{GET} operationId": GONE}, "get:", "GET /things has no operationId"),
    Fault("operations-described", {f"{GET} summary": GONE}, "get:", "GET /things has no summary"),
    Fault("operation-ids-unique", {f"{POST} operationId": "listThings"}, "operationId:", "listThings"),
    Fault("statuses-exact", {f"{GET} responses default": TO_REFUSED}, "default:", "the status default"),
    Fault("statuses-exact", {f"{GET} responses 4XX": TO_REFUSED}, "4XX:", "4XX"),
    Fault("statuses-exact", {f"{GET} responses 302": TO_REFUSED}, "'302':", "302"),
    Fault("statuses-exact", {f"{GET} responses 500": TO_REFUSED}, "'500':", "500"),
    Fault("statuses-complete", {f"{GET} parameters": [PARAMETER]}, "responses:", "GET /things has parameters"),
    Fault("statuses-complete", {"paths /things parameters": [PARAMETER]}, "responses:", "GET /things has parameters"),
    Fault("statuses-complete", {f"{POST} responses 400": GONE}, "responses:", "400"),
    Fault("statuses-complete", {f"{POST} responses 401": GONE}, "responses:", "security, so it can answer 401"),
    Fault("statuses-complete", {f"{POST} responses 403": GONE}, "responses:", "scopes, so it can answer 403"),
    Fault("statuses-complete", {f"{POST} responses 413": GONE}, "responses:", "a requestBody, so it can answer 413"),
    Fault("statuses-complete", {f"{POST} responses 415": GONE}, "responses:", "a requestBody, so it can answer 415"),
    Fault(
        "statuses-complete",
        {"security": [{"bearer": []}], f"{GET} responses 400": TO_REFUSED},
        "responses:",
        "GET /things has security, so it can answer 401",
    ),
    Fault("problems-everywhere", {f"{REFUSED} content": GONE}, "Refused:", "#/components/responses/Refused"),
    Fault("problems-everywhere", {f"{REFUSED} content text/plain": {}}, "Refused:", "#/components/responses/Refused"),
    Fault(
        "problems-everywhere",
        {f"{REFUSED} content application/problem+json schema": ref("schemas", "Thing")},
        "Refused:",
        "#/components/responses/Refused",
    ),
    Fault("headers-promised", {f"{CREATED} headers": GONE}, "'201':", "the 201 promises no Location"),
    Fault("headers-promised", {f"{POST} responses 401": TO_REFUSED}, "Refused:", "the 401 promises no WWW-Auth"),
    Fault("headers-promised", {f"{POST} responses 403": TO_REFUSED}, "Refused:", "the 403 promises no WWW-Auth"),
    Fault("headers-promised", {f"{GET} responses 429": TO_REFUSED}, "Refused:", "the 429 promises no Retry-After"),
    Fault("headers-promised", {"components responses Unavailable headers": {}}, "Unavailable:", "the 503"),
    Fault("headers-required", {f"{CREATED} headers Location required": GONE}, "Location:", "Location"),
    Fault("headers-required", {f"{CREATED} headers Location required": False}, "Location:", "Location"),
    Fault("credentials-secured", {f"{POST} parameters": FORBIDDEN}, "- name:", "AUTHORIZATION"),
    Fault("security-defined", {f"{POST} security": THREE_WAYS}, "- basic:", "no security scheme basic"),
    Fault("scopes-alike", {f"{POST} security": TWO_SCOPES}, "security:", "the scopes things:write or none"),
    Fault("schemas-named", {f"{CREATED_BODY} schema": {}}, "schema: {}", "application~1json/schema"),
    Fault("schemas-named", {f"{CREATED_BODY} schema": GONE}, "application/json:", "application~1json/schema"),
    Fault("schemas-named", {f"{THING} properties maker": {"type": "object"}}, "maker:", "Thing/properties/maker"),
    Fault("schemas-named", {f"{THING} properties maker": {"oneOf": [ref("schemas", "Thing")]}}, "maker:", "maker"),
    Fault("examples-present", {f"{CREATED_BODY} examples": GONE}, "application/json:", "/201/content"),
    Fault("examples-present", {f"{SENT_BODY} example": GONE}, "application/json:", "/requestBody/content"),
    Fault("examples-present", {f"{CREATED} headers Location example": GONE}, "Location:", "headers/Location has no"),
    Fault("examples-valid", {f"{CREATED_BODY} examples brick value name": 7}, "name: 7", "7 is not of type 'string'"),
    Fault("examples-valid", {f"{SENT_BODY} example name": 7}, "name: 7", "7 is not of type 'string'"),
    Fault("examples-valid", {f"{CREATED} headers Location example": 7}, "example: 7", "7 is not of type 'string'"),
    Fault("examples-valid", {f"{POST} parameters": MISLED}, "example: 7", "7 is not of type 'string'"),
    Fault("requests-closed", {"components schemas NewThing additionalProperties": GONE}, "NewThing:", "NewThing"),
    Fault("answers-open", {f"{THING} additionalProperties": False}, "additionalProperties: false", "schemas/Thing"),
    Fault("answers-open", {f"{THING} unevaluatedProperties": False}, "unevaluatedProperties: false", "schemas/Thing"),
    Fault("directions-apart", {f"{CREATED_BODY} schema": ref("schemas", "NewThing")}, "NewThing:", "NewThing"),
    Fault("components-used", {"components schemas Lonely": {"items": ref("schemas", "Lonely")}}, "Lonely:", "Lonely"),
    Fault("components-used", {"components securitySchemes basic": BASIC}, "basic:", "basic"),
)

HEADER: Json = {"required": True, "schema": {"type": "string"}, "example": "/things/1"}
BODY: Json = {"content": {"application/json": {"schema": ref("schemas", "NewThing"), "example": {"name": "brick"}}}}
HARMLESS: tuple[dict[str, Json], ...] = (
    {},
    {"openapi": "3.1.1", "info version": "2.0.0-rc.1+build.5"},
    {"security": [{"bearer": []}], f"{GET} security": []},
    {"paths /elsewhere": {"get": OPERATION}},
    {f"{CREATED} content text/plain": {"schema": {"type": "string"}}},
    {"components responses All": ref("responses", "Things"), f"{GET} responses 200": ref("responses", "All")},
    {"components headers": {"Location": HEADER}, f"{CREATED} headers Location": ref("headers", "Location")},
    {"components parameters": {"Id": PARAMETER}, f"{POST} parameters": [ref("parameters", "Id")]},
    {"components requestBodies": {"New": BODY}, f"{POST} requestBody": ref("requestBodies", "New")},
)


def edit(part: Json, keys: list[str], value: Json) -> None:
    assert isinstance(part, dict)
    if len(keys) > 1:
        edit(part[keys[0]], keys[1:], value)
    elif value == GONE:
        del part[keys[0]]
    else:
        part[keys[0]] = deepcopy(value)


def write(path: Path, edits: dict[str, Json]) -> Path:
    contract: Json = yaml.safe_load(GOOD)
    for place, value in edits.items():
        edit(contract, place.split(), value)
    path.write_text(yaml.safe_dump(contract, sort_keys=False))
    return path


def findings(*paths: Path) -> list[Finding]:
    return lint([load(path) for path in paths])


def run(*arguments: str | Path) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "-m", "contracts.lint", *map(str, arguments)]
    return subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False, timeout=60)


@pytest.mark.parametrize("edits", HARMLESS, ids=", ".join)
def test_good_contract_has_no_findings(edits: dict[str, Json], tmp_path: Path) -> None:
    assert findings(write(tmp_path / "good.yaml", edits)) == []


@pytest.mark.parametrize("fault", FAULTS, ids=lambda fault: f"{fault.rule}-{fault.names}")
def test_fault_breaks_its_rule_alone(fault: Fault, tmp_path: Path) -> None:
    path = write(tmp_path / "broken.yaml", fault.edits)
    (finding,) = findings(path)
    line = path.read_text().splitlines()[finding.line - 1]
    assert finding.rule == fault.rule
    assert line.strip().startswith(fault.line)
    assert fault.names in finding.message


@pytest.mark.parametrize(
    ("edits", "line"),
    [
        ({"openapi": "3.2.0"}, 1),
        ({"info version": "one"}, 4),
        ({f"{GET} summary": GONE}, 7),
        ({f"{POST} operationId": "listThings"}, 16),
        ({"components schemas Lonely": {"type": "string"}}, 140),
    ],
)
def test_finding_tells_the_exact_line(edits: dict[str, Json], line: int, tmp_path: Path) -> None:
    assert [finding.line for finding in findings(write(tmp_path / "broken.yaml", edits))] == [line]


def test_unequal_copies_name_both_places(tmp_path: Path) -> None:
    first = write(tmp_path / "first.yaml", {})
    second = write(tmp_path / "second.yaml", {"components schemas Problem description": "Another."})
    (finding,) = findings(first, second)
    place = ("components", "schemas", "Problem")
    assert (finding.path, finding.line, finding.rule) == (second, load(second).lines[place], "copies-equal")
    assert f"#/components/schemas/Problem differs from {load(first).where(place)};" in finding.message


def test_every_rule_has_a_fault() -> None:
    assert {fault.rule for fault in FAULTS} | {"copies-equal"} == set(SENTENCES)


def test_findings_of_all_files_are_sorted(tmp_path: Path) -> None:
    edits: dict[str, Json] = {f"{THING} additionalProperties": False, "info version": "1"}
    paths = [write(tmp_path / name, edits) for name in ("b.yaml", "a.yaml")]
    assert [(finding.path.name, finding.rule) for finding in findings(*paths)] == [
        ("a.yaml", "version-semantic"),
        ("a.yaml", "answers-open"),
        ("b.yaml", "version-semantic"),
        ("b.yaml", "answers-open"),
    ]


def test_real_contracts_are_clean() -> None:
    done = run(*CONTRACTS)
    assert len(CONTRACTS) == 2
    assert (done.returncode, done.stderr) == (0, "")
    found = re.fullmatch(rf"contracts: 2, operations: (\d+), rules: {len(SENTENCES)}; nothing found\n", done.stdout)
    assert found, done.stdout
    assert int(found[1]) >= 14


def test_finding_is_one_line_and_status_1(tmp_path: Path) -> None:
    path = write(tmp_path / "broken.yaml", {"openapi": "3.0.3"})
    done = run(path)
    assert (done.returncode, done.stderr) == (1, "")
    assert done.stdout == f"{path}:1: openapi-version: openapi is '3.0.3'; write 3.1.0\n"


@pytest.mark.parametrize(("text", "complaint"), [(None, "No such file"), ("a: [", "not YAML"), ("[]", "a mapping")])
def test_unreadable_file_is_status_2(text: str | None, complaint: str, tmp_path: Path) -> None:
    path = tmp_path / "unreadable.yaml"
    if text is not None:
        path.write_text(text)
    done = run(*CONTRACTS, path)
    assert (done.returncode, done.stdout) == (2, "")
    assert complaint in done.stderr


def test_no_file_is_status_2() -> None:
    assert run().returncode == 2


def test_help_lists_every_rule() -> None:
    text = run("--help").stdout
    assert [name for name, sentence in SENTENCES.items() if f"  {name} " not in text or sentence not in text] == []
