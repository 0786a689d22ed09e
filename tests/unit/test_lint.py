"""Each rule finds the one fault that breaks it, at its line; the real contracts have none."""

import subprocess
import sys
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path

import pytest
import yaml

from contracts.document import Json, Place, load
from contracts.lint import SENTENCES, lint

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
            Location: {required: true, schema: {type: string}}
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
        WWW-Authenticate: {required: true, schema: {type: string}}
      content:
        application/problem+json:
          schema: {$ref: '#/components/schemas/Problem'}
          example: {title: Unauthorized}
    Unavailable:
      description: Not now.
      headers:
        Retry-After: {required: true, schema: {type: integer}}
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

PATHS: Place = ("paths", "/things")
GET: Place = ("paths", "/things", "get")
POST: Place = ("paths", "/things", "post")
CREATED: Place = (*POST, "responses", "201")
JSON: Place = ("content", "application/json")
RESPONSES: Place = ("components", "responses")
REFUSED: Place = (*RESPONSES, "Refused")
SCHEMAS: Place = ("components", "schemas")
NAME: Place = (*SCHEMAS, "Thing", "properties", "name")


class Gone:
    """Stands for a part that is taken away."""


Edits = dict[Place, Json | type[Gone]]


@dataclass(frozen=True)
class Fault:
    """A change to the good contract that breaks one rule.

    line: how the line of the finding begins
    names: what its message must name
    """

    rule: str
    edits: Edits = field(hash=False)
    line: str
    names: str


FAULTS = (
    Fault("openapi-version", {("openapi",): "3.0.3"}, "openapi: 3.0.3", "3.0.3"),
    Fault("self-contained", {(*GET, "responses", "200", "$ref"): "other.yaml#/Things"}, "$ref: other.yaml#", "other.yaml"),
    Fault("references-lead-somewhere", {(*NAME, "$ref"): "#/components/schemas/Lost"}, "$ref: '#/comp", "schemas/Lost"),
    Fault("references-lead-somewhere", {(*SCHEMAS, "Things"): {"$ref": "#/components/schemas/Things"}}, "$ref", "Things"),
    Fault("openapi-valid", {(*REFUSED, "description"): Gone}, "Refused:", "description"),
    Fault("openapi-valid", {(*NAME, "type"): "strin"}, "type: strin", "strin"),
    Fault("openapi-valid", {(*NAME, "default"): 42}, "default: 42", "42"),
    Fault("openapi-valid", {("info",): Gone}, "openapi:", "info"),
    Fault(
        "openapi-valid",
        {(*PATHS, "parameters"): [{"name": "id", "in": "path", "required": True, "schema": {"type": "string"}}]}
        | {(*GET, "responses", "400"): {"$ref": "#/components/responses/Refused"}},
        "/things:",
        "Path parameter 'id'",
    ),
    Fault("version-semantic", {("info", "version"): "1.0"}, "version: '1.0'", "'1.0'"),
    Fault("version-semantic", {("info", "version"): "1.0.01"}, "version: 1.0.01", "1.0.01"),
)
