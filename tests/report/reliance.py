"""Draws what a consumer relies on, its pact, on the contract of its provider."""

import re

from contracts.document import Document
from contracts.view import Node, Operation, operations
from tests.report.inputs import Pact, Request, Response
from tests.report.report import Part, Reliance, Relied


def provides(document: Document, pact: Pact) -> bool:
    """Say whether a contract is that of a pact's provider."""
    return (Node(document) / "info" / "title").text == pact.provider.name


def reliance(pact: Pact, document: Document) -> Reliance:
    """Return what a pact relies on: of all answers of the operations that it asks for."""
    all_of_them = list(operations(document))
    used: dict[str, list[Response]] = {}
    for interaction in pact.interactions:
        used.setdefault(_asked(interaction.request, all_of_them), []).append(interaction.response)
    return Reliance(
        consumer=pact.consumer.name,
        provider=pact.provider.name,
        answers=[
            _relied(operation.name, int(status), node, used[operation.name])
            for operation in all_of_them
            if operation.name in used
            for status, node in operation.responses
        ],
        unused=[operation.name for operation in all_of_them if operation.name not in used],
    )


def _asked(request: Request, all_of_them: list[Operation]) -> str:
    """Return the operation that a request is for; a path without parameters goes first."""
    for operation in sorted(all_of_them, key=lambda each: each.name.count("{")):
        pattern = re.sub(r"\\\{[^{}]*\\\}", "[^/]+", re.escape(operation.name))
        if re.fullmatch(pattern, f"{request.method} {request.path}"):
            return operation.name
    return f"{request.method} {request.path}"


def _relied(operation: str, status: int, node: Node, answers: list[Response]) -> Relied:
    own = [answer for answer in answers if answer.status == status]
    schemas = [content / "schema" for _, content in (node / "content").members()]
    return Relied(
        operation=operation,
        status=status,
        interactions=len(own),
        headers=_parts(
            {name: header.mapping.get("required") is True for name, header in (node / "headers").members()},
            {name for answer in own for name in answer.headers} - {"Content-Type"},
        ),
        fields=_parts(
            {
                name: name in [required.text for _, required in (schema / "required").members()]
                for schema in schemas
                for name in (schema / "properties").mapping
            },
            {name for answer in own if isinstance(answer.body.content, dict) for name in answer.body.content},
        ),
    )


def _parts(promised: dict[str, bool], relied: set[str]) -> list[Part]:
    """Return what the contract has, and then what it does not have and is relied on all the same."""
    return [
        Part(name, promised.get(name, False), name in relied) for name in dict.fromkeys([*promised, *sorted(relied)])
    ]
