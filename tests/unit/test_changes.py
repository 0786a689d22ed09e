"""Each change of a contract has its direction and its severity, and its opposite has the opposite."""

from pathlib import Path

import pytest

from contracts.changes import Change, Severity, changes
from contracts.document import load

ROOT = Path(__file__).parents[2]
CONTRACTS = [*ROOT.glob("contracts/*.openapi.yaml"), *ROOT.glob("tests/unit/codegen/specs/*.yaml")]
B, C, W = Severity.BREAKING, Severity.COMPATIBLE, Severity.WORDING
CONTRACT = """
openapi: 3.1.0
info: {title: things, version: 1.0.0, description: About things.}
paths:
  /things/{place}:
    parameters: [{name: place, in: path, required: true, schema: {type: string, pattern: '^a'}}]
    put:
      operationId: putThing
      summary: Put a thing.
      security: [{bearer: ['things:write']}, {key: []}]
      parameters:
        - {name: limit, in: query, schema: {type: integer, minimum: 1, default: 2}}
        - {$ref: '#/components/parameters/Trace'}
      requestBody:
        required: true
        content: {application/json: {schema: {$ref: '#/components/schemas/NewThing'}}}
      responses:
        '200': {$ref: '#/components/responses/Done'}
        '404': {description: Nothing.}
  /things:
    get:
      responses: {'200': {description: Things., content: {text/plain: {schema: {type: string}}}}}
components:
  securitySchemes:
    bearer: {type: http, scheme: bearer}
    key: {type: apiKey, in: header, name: Key}
  parameters:
    Trace: {name: trace, in: header, schema: {anyOf: [{type: string}, {type: integer}]}}
  responses:
    Done:
      description: Done.
      headers:
        ETag: {required: true, schema: {type: string}}
        Age: {schema: {type: number}}
      content: {application/json: {schema: {$ref: '#/components/schemas/Thing'}, example: {id: 1}}}
      links: {again: {operationId: putThing}}
  schemas:
    NewThing:
      type: object
      additionalProperties: false
      required: [name]
      properties:
        name: {type: string, maxLength: 10, not: {const: no}}
        colour: {$ref: '#/components/schemas/Colour'}
    Colour: {enum: [red, blue]}
    Thing:
      type: object
      required: [id]
      properties:
        id: {type: integer}
        shade: {$ref: '#/components/schemas/Colour'}
        parts: {type: array, maxItems: 5, items: {$ref: '#/components/schemas/Thing'}}
"""

TABLE: list[tuple[str, str, str, Severity, Severity]] = [
    # what is there, what replaces it, the direction, how severe that is, how severe the opposite is
    ("required: [name]", "required: [name, colour]", "request", B, C),
    ("maxLength: 10", "maxLength: 9", "request", B, C),
    ("maxLength: 10, ", "", "request", C, B),
    ("minimum: 1", "minimum: 2", "request", B, C),
    ("minimum: 1", "exclusiveMinimum: 1", "request", B, B),
    ("pattern: '^a'", "pattern: '^b'", "request", B, B),
    (", pattern: '^a'", "", "request", C, B),
    ("type: string, maxLength", "type: [string, integer], maxLength", "request", C, B),
    ("{type: integer, minimum", "{type: number, minimum", "request", C, B),
    ("default: 2", "default: 3", "request", B, B),
    ("not: {const: no}", "not: {const: yes}", "request", B, B),
    ("{type: string}, {type: integer}]", "{type: string}]", "request", B, C),
    ("      additionalProperties: false\n", "", "request", C, B),
    ("        colour: {$ref: '#/components/schemas/Colour'}\n", "", "request", B, C),
    ("      required: [name]", "      patternProperties: {'^x-': {}}\n      required: [name]", "request", B, C),
    ("        required: true\n", "", "request", C, B),
    (
        "content: {application/json: {schema: {$ref: '#/components/schemas/NewThing'",
        "content: {text/plain: {}, application/json: {schema: {$ref: '#/components/schemas/NewThing'",
        "request",
        C,
        B,
    ),
    ("        - {$ref: '#/components/parameters/Trace'}\n", "", "request", B, C),
    ("in: query, schema", "in: query, required: true, schema", "request", B, C),
    ("name: limit", "name: count", "request", B, B),
    ("in: query, schema", "in: query, explode: true, schema", "request", B, B),
    ("operationId: putThing\n", "operationId: writeThing\n", "request", B, B),
    ("summary: Put a thing.", "deprecated: true", "request", C, C),
    ("summary: Put a thing.", "x-summary: Put a thing.", "request", W, W),
    ("    put:\n", "    patch:\n", "request", B, B),
    ("  /things:\n", "  /all: {get: {responses: {}}}\n  /things:\n", "request", C, B),
    ("    parameters: [", "    servers: [{url: /v1}]\n    parameters: [", "request", B, B),
    ("      parameters:\n", "      parameters:\n        - {name: size, in: query, required: true}\n", "request", B, B),
    ("  /things:\n", "  /all:\n", "request", B, B),
    ("['things:write']", "['things:read']", "request", B, B),
    ("['things:write']", "['things:write', 'things:read']", "request", B, B),
    (", {key: []}]", "]", "request", B, B),
    ("      security: [{bearer: ['things:write']}, {key: []}]\n", "", "request", B, B),
    ("scheme: bearer", "scheme: basic", "request", B, B),
    ("name: Key", "name: X-Key", "request", B, B),
    ("scheme: bearer", "scheme: bearer, description: RFC 6750", "request", W, W),
    ("        '404': {description: Nothing.}\n", "", "response", C, B),
    ("'404'", "'410'", "response", B, B),
    ("        '200': {$ref: '#/components/responses/Done'}\n", "", "response", B, B),
    ("text/plain: {schema: {type: string}}}", "text/plain: {schema: {type: string}}, text/html: {}}", "response", B, C),
    (", content: {text/plain: {schema: {type: string}}}", "", "response", B, B),
    ("{text/plain: {schema: {type: string}}}", "{text/plain: {schema: {type: string, format: uri}}}", "response", C, B),
    ("ETag: {required: true", "ETag: {required: false", "response", B, C),
    ("        Age: {schema: {type: number}}\n", "", "response", B, C),
    ("Age: {schema: {type: number}}", "Age: {schema: {type: integer}}", "response", C, B),
    ("      required: [id]\n", "", "response", B, C),
    ("        id: {type: integer}\n", "        id: {type: integer}\n        note: {type: string}\n", "response", C, B),
    ("maxItems: 5", "maxItems: 6", "response", B, C),
    ("maxItems: 5", "uniqueItems: true", "response", B, B),
    ("links: {again: {operationId: putThing}}", "links: {}", "response", C, C),
    ("example: {id: 1}", "example: {id: 2}", "response", W, W),
    ("description: Nothing.", "description: There is nothing.", "response", W, W),
    ("name: trace", "name: Trace", "both", W, W),
    ("About things.", "About all things.", "both", W, W),
    ("openapi: 3.1.0", "openapi: 3.1.1", "both", W, W),
    ("    Colour:", "    Unused: {}\n    Colour:", "both", W, W),
    ("openapi: 3.1.0", "openapi: 3.1.0\nservers: [{url: /v1}]", "both", B, B),
    ("schemas/Colour'}\n        parts", "schemas/Colour', maxLength: 3}\n        parts", "both", B, B),
]
"""Every row is one change of the contract above."""


FEWER, MORE, OTHER = (B, C), (C, B), (B, B)
"""How severe it is in a request and in a response, that a schema accepts fewer, more or other values."""
SCHEMAS: list[tuple[str, str, tuple[Severity, Severity]]] = [
    ("{}", "{type: string}", FEWER),
    ("{type: number}", "{type: [integer, 'null']}", OTHER),
    ("{type: string}", "{type: integer}", OTHER),
    ("{enum: [a, b]}", "{enum: [a]}", FEWER),
    ("{enum: [a, b]}", "{const: a}", FEWER),
    ("{enum: [a, b]}", "{}", MORE),
    ("{enum: [a, b]}", "{enum: [a, c]}", OTHER),
    ("{pattern: a}", "{pattern: b}", OTHER),
    ("{}", "{format: uri}", FEWER),
    ("{maximum: 2}", "{maximum: 3}", MORE),
    ("{maximum: 2}", "{maximum: two}", OTHER),
    ("{minItems: 2}", "{minItems: 3}", FEWER),
    ("{}", "{items: {type: string}}", FEWER),
    ("{items: {type: string}}", "{items: {}}", MORE),
    ("{items: {type: string}}", "{items: false}", FEWER),
    ("{items: false}", "{}", MORE),
    ("{properties: {a: {}}}", "{properties: {a: {}, b: {}}}", FEWER),
    ("{properties: {a: {}}}", "{properties: {a: {}}, required: [a]}", FEWER),
    ("{properties: {}}", "{properties: {a: {}}, required: [a]}", FEWER),
    ("{additionalProperties: false}", "{additionalProperties: false, properties: {a: {}}}", MORE),
    ("{additionalProperties: false}", "{additionalProperties: false, properties: {a: {}}, required: [a]}", OTHER),
    ("{additionalProperties: {type: string}}", "{additionalProperties: {type: string}, properties: {a: {}}}", OTHER),
    ("{additionalProperties: false}", "{properties: {a: {}}}", MORE),
    ("{patternProperties: {a: {}}}", "{patternProperties: {a: {}}, properties: {a: {}}}", OTHER),
    ("{allOf: [{minimum: 1}]}", "{allOf: [{minimum: 1}, {maximum: 9}]}", FEWER),
    ("{allOf: [{minimum: 1}]}", "{}", MORE),
    ("{allOf: [{minimum: 1}]}", "{allOf: [{minimum: 2}]}", FEWER),
    ("{anyOf: [{minimum: 1}]}", "{anyOf: [{maximum: 9}, {minimum: 1}]}", MORE),
    ("{anyOf: [{minimum: 1}]}", "{anyOf: [{minimum: 2}, {maximum: 9}]}", OTHER),
    ("{}", "{oneOf: [{minimum: 1}]}", FEWER),
]
"""One schema, what becomes of it, and what that does to the values that it accepts; the opposite does the opposite."""


def compare(folder: Path, old: str, new: str) -> list[Change]:
    for name, text in {"old.yaml": old, "new.yaml": new}.items():
        (folder / name).write_text(text)
    return changes(load(folder / "old.yaml"), load(folder / "new.yaml"))


def worst(found: list[Change]) -> tuple[set[str], Severity]:
    return {change.direction for change in found}, max(change.severity for change in found)


def edited(part: str, other: str) -> str:
    assert CONTRACT.count(part) == 1, f"{part!r} stands {CONTRACT.count(part)} times in the contract"
    return CONTRACT.replace(part, other)


@pytest.mark.parametrize(("part", "other", "direction", "severity"), [row[:4] for row in TABLE])
def test_change_is_as_severe_as_told(part: str, other: str, direction: str, severity: Severity, tmp_path: Path) -> None:
    found = compare(tmp_path, CONTRACT, edited(part, other))
    assert worst(found) == ({direction}, severity), found


@pytest.mark.parametrize(("part", "other", "direction", "severity"), [(*row[:3], row[4]) for row in TABLE])
def test_opposite_is_as_severe_as_told(
    part: str, other: str, direction: str, severity: Severity, tmp_path: Path
) -> None:
    found = compare(tmp_path, edited(part, other), CONTRACT)
    assert worst(found) == ({direction}, severity), found


@pytest.mark.parametrize("path", CONTRACTS, ids=lambda path: path.name)
def test_contract_equals_itself(path: Path) -> None:
    assert changes(load(path), load(path)) == []


def test_version_alone_is_no_change(tmp_path: Path) -> None:
    assert compare(tmp_path, CONTRACT, edited("version: 1.0.0", "version: 2.0.0")) == []


@pytest.mark.parametrize(("schema", "other", "severities"), SCHEMAS)
def test_schema_of_both_sides_counts_on_each(
    schema: str, other: str, severities: tuple[Severity, Severity], tmp_path: Path
) -> None:
    old, new = (edited("{enum: [red, blue]}", one) for one in (schema, other))
    for pair, expected in ((old, new), severities), ((new, old), severities[::-1]):
        found = compare(tmp_path, *pair)
        worst_of = {
            one: max(each.severity for each in found if each.direction == one) for one in ("request", "response")
        }
        assert (worst_of["request"], worst_of["response"]) == expected, found


@pytest.mark.parametrize("other", ["{items: {}}", "{items: true}", "{additionalProperties: true}"])
def test_schema_that_accepts_all_is_none(other: str, tmp_path: Path) -> None:
    found = compare(tmp_path, edited("{enum: [red, blue]}", "{}"), edited("{enum: [red, blue]}", other))
    assert [change.severity for change in found] == [W], "it is written differently, and accepts the same"


def test_change_tells_operation_status_and_line(tmp_path: Path) -> None:
    (change,) = compare(tmp_path, CONTRACT, edited("maxItems: 5", "maxItems: 6"))
    line = CONTRACT[: CONTRACT.index("maxItems")].count("\n") + 1
    sentence = "body.parts: maxItems was 5, is 6"
    where = f"{tmp_path}/new.yaml:{line}"
    assert change == Change("PUT /things/{place}", "200", "response", B, where, sentence)


def test_what_is_gone_stands_in_the_old_contract(tmp_path: Path) -> None:
    (change,) = compare(tmp_path, CONTRACT, edited("        '404': {description: Nothing.}\n", ""))
    line = CONTRACT[: CONTRACT.index("'404'")].count("\n") + 1
    assert (change.where, change.sentence) == (f"{tmp_path}/old.yaml:{line}", "the status 404 is gone")


@pytest.mark.parametrize("key", ["items", "properties", "if", "$dynamicRef", "unevaluatedProperties"])
def test_unknown_keyword_is_breaking(key: str, tmp_path: Path) -> None:
    """Whatever it is, on whichever side, its change is not overlooked."""
    old, new = (edited("maxLength: 10", f"{key}: {{a: {value}}}") for value in ("{type: string}", "{type: integer}"))
    assert Severity.BREAKING in {change.severity for change in compare(tmp_path, old, new)}


def test_recursion_comes_to_an_end(tmp_path: Path) -> None:
    renamed = CONTRACT.replace("    Thing:\n", "    Other:\n").replace("schemas/Thing'", "schemas/Other'")
    found = compare(tmp_path, CONTRACT, renamed.replace("id: {type: integer}", "id: {type: number}"))
    assert [change.sentence for change in found] == ['body.id: type was "integer", is "number"']
