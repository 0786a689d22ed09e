"""Each rule finds the one thing that a pact has against its contract, at its line; the real pacts have none."""

import json
import re
import subprocess
import sys
from copy import deepcopy
from dataclasses import dataclass, field
from pathlib import Path

import pytest

from contracts.document import Json, parse
from contracts.lint import Finding
from contracts.reliance import SENTENCES, examine, main

ROOT = Path(__file__).parents[2]
SPECS = sorted(ROOT.glob("contracts/*.openapi.yaml"))

CONTRACT = """
info: {title: shop}
paths:
  /things/{id}:
    parameters:
      - {name: id, in: path, required: true, schema: {type: integer}}
    put:
      security: [{bearer: []}, {key: []}]
      parameters:
        - {name: mode, in: query, required: true, schema: {enum: [fast, slow]}}
        - {name: tags, in: query, schema: {type: array, items: {type: integer}}}
        - {name: If-Match, in: header, required: true, schema: {type: string, pattern: '^"'}}
      requestBody:
        required: true
        content: {application/json: {schema: {$ref: '#/components/schemas/New'}}}
      responses:
        '200':
          description: The thing.
          headers:
            ETag: {required: true, schema: {type: string}}
            Age: {required: true, schema: {type: integer}}
            Vary: {schema: {type: string}}
          content: {application/json: {schema: {$ref: '#/components/schemas/Thing'}}}
        '401': {description: Not you.}
  /things/all:
    put:
      responses: {'200': {description: Done.}}
components:
  securitySchemes:
    bearer: {type: http, scheme: bearer}
    key: {type: apiKey, in: query, name: key}
  schemas:
    New: {type: object, additionalProperties: false, required: [name], properties: {name: {type: string}}}
    Named: {type: object, required: [name], properties: {name: {type: string}}}
    Thing:
      allOf: [{$ref: '#/components/schemas/Named'}]
      required: [id, parts, weight]
      properties:
        id: {type: integer}
        weight: {type: number}
        colour: {type: string}
        made: {enum: [here]}
        parts:
          type: array
          items:
            anyOf: [{$ref: '#/components/schemas/Part'}, {type: 'null'}]
    Part:
      type: object
      required: [label]
      properties: {label: {type: string}, note: {type: string}}
"""

PACT = """
consumer: {name: till}
provider: {name: shop}
interactions:
  - description: a change
    type: Synchronous/HTTP
    providerStates: [{name: there is a thing}]
    request:
      method: put
      path: /things/7
      query: {mode: [fast], tags: ['1', '2']}
      headers:
        Authorization: [bearer some-token]
        if-match: ['"1"']
        Content-Type: [application/json]
      body: {content: {name: brick}, contentType: application/json, encoded: false}
    response:
      status: 200
      headers: {ETag: ['"2"'], Age: ['30'], Content-Type: [application/json; charset=utf-8]}
      body:
        content: {id: 7, name: brick, weight: 5, parts: [{label: a}, null]}
        contentType: application/json
        encoded: false
      matchingRules:
        body:
          $.parts[*].label: {matchers: [{match: regex, regex: '^[a-z]$'}]}
metadata: {pactSpecification: {version: '4.0'}}
"""

ONE = "interactions 0"
REQUEST, RESPONSE = f"{ONE} request", f"{ONE} response"
BODY = f"{RESPONSE} body content"
ANSWER = "paths /things/{id} put responses 200"
THING = "components schemas Thing"
STATES = f"{ONE} providerStates"
RULES = f"{RESPONSE} matchingRules body"
TYPE: Json = {"matchers": [{"match": "type"}]}
REGEX: Json = {"matchers": [{"match": "regex", "regex": "^Bearer"}]}
INTEGER: Json = {"matchers": [{"match": "integer"}]}
EQUAL: Json = {"matchers": [{"match": "equality"}]}
GONE = "(gone)"


@dataclass(frozen=True)
class Fault:
    """What is wrong once: edits of the pact and of the contract, each at a place (its keys, with blanks between).

    line: how the line of the finding begins
    names: what its message names
    """

    rule: str
    line: str
    names: str
    pact: dict[str, Json] = field(default_factory=dict)
    contract: dict[str, Json] = field(default_factory=dict)


FAULTS = (
    Fault("format-known", '"version"', "3.0.0", {"metadata pactSpecification version": "3.0.0"}),
    Fault("format-known", '"type"', "Messages", {f"{ONE} type": "Asynchronous/Messages"}),
    Fault("interactions-present", '"interactions"', "no interaction", {"interactions": []}),
    Fault("interactions-present", "{", "no interaction", {"interactions": GONE}),
    Fault("provider-known", '"name": "shoo"', "'shoo' is not among shop", {"provider name": "shoo"}),
    Fault("operation-exists", '"path"', "PUT /thing/7", {f"{REQUEST} path": "/thing/7"}),
    Fault("operation-exists", '"path"', "POST /things/7", {f"{REQUEST} method": "post"}),
    Fault("path-accepted", '"path"', "'seven' is not of type 'integer'", {f"{REQUEST} path": "/things/seven"}),
    Fault("query-accepted", '"mode"', "'quick' is not one of", {f"{REQUEST} query mode": ["quick"]}),
    Fault("query-accepted", '"tags"', "is not of type", {f"{REQUEST} query tags": ["1", "two"]}),
    Fault("query-accepted", '"colour"', "no query parameter colour", {f"{REQUEST} query colour": ["red"]}),
    Fault("query-accepted", '"request"', "mode is missing", {f"{REQUEST} query": GONE}),
    Fault("headers-accepted", '"if-match"', "does not match", {f"{REQUEST} headers if-match": ["1"]}),
    Fault("headers-accepted", '"X-New"', "no header parameter x-new", {f"{REQUEST} headers X-New": ["1"]}),
    Fault("headers-accepted", '"request"', "if-match is missing", {f"{REQUEST} headers if-match": GONE}),
    Fault(
        "credential-sent",
        '"request"',
        "send bearer CREDENTIAL in the header",
        {f"{REQUEST} headers Authorization": GONE},
    ),
    Fault("credential-sent", '"request"', "query key", {f"{REQUEST} headers Authorization": ["Basic c2VjcmV0"]}),
    Fault("body-accepted", '"request"', "demands a body", {f"{REQUEST} body": GONE}),
    Fault("body-accepted", '"body"', "no text/json", {f"{REQUEST} body contentType": "text/json"}),
    Fault("body-accepted", '"body"', "no text/json", {f"{REQUEST} headers Content-Type": ["text/json"]}),
    Fault("body-accepted", '"content"', "'name' is a required", {f"{REQUEST} body content": {}}),
    Fault("body-accepted", '"name": 7', "7 is not of type 'string'", {f"{REQUEST} body content name": 7}),
    Fault("body-accepted", '"content"', "'weight' was unexpected", {f"{REQUEST} body content weight": 2}),
    Fault("status-documented", '"status"', "answers 200, 401", {f"{RESPONSE} status": 202}),
    Fault("body-possible", '"body"', "no text/xml", {f"{RESPONSE} body contentType": "text/xml"}),
    Fault("body-possible", '"id": "7"', "'7' is not of type 'integer'", {f"{BODY} id": "7"}),
    Fault("body-possible", '"parts"', "{} is not of type 'array'", {f"{BODY} parts": {}}),
    Fault("body-possible", "8", "8 is not valid under any", {f"{BODY} parts": [8]}),
    Fault("headers-promised", '"Vary"', "Vary need not", {f"{RESPONSE} headers Vary": ["*"]}),
    Fault("headers-promised", '"X-New"', "X-New need not", {f"{RESPONSE} headers X-New": ["1"]}),
    Fault("headers-promised", '"Age"', "'old' is not of type 'integer'", {f"{RESPONSE} headers Age": ["old"]}),
    Fault("headers-promised", '"ETag"', "ETag need not", contract={f"{ANSWER} headers ETag required": False}),
    Fault("members-required", '"colour"', "colour need not", {f"{BODY} colour": "red"}),
    Fault("members-required", '"unknown"', "unknown need not", {f"{BODY} unknown": 1}),
    Fault("members-required", '"id"', "id need not", contract={f"{THING} required": ["parts", "weight"]}),
    Fault("members-required", '"name"', "name need not", contract={"components schemas Named required": []}),
    Fault("members-required", '"note"', "parts[0].note need not", {f"{BODY} parts 0 note": "x"}),
    Fault("members-required", '"label"', "parts[0].label need not", contract={"components schemas Part required": []}),
    Fault("members-required", '"colour"', "colour need not", {BODY: {"colour": "red", "name": "brick"}}),
    Fault("members-required", '"note"', "parts[0].note need not", {f"{BODY} parts": [{"note": "x"}]}),
    Fault("values-promised", '"weight"', "weight can be 6", {STATES: GONE}),
    Fault(
        "values-promised", '"weight"', "weight can be 6", {STATES: [], f"{RULES} $": TYPE, f"{RULES} $.weight": EQUAL}
    ),
    Fault("values-promised", '"weight"', "weight can be 5.5", {f"{RULES} $.weight": INTEGER}),
    Fault("matchers-fit", '"label"', "'A' does not match", {f"{BODY} parts 0 label": "A"}),
    Fault("matchers-fit", '"ETag"', "'^Bearer'", {f"{RESPONSE} matchingRules header": {"ETag": REGEX}}),
)

HARMLESS: tuple[dict[str, Json], ...] = (
    {},
    {"metadata pactSpecification version": "4"},
    {f"{REQUEST} headers Authorization": GONE, f"{REQUEST} query key": ["some-key"]},
    {f"{REQUEST} headers Authorization": GONE, RESPONSE: {"status": 401}},
    {REQUEST: {"method": "PUT", "path": "/things/all"}, RESPONSE: {"status": 200}},
    {f"{REQUEST} query tags": ["1,2"]},
    {BODY: {"name": "brick"}},
    {f"{RESPONSE} body": {"content": "e30=", "contentType": "application/json", "encoded": "base64"}},
    {BODY: {"parts": [{}]}, RULES: {}},
    {STATES: [], f"{RULES} $.weight": TYPE},
    {STATES: [], f"{RULES} $": TYPE},
    {f"{RULES} $.weight": {"matchers": [{"match": "number"}]}},
    {f"{RULES} $.name": {"matchers": [{"match": "regex", "regex": "(?-u:rust)"}]}},
)


def edit(part: Json, keys: list[str], value: Json) -> None:
    key, *rest = keys
    if rest:
        assert isinstance(part, dict | list)
        edit(part[int(key)] if isinstance(part, list) else part[key], rest, value)
        return
    assert isinstance(part, dict)
    if value == GONE:
        del part[key]
    else:
        part[key] = deepcopy(value)


def edited(text: str, edits: dict[str, Json]) -> str:
    value: Json = parse(Path("yaml"), text.encode()).value
    for place, new in edits.items():
        edit(value, place.split(), new)
    return json.dumps(value, indent=1)


def findings(pact: str, contract: str) -> list[Finding]:
    spec = parse(Path("shop.json"), contract.encode())
    return examine(parse(Path("pact.json"), pact.encode()), [spec])


@pytest.mark.parametrize("edits", HARMLESS, ids=", ".join)
def test_good_pact_has_no_findings(edits: dict[str, Json]) -> None:
    assert findings(edited(PACT, edits), edited(CONTRACT, {})) == []


@pytest.mark.parametrize("fault", FAULTS, ids=lambda fault: f"{fault.rule}-{fault.names}")
def test_fault_breaks_its_rule_alone(fault: Fault) -> None:
    pact = edited(PACT, fault.pact)
    (finding,) = findings(pact, edited(CONTRACT, fault.contract))
    line = pact.splitlines()[finding.line - 1]
    assert finding.rule == fault.rule
    assert line.strip().startswith(fault.line)
    assert fault.names in finding.message


@pytest.mark.parametrize("statuses", ["2XX", "default"])
def test_range_of_statuses_is_documented(statuses: str) -> None:
    contract = edited(CONTRACT, {f"paths /things/{{id}} put responses {statuses}": {"description": "Done."}})
    assert findings(edited(PACT, {RESPONSE: {"status": 202}}), contract) == []


def test_every_rule_has_a_fault() -> None:
    assert {fault.rule for fault in FAULTS} == set(SENTENCES)


def test_finding_names_the_contracts_line() -> None:
    contract = edited(CONTRACT, {"components schemas Named required": []})
    (finding,) = findings(edited(PACT, {}), contract)
    line = contract.splitlines().index('   "Thing": {') + 1
    assert f"name need not be there, says shop.json:{line}; do not rely on it" in finding.message


def test_real_pacts_are_kept() -> None:
    command = [sys.executable, "-m", "contracts.reliance", "contracts/pacts", "--contract", *map(str, SPECS)]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False, timeout=60)
    assert (done.returncode, done.stderr) == (0, "")
    found = re.fullmatch(r"pacts: 1, interactions: (\d+), headers and members relied on: (\d+); .*\n", done.stdout)
    assert found, done.stdout
    assert int(found[1]) >= 10
    assert int(found[2]) >= 40


def test_finding_is_one_line_and_status_1(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    path = tmp_path / "pact.json"
    path.write_text(edited(PACT, {}))
    assert main([str(path), "--contract", *map(str, SPECS)]) == 1
    assert capsys.readouterr().out == (
        f"{path}:6: provider-known: the contract of 'shop' is not among auth_service, info_service; "
        "name it, or correct the name\n"
    )


@pytest.mark.parametrize("pact", ["empty", "missing.json"])
def test_nothing_to_check_is_status_2(pact: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (tmp_path / "empty").mkdir()
    assert main([str(tmp_path / pact), "--contract", *map(str, SPECS)]) == 2
    out, err = capsys.readouterr()
    assert (out, err.partition(":")[0]) == ("", str(tmp_path / pact))


def test_no_contract_is_status_2() -> None:
    with pytest.raises(SystemExit, match="2"):
        main([str(ROOT / "contracts" / "pacts")])
