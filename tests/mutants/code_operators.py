"""Faults in the code of the services and the hop, made by rules over its syntax.

Each operator makes of one node another one; the text of the node is replaced, and all else stays as it is written.
"""

import ast
from collections import Counter
from collections.abc import Callable, Iterator
from itertools import accumulate
from pathlib import Path
from typing import TypeAlias

from tests.mutants.mutant import Mutant

FILES = (
    "auth_service/access.py",
    "auth_service/handlers.py",
    "auth_service/minting.py",
    "auth_service/tokens.py",
    "chassis/access.py",
    "chassis/credentials.py",
    "chassis/readiness.py",
    "info_service/access.py",
    "info_service/decisions.py",
    "info_service/handlers.py",
    "info_service/hop.py",
    "info_service/resilience.py",
    "info_service/topics.py",
)
Old: TypeAlias = ast.expr | ast.stmt
Faults: TypeAlias = Iterator[tuple[Old, Old]]

NEIGHBOURS: dict[type[ast.cmpop], type[ast.cmpop]] = {
    ast.Lt: ast.LtE,
    ast.LtE: ast.Lt,
    ast.Gt: ast.GtE,
    ast.GtE: ast.Gt,
    ast.Eq: ast.NotEq,
    ast.NotEq: ast.Eq,
    ast.Is: ast.IsNot,
    ast.IsNot: ast.Is,
    ast.In: ast.NotIn,
    ast.NotIn: ast.In,
}
OPPOSITES: dict[type[ast.operator], type[ast.operator]] = {ast.Add: ast.Sub, ast.Sub: ast.Add, ast.Mult: ast.Add}


def conditions(node: ast.AST) -> Faults:
    """Negate a condition; `comparisons` turns round what compares."""
    if isinstance(node, ast.If | ast.IfExp | ast.While) and not isinstance(node.test, ast.Compare):
        yield node.test, ast.UnaryOp(ast.Not(), node.test)


def comparisons(node: ast.AST) -> Faults:
    """Put the bound elsewhere, or turn it round."""
    if isinstance(node, ast.Compare) and type(node.ops[0]) in NEIGHBOURS:
        yield node, ast.Compare(node.left, [NEIGHBOURS[type(node.ops[0])](), *node.ops[1:]], node.comparators)


def connectives(node: ast.AST) -> Faults:
    """Make `or` of `and`, and the other way round."""
    if isinstance(node, ast.BoolOp):
        yield node, ast.BoolOp(ast.Or() if isinstance(node.op, ast.And) else ast.And(), node.values)


def sums(node: ast.AST) -> Faults:
    """Add where it subtracts, and the other way round."""
    if isinstance(node, ast.BinOp) and type(node.op) in OPPOSITES:
        yield node, ast.BinOp(node.left, OPPOSITES[type(node.op)](), node.right)


def constants(node: ast.AST) -> Faults:
    """Count one more; say the other of two; write another word."""
    if isinstance(node, ast.Constant):
        if isinstance(node.value, bool):
            yield node, ast.Constant(not node.value)
        elif isinstance(node.value, int | float):
            yield node, ast.Constant(node.value + 1)
        elif isinstance(node.value, str) and node.value and " " not in node.value:
            yield node, ast.Constant(f"{node.value}x")


def arguments(node: ast.AST) -> Faults:
    """Leave out a named argument of a function; what makes a DTO cannot do without."""
    if isinstance(node, ast.Call) and not ast.unparse(node.func).removeprefix("models.")[:1].isupper():
        for keyword in node.keywords:
            yield node, ast.Call(node.func, node.args, [other for other in node.keywords if other is not keyword])


def statements(node: ast.AST) -> Faults:
    """Leave out a statement that does something."""
    if isinstance(node, ast.Expr | ast.AugAssign | ast.Delete):
        yield node, ast.Pass()


def calls(node: ast.AST) -> Faults:
    """Take the least for the most, and leave a text as it is."""
    if isinstance(node, ast.Call):
        match node.func:
            case ast.Name(id="min" | "max" as name):
                yield node, ast.Call(ast.Name("max" if name == "min" else "min"), node.args, node.keywords)
            case ast.Attribute(value=value, attr="strip" | "lower" | "removeprefix" | "removesuffix"):
                yield node, value


OPERATORS: tuple[Callable[[ast.AST], Faults], ...] = (
    conditions,
    comparisons,
    connectives,
    sums,
    constants,
    arguments,
    statements,
    calls,
)


def mutants(root: Path) -> Iterator[Mutant]:
    """Apply all operators to all files."""
    for path in FILES:
        text = (root / path).read_text()
        seen: Counter[str] = Counter()
        for node, scope in _walk(ast.parse(text), ""):
            for operator in OPERATORS:
                for old, new in operator(node):
                    was, becomes = ast.unparse(old), ast.unparse(new)
                    name = f"{path} {scope}: {was} becomes {becomes}"
                    seen[name] += 1
                    name += f" ({seen[name]})" if seen[name] > 1 else ""
                    yield Mutant(
                        name, operator.__doc__ or "", "code", old.lineno, {path: _replaced(text, old, becomes)}
                    )


def _replaced(text: str, old: Old, becomes: str) -> str:
    """Put other text in the place of a node; `ast` counts columns in bytes of UTF-8."""
    lines = text.encode().splitlines(keepends=True)
    starts = list(accumulate(map(len, lines), initial=0))
    assert old.end_lineno is not None
    assert old.end_col_offset is not None
    source, start = text.encode(), starts[old.lineno - 1] + old.col_offset
    inner = becomes if isinstance(old, ast.stmt) else f"({becomes})"
    return (source[:start] + inner.encode() + source[starts[old.end_lineno - 1] + old.end_col_offset :]).decode()


def _walk(node: ast.AST, scope: str) -> Iterator[tuple[ast.AST, str]]:
    """Yield every node with the name of its function; not those of annotations, docstrings, keys and tables.

    A table is there to write statements with; what it looks like in the database, migrations say.
    """
    for name, value in ast.iter_fields(node):
        for child in value if isinstance(value, list) else [value]:
            if not isinstance(child, ast.AST) or name in ("annotation", "returns", "decorator_list", "type_params"):
                continue
            if isinstance(child, ast.Expr) and isinstance(child.value, ast.Constant):
                continue
            if isinstance(child, ast.Call) and ast.unparse(child.func) in ("Table", "TypeVar", "ParamSpec"):
                continue
            if isinstance(child, ast.JoinedStr) or name == "slice":
                continue
            inner = child.name if isinstance(child, ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef) else ""
            within = f"{scope}.{inner}".strip(".") if inner else scope
            yield child, within
            yield from _walk(child, within)
