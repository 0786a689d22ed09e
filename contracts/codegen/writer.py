"""Writes the package of an API: models by datamodel-code-generator, all else from the templates beside this file."""

import ast
import hashlib
import json
import re
import shutil
import subprocess
import textwrap
from collections.abc import Iterator
from importlib.resources import files
from pathlib import Path
from tempfile import TemporaryDirectory

from jinja2 import Environment, PackageLoader, StrictUndefined
from ruff import find_ruff_bin

from contracts.codegen.api import Api, Operation
from contracts.codegen.models import write_models
from contracts.codegen.names import one_line, pascal, snake
from contracts.codegen.reader import read
from contracts.codegen.refusals import RefusedError
from contracts.document import Document, load

LINE = 120
MODULES = ("responses", "parameters", "client", "server")


def generate(specs: list[Path], out: Path) -> None:
    """Write the packages of contracts below a folder, all or none.

    Raises:
        DocumentError: a contract cannot be read.
        RefusedError: a contract holds what cannot be done; all refusals of all contracts are told.
    """
    documents: dict[str, Document] = {}
    for document in map(load, specs):
        name = package_name(document.path)
        if name in documents:
            message = f"{document.path}: {documents[name].path} has the package {name!r} already"
            raise RefusedError(message)
        documents[name] = document
    out.mkdir(parents=True, exist_ok=True)
    refusals = []
    with TemporaryDirectory(dir=out, prefix=".") as folder:
        made = Path(folder) / "generated"
        for name, document in documents.items():
            try:
                write_package(document, name, made)
            except RefusedError as error:
                refusals.append(str(error))
        if refusals:
            raise RefusedError("\n".join(refusals))
        write_runtime(made)
        tidy(made)
        for entry in sorted(made.iterdir()):
            _replace(out / entry.name, entry)


def package_name(path: Path) -> str:
    """Return the name of a contract's package: `auth` for `auth.openapi.yaml`."""
    return snake(path.name.split(".")[0])


def _replace(old: Path, new: Path) -> None:
    if old.is_dir():
        shutil.rmtree(old)
    new.rename(old)


def write_package(document: Document, name: str, out: Path) -> None:
    """Write the package of one contract below a folder.

    Raises:
        RefusedError: the contract holds what cannot be done.
    """
    api = read(document, name)
    folder = out / name
    folder.mkdir(parents=True, exist_ok=True)
    head = _head(document)
    templates = _Templates(api, head)
    (folder / "__init__.py").write_text(f'"""{one_line(api.title)}, from its contract."""\n{head}')
    (folder / "contract.json").write_text(json.dumps(document.value, indent=1, ensure_ascii=False) + "\n")
    (folder / "models.py").write_text(write_models(document, api, head))
    for module in MODULES:
        (folder / f"{module}.py").write_text(templates.render(module))


def write_runtime(out: Path) -> None:
    """Write what all packages share below a folder: a copy of the `runtime` beside this file."""
    (out / "runtime").mkdir(parents=True, exist_ok=True)
    (out / "__init__.py").write_text('"""Generated from contracts by contracts.codegen; not to be edited."""\n')
    for source in sorted(files("contracts.codegen.runtime").iterdir(), key=lambda entry: entry.name):
        if source.name.endswith(".py"):
            lines = source.read_text().splitlines(keepends=True)
            end = ast.parse("".join(lines)).body[0].end_lineno  # of the docstring
            lines.insert(end or 1, "# Copied from contracts/codegen/runtime/ by contracts.codegen. Do not edit.\n")
            (out / "runtime" / source.name).write_text("".join(lines))


def tidy(out: Path) -> None:
    """Sort imports, drop those that are not used, and format; no configuration of this machine has a say."""
    ruff = [find_ruff_bin()]
    everywhere = [
        "--no-respect-gitignore",
        "--config=exclude = []",
        "--config=src = []",
    ]  # no matter what the folders around are called
    common = [
        "--isolated",
        "--no-cache",
        "--quiet",
        "--target-version=py311",
        f"--line-length={LINE}",
        *everywhere,
        ".",
    ]
    subprocess.run([*ruff, "check", "--select=F401,I,UP", "--fix", *common], check=True, cwd=out)  # noqa: S603  # no shell
    style = "--config=format.skip-magic-trailing-comma = true"
    subprocess.run([*ruff, "format", style, *common], check=True, cwd=out)  # noqa: S603  # no shell


def _head(document: Document) -> str:
    digest = hashlib.sha256(document.source).hexdigest()
    return (
        f"# Generated from {document.path.name} (sha256 {digest[:16]}) by contracts.codegen. Do not edit:\n"
        "# change the contract, and generate anew.\n"
    )


class _Templates:
    def __init__(self, api: Api, head: str) -> None:
        environment = Environment(
            loader=PackageLoader("contracts.codegen"),
            undefined=StrictUndefined,
            trim_blocks=True,
            lstrip_blocks=True,
            autoescape=False,  # noqa: S701  # this writes Python
        )
        environment.filters["quoted"] = json.dumps
        environment.globals |= {
            "header": lambda sentence: f'"""{one_line(sentence)}"""\n{head}',
            "docstring": _docstring,
            "doc": _document_operation,
        }
        self.environment = environment
        self.values = {
            "api": api,
            "class_name": pascal(api.name),
            "runtime": "..runtime",
            "resources": list(_resources(api.operations)),
        }

    def render(self, module: str) -> str:
        return self.environment.get_template(f"{module}.py.jinja").render(self.values)


def _resources(operations: list[Operation]) -> Iterator[tuple[str, list[Operation]]]:
    """Yield the paths, as routes write them, with their operations; concrete ones before templated ones."""
    paths: dict[str, list[Operation]] = {}
    for operation in operations:
        paths.setdefault(operation.path, []).append(operation)
    for path in sorted(paths, key=lambda path: ["{" in part for part in path.split("/")] if "{" in path else []):
        yield re.sub(r"\{([^{}]+)\}", lambda match: f"{{{_route_name(match[1])}}}", path), paths[path]


def _route_name(name: str) -> str:
    plain = re.sub(r"[^0-9A-Za-z_]", "_", name)
    return f"_{plain}" if plain[:1].isdigit() else plain


def _document_operation(operation: Operation) -> str:
    parts = [operation.summary, f"`{operation.method} {operation.path}`", operation.description]
    notes = [f"{one.argument}: {one_line(one.description)}" for one in operation.parameters if one.description]
    return "\n\n".join(part for part in [*parts, "\n".join(notes)] if part)


def _docstring(text: str, indent: int) -> str:
    """Return a docstring: wrapped, and with nothing in it that could end it."""
    safe = text.replace("\\", "\\\\").replace('"""', "'''")
    lines = [
        line
        for paragraph in safe.splitlines()
        for line in textwrap.wrap(paragraph, LINE - indent - 6, break_long_words=False) or [""]
    ]
    if len(lines) == 1:
        return f'"""{lines[0]}{" " if lines[0].endswith(chr(34)) else ""}"""'
    margin = " " * indent
    return "\n".join([f'"""{lines[0]}', *(f"{margin}{line}".rstrip() for line in lines[1:]), f'{margin}"""'])
