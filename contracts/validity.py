"""Whether a document is valid OpenAPI, and its schemas valid JSON Schema, with the place of each fault.

The order is the order to ask in: each expects that the one before found nothing.
"""

from collections.abc import Iterator
from itertools import chain

from jsonschema.exceptions import ValidationError
from openapi_schema_validator import OAS31Validator
from openapi_spec_validator import OpenAPIV30SpecValidator, OpenAPIV31SpecValidator
from openapi_spec_validator.validation.exceptions import DuplicateOperationIDError

from contracts.document import Document, Place
from contracts.view import Node, schemas

SCHEMA = OAS31Validator({"$ref": "https://json-schema.org/draft/2020-12/schema"})


def structure_valid(document: Document) -> Iterator[tuple[Place, str]]:
    """Every contract has the structure of an OpenAPI document."""
    for error in _validator(document).schema_validator.iter_errors(document.value):
        yield _place(document, error), error.message.splitlines()[0]


def schemas_valid(document: Document) -> Iterator[tuple[Place, str]]:
    """Every schema is one of JSON Schema 2020-12."""
    for place, schema in schemas(document):
        for error in SCHEMA.iter_errors(schema):
            yield (*place, *error.absolute_path), error.message


def openapi_valid(document: Document) -> Iterator[tuple[Place, str]]:
    """Every contract is valid OpenAPI, as openapi-spec-validator sees it."""
    for error in _validator(document).iter_errors():
        if not isinstance(error, DuplicateOperationIDError):  # operation-ids-unique knows the line
            yield _place(document, error), error.message.splitlines()[0]


def _validator(document: Document) -> OpenAPIV30SpecValidator | OpenAPIV31SpecValidator:
    old = str(document.value.get("openapi")).startswith("3.0.")
    return OpenAPIV30SpecValidator(document.value) if old else OpenAPIV31SpecValidator(document.value)


def _place(document: Document, error: ValidationError) -> Place:
    """Find what an error speaks of: it tells the place, or is about a default, or quotes a path, or none of these."""
    defaults = (place for place, value in document.walk() if place[-1:] == ("default",) and value == error.instance)
    quoted = (("paths", path) for path in (Node(document) / "paths").mapping if repr(path) in error.message)
    return tuple(error.absolute_path) or next(chain(defaults, quoted), ())
