"""Draws what a consumer relies on, its pact, on the contract of its provider."""

from collections.abc import Iterable, Iterator

from contracts.document import Document
from contracts.exchange import contract_of, exchange
from contracts.pact import Interaction, interactions, party
from contracts.view import Node, operations
from tests.report.report import Part, Reliance, Relied


def reliance(pact: Document, contracts: Iterable[Document]) -> Iterator[Reliance]:
    """Yield what a pact relies on, if its provider's contract is there: of all answers of what it asks for."""
    consumer, provider = (party(pact, role).text for role in ("consumer", "provider"))
    contract = contract_of(provider, contracts)
    if contract is None:
        return
    used: dict[str, list[Interaction]] = {}
    for found in (exchange(interaction, contract) for interaction in interactions(pact)):
        if found is not None:
            used.setdefault(found.operation.name, []).append(found.interaction)
    all_of_them = list(operations(contract))
    yield Reliance(
        consumer=consumer,
        provider=provider,
        answers=[
            _relied(operation.name, int(status), node, used[operation.name])
            for operation in all_of_them
            if operation.name in used
            for status, node in operation.responses
        ],
        unused=[operation.name for operation in all_of_them if operation.name not in used],
    )


def _relied(operation: str, status: int, node: Node, asked: list[Interaction]) -> Relied:
    own = [interaction for interaction in asked if interaction.status == str(status)]
    schemas = [content / "schema" for _, content in (node / "content").members()]
    bodies = [interaction.answer.content for interaction in own]
    return Relied(
        operation=operation,
        status=status,
        interactions=len(own),
        headers=_parts(
            {name: header.mapping.get("required") is True for name, header in (node / "headers").members()},
            {name for interaction in own for name, _, _ in interaction.answer.headers} - {"Content-Type"},
        ),
        fields=_parts(
            {
                name: name in [required.text for _, required in (schema / "required").members()]
                for schema in schemas
                for name in (schema / "properties").mapping
            },
            {name for body in bodies if isinstance(body, dict) for name in body},
        ),
    )


def _parts(promised: dict[str, bool], relied: set[str]) -> list[Part]:
    """Return what the contract has, and then what it does not have and is relied on all the same."""
    return [
        Part(name, promised.get(name, False), name in relied) for name in dict.fromkeys([*promised, *sorted(relied)])
    ]
