"""What the generator cannot do, it refuses: with file, line, place and reason, and it writes nothing."""

from pathlib import Path

import pytest

from contracts.codegen.__main__ import main

HEAD = "openapi: 3.1.0\ninfo: {title: t, version: 1.0.0}\n"
OPERATION = HEAD + "paths:\n  /a:\n    get:\n      responses: {'200': {description: Fine.}}\n"
SCHEMA = OPERATION + "components:\n  schemas:\n    A:\n      type: object\n"
PARAMETER = OPERATION + "      parameters:\n        - name: p\n          in: query\n"
ANSWER = HEAD + "paths:\n  /a:\n    get:\n      responses:\n        '200':\n          description: Fine.\n"

REFUSED = {
    "another OpenAPI": (OPERATION.replace("3.1.0", "2.0"), 1, "#/openapi", "OpenAPI 3.0 and 3.1"),
    "webhooks": (OPERATION + "webhooks: {w: {}}\n", 7, "#/webhooks", "webhooks"),
    "HEAD": (OPERATION + "    head: {responses: {'200': {description: Fine.}}}\n", 7, "#/paths/~1a/head", "HEAD"),
    "TRACE": (OPERATION + "    trace: {responses: {'200': {description: Fine.}}}\n", 7, "#/paths/~1a/trace", "TRACE"),
    "servers of a path": (OPERATION + "    servers: [{url: /}]\n", 7, "#/paths/~1a/servers", "'servers'"),
    "servers of an operation": (OPERATION + "      servers: [{url: /}]\n", 7, "#/paths/~1a/get/servers", "'servers'"),
    "callbacks": (OPERATION + "      callbacks: {c: {}}\n", 7, "#/paths/~1a/get/callbacks", "'callbacks'"),
    "a range of its own": (ANSWER.replace("200", "2xx"), 6, "#/paths/~1a/get/responses", "2xx"),
    "a wildcard": (ANSWER + "          content: {'*/*': {}}\n", 9, "content/*~1*", "exact"),
    "content of a 204": (ANSWER.replace("200", "204") + "          content: {text/plain: {}}\n", 7, "/204", "9110"),
    "a header with content": (
        ANSWER + "          headers: {X: {content: {text/plain: {}}}}\n",
        9,
        "headers/X",
        "content",
    ),
    "a header Content-Type": (
        ANSWER + "          headers: {content-type: {schema: {type: string}}}\n",
        9,
        "",
        "ignores",
    ),
    "an object in a header": (ANSWER + "          headers: {X: {schema: {type: object}}}\n", 9, "X/schema", "scalar"),
    "a cookie": (PARAMETER.replace("in: query", "in: cookie") + "          schema: {type: string}\n", 8, "", "cookie"),
    "an object in the query": (PARAMETER + "          schema: {type: object}\n", 10, "schema", "scalar"),
    "array or scalar": (
        PARAMETER + "          schema: {oneOf: [{type: string}, {type: array, items: {type: string}}]}\n",
        10,
        "schema",
        "scalar",
    ),
    "a style": (
        PARAMETER + "          style: pipeDelimited\n          schema: {type: string}\n",
        8,
        "",
        "pipeDelimited",
    ),
    "reserved characters": (PARAMETER + "          allowReserved: true\n          schema: {type: string}\n", 8, "", ""),
    "a parameter with content": (
        PARAMETER + "          content: {application/json: {}}\n",
        8,
        "parameters/0",
        "content",
    ),
    "a header Authorization": (
        PARAMETER.replace("p\n", "authorization\n").replace("query", "header") + "          schema: {type: string}\n",
        8,
        "",
        "security",
    ),
    "a path parameter nowhere": (OPERATION.replace("/a", "/{a}"), 5, "#/paths/~1{a}/get", "'a'"),
    "a form": (
        OPERATION + "      requestBody: {content: {application/x-www-form-urlencoded: {}}}\n",
        7,
        "requestBody/content",
        "x-www-form-urlencoded",
    ),
    "two kinds of body": (
        OPERATION + "      requestBody: {content: {application/json: {}, application/merge-patch+json: {}}}\n",
        7,
        "requestBody/content",
        "one media type",
    ),
    "a key in the query": (
        OPERATION.replace("paths:", "security: [{k: []}]\npaths:")
        + "components: {securitySchemes: {k: {type: apiKey, in: query, name: k}}}\n",
        8,
        "securitySchemes/k",
        "'query'",
    ),
    "a reference to another file": (SCHEMA + "      properties: {b: {$ref: 'b.yaml'}}\n", 11, "/b/$ref", "b.yaml"),
    "a reference to a property": (
        SCHEMA + "      properties: {b: {$ref: '#/components/schemas/A/properties/b'}}\n",
        11,
        "$ref",
        "not the name of a schema",
    ),
    "a reference to nothing": (OPERATION + "      parameters: [{$ref: '#/components/parameters/P'}]\n", 7, "$ref", ""),
    "a bound beside a reference": (
        SCHEMA + "      properties: {b: {$ref: '#/components/schemas/A', minProperties: 1}}\n",
        11,
        "minProperties",
        "hold",
    ),
    "a true constant": (SCHEMA + "      properties: {b: {const: true}}\n", 11, "b/const", "constants"),
    "an expression": (SCHEMA + "      properties: {b: {type: string, pattern: '['}}\n", 11, "pattern", "expression"),
    "a write-only answer": (
        ANSWER
        + "          content: {application/json: {schema: {type: object, required: [a], properties: "
        + "{a: {type: string, writeOnly: true}}}}}\n",
        9,
        "properties/a",
        "writeOnly",
    ),
    "a read-only request": (
        OPERATION
        + "      requestBody: {content: {application/json: {schema: {type: object, required: [a], properties: "
        + "{a: {type: string, readOnly: true}}}}}}\n",
        7,
        "properties/a",
        "readOnly",
    ),
    "no YAML": ("a: [1\nb: : 2", 2, "", "not YAML"),
    "a repeated key": (HEAD + "paths: {}\npaths: {}\n", 4, "", "'paths' stands twice"),
    "no mapping": ("- 1\n", 1, "", "mapping"),
}
KEYWORDS = (
    "uniqueItems: true",
    "not: {type: string}",
    "if: {type: string}",
    "contains: {type: string}",
    "prefixItems: [{type: string}]",
    "patternProperties: {a: {type: string}}",
    "propertyNames: {maxLength: 1}",
    "dependentRequired: {a: [b]}",
    "minProperties: 1",
    "unevaluatedProperties: false",
    "unheardOf: 1",
)


@pytest.mark.parametrize("case", REFUSED)
def test_refusal_tells_file_line_and_reason(tmp_path: Path, capsys: pytest.CaptureFixture[str], case: str) -> None:
    text, line, place, reason = REFUSED[case]
    spec = tmp_path / "spec.openapi.yaml"
    spec.write_text(text)
    assert main([str(spec), "--out", str(tmp_path / "out")]) == 1
    told = capsys.readouterr().err
    assert f"{spec}:{line}: " in told
    assert place in told
    assert reason in told
    assert not list(tmp_path.glob("out/*"))


@pytest.mark.parametrize("keyword", KEYWORDS)
def test_keyword_beyond_the_models_is_refused(tmp_path: Path, capsys: pytest.CaptureFixture[str], keyword: str) -> None:
    spec = tmp_path / "spec.openapi.yaml"
    spec.write_text(SCHEMA + f"      {keyword}\n")
    assert main([str(spec), "--out", str(tmp_path / "out")]) == 1
    assert f"{spec}:11: #/components/schemas/A/{keyword.partition(':')[0]}: " in capsys.readouterr().err


def test_all_refusals_are_told_at_once(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    for name in ("one", "two"):
        (tmp_path / f"{name}.openapi.yaml").write_text(OPERATION + "      servers: []\n      callbacks: {}\n")
    specs = [str(path) for path in sorted(tmp_path.glob("*.yaml"))]
    assert main([*specs, "--out", str(tmp_path / "out")]) == 1
    assert len(capsys.readouterr().err.splitlines()) == 4


def test_what_was_there_survives_a_refusal(tmp_path: Path) -> None:
    spec = tmp_path / "spec.openapi.yaml"
    spec.write_text(OPERATION)
    assert main([str(spec), "--out", str(tmp_path / "out")]) == 0
    before = sorted(path.read_bytes() for path in tmp_path.rglob("out/**/*.py"))
    spec.write_text(SCHEMA + "      uniqueItems: true\n")
    assert main([str(spec), "--out", str(tmp_path / "out")]) == 1
    assert sorted(path.read_bytes() for path in tmp_path.rglob("out/**/*.py")) == before


def test_two_contracts_of_one_name(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    for suffix in ("yaml", "json"):
        (tmp_path / f"spec.openapi.{suffix}").write_text(OPERATION)
    specs = [str(path) for path in sorted(tmp_path.glob("spec.*"))]
    assert main([*specs, "--out", str(tmp_path / "out")]) == 1
    assert "has the package 'spec' already" in capsys.readouterr().err
