"""Makes the DTOs, by datamodel-code-generator."""

import ast
import json
import re
import warnings

from datamodel_code_generator import generate as generate_models
from datamodel_code_generator.enums import (
    DataModelType,
    DefaultValueType,
    InputFileType,
    NamingStrategy,
    TargetPydanticVersion,
)
from datamodel_code_generator.format import DatetimeClassType, PythonVersion
from datamodel_code_generator.parser import LiteralType

from contracts.codegen.api import Api
from contracts.codegen.names import one_line
from contracts.codegen.refusals import RefusedError
from contracts.codegen.schemas import PLAIN_FORMATS
from contracts.document import Document

BASE = "runtime.dto"
"""The module of the base class; datamodel-code-generator wants an absolute name for it."""


def write_models(document: Document, api: Api, head: str) -> str:
    """Return the module of an API's DTOs.

    Raises:
        RefusedError: datamodel-code-generator cannot make a model of every schema.
    """
    doc = f'"""The DTOs of {one_line(api.title)}."""\n{head}'
    if not api.schemas:
        return doc
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("error", UserWarning)  # what it warns of, it drops or guesses
            text = _generate(api)
    except Exception as error:  # whatever the library raises, the contract cannot be done
        reason = f"datamodel-code-generator refuses the schemas: {error}"
        raise RefusedError(f"{document.path}:1: #/components/schemas: {reason}") from error
    lost = api.schemas.keys() - _defined(text)
    if lost:
        reason = f"no model was made for {', '.join(sorted(lost))}"
        raise RefusedError(f"{document.path}:1: #/components/schemas: {reason}")
    if re.search(r" = [\[{]", text):
        doc += "# ruff: noqa: RUF012  # pydantic copies a default\n"
    return f"{doc}\n{text.replace(f'from {BASE} import', f'from ..{BASE} import')}"


def _generate(api: Api) -> str:
    info = {"title": api.title, "version": "0"}
    document = {"openapi": api.openapi, "info": info, "paths": {}, "components": {"schemas": api.schemas}}
    text = generate_models(
        json.dumps(document),
        input_file_type=InputFileType.OpenAPI,
        output_model_type=DataModelType.PydanticV2BaseModel,
        target_python_version=PythonVersion.PY_311,
        target_pydantic_version=TargetPydanticVersion.V2_14,
        output_datetime_class=DatetimeClassType.Awaredatetime,
        base_class=f"{BASE}.Dto",
        custom_file_header="#",
        deserialize_default_values=[DefaultValueType.Enum],
        disable_timestamp=True,
        enum_field_as_literal=LiteralType.One,
        field_constraints=True,
        field_extra_keys={"repr"},  # what has the format password is not shown
        formatters=[],
        intersect_allof_keywords=True,
        keep_model_order=True,
        naming_strategy=NamingStrategy.FullPath,
        strict_nullable=True,
        strict_refs=True,
        type_mappings=[f"string+{name}=string" for name in sorted(PLAIN_FORMATS)],
        use_annotated=True,
        use_double_quotes=True,
        use_exact_imports=True,
        use_field_description=True,
        use_missing_sentinel=True,
        use_object_type=True,
        use_schema_description=True,
        use_single_line_docstring=True,
        use_standard_collections=True,
        use_type_alias=True,
        use_union_operator=True,
    )
    return str(text).removeprefix("#")


def _defined(text: str) -> set[str]:
    """Return the names of classes and aliases that a module defines."""
    statements = ast.parse(text).body
    aliases = (statement.targets[0] for statement in statements if isinstance(statement, ast.Assign))
    classes = {statement.name for statement in statements if isinstance(statement, ast.ClassDef)}
    return classes | {alias.id for alias in aliases if isinstance(alias, ast.Name)}
