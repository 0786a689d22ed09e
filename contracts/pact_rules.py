"""What a pact must be beside its provider's contract; each rule yields where it is broken and what to write instead."""

import re
from collections.abc import Callable, Iterator, Sequence
from contextlib import suppress
from itertools import chain
from typing import TypeAlias

from jsonschema.exceptions import ValidationError

from contracts.document import Document, Json, Place
from contracts.exchange import Exchange, Schema, body_schema, contents, contract_of, exchange, title
from contracts.pact import Interaction, Message, interactions, party, path
from contracts.view import Node

Remark: TypeAlias = tuple[Place, str]
Rule: TypeAlias = Callable[[Exchange], Iterator[Remark]]

PLAIN = {("header", name) for name in ("accept", "content-type", "authorization")}
"""Headers that no parameter describes, says OpenAPI; other rules look at the last two."""


# Rules for a pact.


def format_known(pact: Document) -> Iterator[Remark]:
    """Every pact is in version 4 of Pact's format, and all its interactions are HTTP."""
    version = Node(pact) / "metadata" / "pactSpecification" / "version"
    if version.text.partition(".")[0] != "4":
        yield version.place, f"the version of the format is {version.value!r}; write the pact with V4"
    for interaction in interactions(pact):
        kind = interaction.node / "type"
        if kind.text != "Synchronous/HTTP":
            yield kind.place, f"{kind.value!r} is nothing that an OpenAPI contract describes; keep it in another pact"


def interactions_present(pact: Document) -> Iterator[Remark]:
    """Every pact has an interaction; without one, nothing would have been checked."""
    if not interactions(pact):
        yield ("interactions",), "there is no interaction; write what the consumer relies on, or delete the pact"


def provider_known(pact: Document, contracts: Sequence[Document]) -> Iterator[Remark]:
    """Every pact is with a provider whose contract is given: one that has its name as info.title."""
    provider = party(pact, "provider")
    if contract_of(provider.text, contracts) is None:
        titles = ", ".join(map(title, contracts))
        yield provider.place, f"the contract of {provider.value!r} is not among {titles}; name it, or correct the name"


def operation_exists(interaction: Interaction, contract: Document) -> Iterator[Remark]:
    """Every request is one to an operation that the contract has."""
    if not exchange(interaction, contract):
        request = interaction.request.node
        message = (
            f"{contract.path} has no {interaction.method} {interaction.path}; ask for what it has, or add it there"
        )
        yield (*request.place, "path"), message


# Rules for an interaction, beside its operation. First, what is sent.


def path_accepted(both: Exchange) -> Iterator[Remark]:
    """Every parameter in the path has a value that the contract accepts."""
    yield from _values_accepted(both, "path")


def query_accepted(both: Exchange) -> Iterator[Remark]:
    """Every parameter in the query is one that the contract has, with a value that it accepts; none is missing."""
    yield from chain(_values_accepted(both, "query"), _names_accepted(both, "query"))


def headers_accepted(both: Exchange) -> Iterator[Remark]:
    """Every header of the request is one that the contract has, with a value that it accepts; none is missing."""
    yield from chain(_values_accepted(both, "header"), _names_accepted(both, "header"))


def credential_sent(both: Exchange) -> Iterator[Remark]:
    """Every secured operation is asked with a credential, where a scheme has it, unless the answer is a 401."""
    ways = both.ways_in
    sent = {field: values for field, (_, values) in both.sent.items()}
    if ways and both.interaction.status != "401" and not any(all(each.is_in(sent) for each in way) for way in ways):
        wanted = " or ".join(" and ".join(map(str, way)) for way in ways)
        message = f"{both.operation.name} demands a credential, {_says(both.operation.security)}; send {wanted}"
        yield both.interaction.request.node.place, message


def body_accepted(both: Exchange) -> Iterator[Remark]:
    """Every body that is sent is of a media type and a form that the contract accepts; none is missing."""
    declared, message = both.operation.node / "requestBody", both.interaction.request
    if message.body is None and declared.mapping.get("required") is True:
        yield message.node.place, f"{both.operation.name} demands a body, {_says(declared)}; send one"
    yield from _media_type_known(declared, message)
    schema = body_schema(declared, message)
    yield from _wrong(schema, message, schema.errors(message.content) if message.body else iter(()))


# Then, what comes back.


def status_documented(both: Exchange) -> Iterator[Remark]:
    """Every answer has a status that the contract has for the operation."""
    if not both.answer.mapping:
        known = ", ".join(status for status, _ in both.operation.responses)
        place = (*both.interaction.answer.node.place, "status")
        yield place, f"{both.operation.name} answers {known}, {_says(both.operation.node)}; expect one of these"


def body_possible(both: Exchange) -> Iterator[Remark]:
    """Every body that is received is of a media type and a form that the contract has; it need not be complete."""
    message = both.interaction.answer
    yield from _media_type_known(both.answer, message)
    yield from _wrong(both.schema, message, both.schema.impossible(message.content) if message.body else iter(()))


def headers_promised(both: Exchange) -> Iterator[Remark]:
    """Every header that the consumer relies on is required in the contract, and its value is a possible one."""
    for name, node, value in both.interaction.answer.headers:
        header = both.headers.get(name.lower(), both.answer)
        refusal = Schema(header / "schema").refusal([value])
        if name.lower() == "content-type":
            continue  # body_possible has looked at it
        if header.mapping.get("required") is not True:
            yield node.place, f"{name} need not be there, {_says(header)}; do not rely on it, or make it required"
        elif refusal:
            yield node.place, f"{name} is never like this, {_says(header)}: {refusal}; write a value that can be"


def members_required(both: Exchange) -> Iterator[Remark]:
    """Every member that the consumer relies on is required in the contract, at every level."""
    answer = both.interaction.answer
    for steps, _ in answer.parts:
        if steps and isinstance(steps[-1], str) and both.schema.admits_instead(answer.content, answer.changed(steps)):
            message = (
                f"{path(steps)} need not be there, {_says(both.schema.node)}; do not rely on it, or make it required"
            )
            yield answer.place(steps), message


def values_promised(both: Exchange) -> Iterator[Remark]:
    """No value is demanded that the contract leaves open, unless the request or a provider state can bring it about."""
    answer = both.interaction.answer
    sent = chain(
        (text for _, texts in both.sent.values() for text in texts), (v for _, v in both.interaction.request.parts)
    )
    asked = set(map(str, sent))
    for steps, value in answer.parts:
        settled = both.interaction.has_state or str(value) in asked
        for other in _refused(value, answer.matchers("body", steps), settled=settled):
            if both.schema.admits_instead(answer.content, answer.changed(steps, other)):
                message = f"{path(steps)} can be {other!r}, too, {_says(both.schema.node)}; use a matcher, or a state"
                yield answer.place(steps), message


def _refused(value: Json, matchers: list[dict[str, Json]], *, settled: bool) -> list[Json]:
    """Return values that a consumer refuses; if the value is settled, those alone that it takes for impossible."""
    kinds = {matcher.get("match") for matcher in matchers}
    if "integer" in kinds and isinstance(value, int):
        return [value + 0.5]
    if kinds or settled:
        return []
    if isinstance(value, bool):
        return [not value]
    if isinstance(value, int | float):
        return [value + 1]
    return [f"{value}x"] if isinstance(value, str) else []


def matchers_fit(both: Exchange) -> Iterator[Remark]:
    """Every regular expression matches the value beside it, which is the one that the consumer was tested with."""
    answer = both.interaction.answer
    values = [(answer.place(steps), answer.matchers("body", steps), value) for steps, value in answer.parts]
    values += [(node.place, answer.matchers("header", (name,)), value) for name, node, value in answer.headers]
    for place, matchers, value in values:
        for regex in (matcher["regex"] for matcher in matchers if "regex" in matcher):
            with suppress(re.error):  # Rust's syntax has some things that Python's does not
                if not re.search(str(regex), str(value)):
                    yield place, f"{value!r} does not match {regex!r}; correct one of them"


def _values_accepted(both: Exchange, kind: str) -> Iterator[Remark]:
    for (where, name), parameter in both.declared.items():
        if where == kind:
            place, values = both.sent.get((where, name), (both.interaction.request.node.place, []))
            refusal = Schema(parameter / "schema").refusal(values) if values else ""
            if refusal:
                yield place, f"{name} is not accepted, {_says(parameter)}: {refusal}; send what fits"
            elif not values and parameter.mapping.get("required") is True:
                yield place, f"the {kind} parameter {name} is missing, {_says(parameter)}; send it"


def _names_accepted(both: Exchange, kind: str) -> Iterator[Remark]:
    known = {*both.declared, *PLAIN, *(credential.field for way in both.ways_in for credential in way)}
    for field, (place, _) in both.sent.items():
        if field[0] == kind and field not in known:
            says = _says(both.operation.node)
            yield place, f"{both.operation.name} has no {kind} parameter {field[1]}, {says}; do not send it"


def _media_type_known(holder: Node, message: Message) -> Iterator[Remark]:
    known = contents(holder)
    sent = message.media_types or ({"body without a media type"} if message.body else set())
    for media_type in sorted(sent - known.keys()):
        names = " or ".join(known) or "no body"
        yield (*message.node.place, "body"), f"there is no {media_type} here, {_says(holder)}; write {names}"


def _wrong(schema: Schema, message: Message, errors: Iterator[ValidationError]) -> Iterator[Remark]:
    for error in errors:
        text = f"the body is not valid, {_says(schema.node)}: {error.message}; correct it"
        yield message.place(tuple(error.absolute_path)), text


def _says(node: Node) -> str:
    return f"says {node.document.where(node.place)}"


SOUND: tuple[Callable[[Document], Iterator[Remark]], ...] = (format_known, interactions_present)
"""What must hold in any pact."""

RULES: tuple[tuple[Rule, ...], ...] = (
    (path_accepted, query_accepted, headers_accepted, credential_sent, body_accepted, status_documented),
    (body_possible, headers_promised, members_required, values_promised, matchers_fit),
)
"""What must hold for an interaction; the second part can be asked for if the first has found nothing."""
