"""What may know what: imports point one way, and the chassis knows no noun of a service."""

import ast
import inspect
import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest

import auth_service.access
import info_service.access
from auth_service.handlers import AuthHandlers
from contracts.codegen.names import snake
from contracts.document import load
from contracts.view import operations
from info_service.handlers import InfoHandlers

ROOT = Path(__file__).parents[2]
SERVICES = ("auth_service", "info_service")
CONTRACTS = sorted(ROOT.glob("contracts/*.openapi.yaml"))


@dataclass(frozen=True)
class Rule:
    """Files that match `who`, but for `but`, import nothing in `barred` that is not in `own`."""

    who: str
    barred: tuple[str, ...]
    own: tuple[str, ...] = ()
    but: tuple[str, ...] = ()

    def __str__(self) -> str:
        return f"{self.who}: {', '.join(self.barred)}"


HTTP = ("fastapi", "starlette", "httpx", "pydantic", "generated")
"""What those modules do not know that hold a noun or decide something: how it is asked and answered."""
STORED = ("sqlalchemy", "alembic", "sqlite3", "psycopg")
"""What those modules know that hold a stored noun, and no other of a service."""
PARTS_OF_A_STUB = ("contracts.codegen.names", "contracts.document", "contracts.view")
"""What a stub has of contracts, beside what any service has: nothing that is not installed where services are."""
RULES = [
    Rule("auth_service/**/*.py", ("info_service", "contracts", "tests", "generated.info", "generated.auth.client")),
    Rule("auth_service/minting.py", (*HTTP, *STORED, "chassis")),
    Rule("auth_service/tokens.py", (*HTTP, "chassis"), own=("chassis.access", "chassis.storage")),
    Rule("info_service/**/*.py", ("auth_service", "contracts", "tests", "generated.info.client")),
    Rule("info_service/**/*.py", ("generated.auth",), but=("info_service/hop.py",)),
    Rule("info_service/topics.py", (*HTTP, "chassis"), own=("chassis.storage",)),
    Rule("*_service/**/*.py", STORED, but=("tokens.py", "topics.py", "migrations/*.py")),
    Rule("*_service/**/*.py", ("typer",), but=("cli.py",)),
    Rule("chassis/**/*.py", (*SERVICES, "contracts", "generated", "tests")),
    Rule("chassis/access.py", (*HTTP, *STORED)),
    Rule("generated/**/*.py", (*SERVICES, "chassis", "contracts", "tests")),
    Rule("generated/**/*.py", ("fastapi", "starlette", "uvicorn"), but=("server.py",)),
    Rule("generated/auth/*.py", ("generated",), own=("generated.auth", "generated.runtime")),
    Rule("generated/info/*.py", ("generated",), own=("generated.info", "generated.runtime")),
    Rule("generated/runtime/*.py", ("generated",), own=("generated.runtime",)),
    Rule("contracts/**/*.py", (*SERVICES, "chassis", "generated", "tests"), but=("contracts/stub.py",)),
    Rule("contracts/stub.py", (*SERVICES, "contracts", "tests"), own=PARTS_OF_A_STUB),
    Rule("contracts/codegen/runtime/*.py", ("contracts",), own=("contracts.codegen.runtime",)),
]
MODULES = ("__init__", "__main__", "access", "application", "cli", "handlers", "migrations/__init__", "settings")
NOUNS = {
    "answer",
    "auth",
    "authority",
    "demo",
    "information",
    "login",
    "minting",
    "principal",
    "token",
    "tokens",
    "topic",
    "topics",
}
NOUNS_OF = {
    "chassis/access.py": {"answer", "authority", "principal"},  # who decides, and about whom, is the same everywhere
    "chassis/credentials.py": {"token"},  # as RFC 6750 calls what follows the scheme
}
GUARDS: dict[str, tuple[type[object], object]] = {
    "auth": (AuthHandlers, auth_service.access.auth_required),
    "info": (InfoHandlers, info_service.access.auth_required),
}
OPEN = {"login"}
"""Secured operations without a guard: to ask whose credential it is, one needs no scope."""
EVERYWHERE = r"0\.0\.0\.0|\[::\]"
"""How one listens on every address of a machine."""


def imports(path: Path) -> Iterator[tuple[int, str]]:
    """Yield what a file imports, by absolute names, each with its line."""
    package = path.relative_to(ROOT).parent.parts
    for node in ast.walk(ast.parse(path.read_text())):
        if isinstance(node, ast.Import):
            yield from ((node.lineno, alias.name) for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            start = package[: len(package) + 1 - node.level] if node.level else ()
            module = ".".join((*start, node.module) if node.module else start)
            yield from ((node.lineno, f"{module}.{alias.name}") for alias in node.names)


def lies_in(module: str, packages: tuple[str, ...]) -> bool:
    return any(f"{module}.".startswith(f"{package}.") for package in packages)


def words(path: Path) -> set[str]:
    """Return the words of which the names in a file are made, in lower case; texts do not count."""
    nodes = (node for node in ast.walk(ast.parse(path.read_text())) if not isinstance(node, ast.Constant))
    names = (value for node in nodes for _, value in ast.iter_fields(node) if isinstance(value, str))
    return {word.lower() for name in names for word in re.findall(r"[A-Z]?[a-z]+|[A-Z]+", name)}


def sources() -> list[Path]:
    """Return the files of the project, but for tests, prose, databases and what begins with a dot."""
    folders = (*SERVICES, "chassis", "contracts", "generated")
    paths = [*ROOT.glob("[!.]*"), *(path for folder in folders for path in ROOT.glob(f"{folder}/**/*"))]
    return [path for path in paths if path.is_file() and not re.search(r"\.(md$|pyc$|db)", path.name)]


@pytest.mark.parametrize("rule", RULES, ids=str)
def test_imports_point_one_way(rule: Rule) -> None:
    files = [path for path in ROOT.glob(rule.who) if not any(map(path.match, rule.but))]
    seen = [(path, line, module) for path in files for line, module in imports(path)]
    assert seen, f"{rule.who} matches no file that imports anything: mend the rule"
    found = [
        f"{path.relative_to(ROOT)}:{line}: imports {module}"
        for path, line, module in seen
        if lies_in(module, rule.barred) and not lies_in(module, rule.own)
    ]
    assert not found, f"move what is needed to where it may be known, or pass it as a parameter ({rule})"


def chassis() -> dict[str, Path]:
    """Return the modules of the chassis, by their paths in the project."""
    modules = {str(path.relative_to(ROOT)): path for path in ROOT.glob("chassis/**/*.py")}
    assert {"chassis/settings.py", "chassis/storage.py", "chassis/migrations/__init__.py"} <= modules.keys()
    return modules


def test_chassis_has_no_business_noun() -> None:
    found = {name: words(path) & NOUNS for name, path in chassis().items()}
    knowing = {name: nouns for name, nouns in found.items() if nouns}
    assert knowing == NOUNS_OF, "what has a noun of a service in its names belongs into that service"


def test_chassis_names_no_service() -> None:
    found = [
        name for name, path in chassis().items() if re.search("(auth|info)_service|(AUTH|INFO)_", path.read_text())
    ]
    assert not found, "the chassis serves any service: take the name as a parameter"


def test_services_have_the_same_modules() -> None:
    missing = [f"{service}/{name}.py" for service in SERVICES for name in MODULES]
    assert [name for name in missing if not (ROOT / name).is_file()] == []


@pytest.mark.parametrize("name", GUARDS)
def test_secured_operations_are_guarded(name: str) -> None:
    handlers, guard = GUARDS[name]
    contract = load(ROOT / f"contracts/{name}.openapi.yaml")
    secured = {snake((op.node / "operationId").text) for op in operations(contract) if op.security.value}
    assert len(secured) >= 5
    methods = {method: getattr(handlers, method) for method in secured - OPEN}
    found = [method for method, code in methods.items() if inspect.getclosurevars(code).nonlocals.get("self") != guard]
    assert not found, f"put @auth_required of {name}_service/access.py, and no other decorator, right above them"


def test_contracts_agree_on_what_both_have() -> None:
    first, second = (load(path).value["components"] for path in CONTRACTS)
    assert isinstance(first, dict)
    assert isinstance(second, dict)
    shared = {
        (kind, name): (one[name], other[name])
        for kind, one in first.items()
        if isinstance(one, dict) and isinstance(other := second.get(kind), dict)
        for name in one.keys() & other.keys()
    }
    assert {("schemas", "Problem"), ("responses", "Unauthorized"), ("securitySchemes", "bearer")} <= shared.keys()
    assert [place for place, (one, other) in shared.items() if one != other] == []


def test_nothing_listens_on_every_address() -> None:
    texts = {path.relative_to(ROOT): path.read_text() for path in sources()}
    assert {Path("Procfile"), Path("chassis/serving.py"), Path("contracts/auth.openapi.yaml")} <= texts.keys()
    found = [str(path) for path, text in texts.items() if re.search(EVERYWHERE, text)]
    assert not found, "listen on 127.0.0.1, and leave any other address to who runs the service (AUTH_HOST, INFO_HOST)"
