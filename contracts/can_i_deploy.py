"""Says from git alone whether a service may be deployed beside others, and why."""

import argparse
import re
import sys
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from contracts.document import Document, DocumentError, parse
from contracts.exchange import contract_of, exchange, title
from contracts.history import HistoryError, files
from contracts.pact import Interaction, interactions, party
from contracts.reliance import hold, unsound
from contracts.surprises import surprises

CONTRACT, PACT = ".openapi.yaml", ".json"
"""How the files are called, in contracts/."""
GENERATED = r"^\s*(from|import) generated(\.| import .*\b){}\b"
"""How a module gets at the client of an API."""


class UnknownServiceError(Exception):
    """A revision has no such service; the text says which it has."""


@dataclass(frozen=True)
class State:
    """A service, as the repository has it.

    revision: as it was given; nothing if it is the work tree
    contract: its own
    contracts, pacts: all that the repository has there
    """

    root: Path
    service: str
    revision: str
    contract: Document
    contracts: list[Document]
    pacts: list[Document]

    def __str__(self) -> str:
        return f"{self.service}@{self.revision}" if self.revision else self.service

    def imports(self, contract: Document) -> str | None:
        """Return the first file of the service that imports what is generated from a contract."""
        generated = re.compile(GENERATED.format(contract.path.name.partition(".")[0]), re.MULTILINE)
        sources = _files(self.root, self.revision, self.service, ".py")
        return next((path for path, source in sources.items() if generated.search(source.decode())), None)


def read(root: Path, named: str) -> State:
    """Read a service out of git.

    named: SERVICE@REVISION, or SERVICE as it is in the work tree

    Raises:
        HistoryError: there is no such revision.
        UnknownServiceError: there is no such service.
        DocumentError: a contract or a pact cannot be read.
    """
    service, _, revision = named.partition("@")
    prefix = f"{revision}:" if revision else ""
    found = _files(root, revision, "contracts", CONTRACT, PACT).items()
    documents = [parse(Path(f"{prefix}{path}"), source) for path, source in found]
    contracts = [document for document in documents if document.path.name.endswith(CONTRACT)]
    pacts = [document for document in documents if document.path.name.endswith(PACT)]
    contract = contract_of(service, contracts)
    if contract is None:
        there = ", ".join(map(title, contracts)) or "no contract at all"
        message = f"{named}: there is no contract of {service!r}, only {there}; correct the name or the revision"
        raise UnknownServiceError(message)
    return State(root, service, revision, contract, contracts, pacts)


def _files(root: Path, revision: str, folder: str, *suffixes: str) -> dict[str, bytes]:
    if revision:
        return files(root, revision, folder, *suffixes)
    found = (path for path in sorted((root / folder).rglob("*")) if path.is_file() and path.name.endswith(suffixes))
    return {str(path.relative_to(root)): path.read_bytes() for path in found}


@dataclass(frozen=True)
class Reason:
    """Something that a consumer needs: whether the provider gives it, and what it is, or what is wrong."""

    given: bool
    text: str

    def __str__(self) -> str:
        return f"  {'yes' if self.given else 'NO '} {self.text}"


def reasons(consumer: State, provider: State) -> Iterator[Reason]:
    """Yield everything that a consumer needs of a provider; nothing if it does not ask it."""
    parties = (consumer.service, provider.service)
    pacts = [pact for pact in consumer.pacts if (party(pact, "consumer").text, party(pact, "provider").text) == parties]
    for pact in pacts:
        faults = unsound(pact, [provider.contract])
        yield from (Reason(given=False, text=str(fault)) for fault in faults)
        for interaction in interactions(pact) if not faults else ():
            yield from _kept(interaction, provider.contract)
        yield from _understood(pact, consumer, provider.contract)
    client = None if pacts else consumer.imports(provider.contract)
    if client:
        text = f"{client} asks {provider.service}, and no pact says what it relies on; write one, in tests/pact"
        yield Reason(given=False, text=text)


def _kept(interaction: Interaction, contract: Document) -> Iterator[Reason]:
    """Yield whether what the pact says is in the contract."""
    findings = hold(interaction, contract)
    yield from (Reason(given=False, text=f"{interaction.description}: {finding}") for finding in findings)
    both = exchange(interaction, contract)
    if both and not findings:
        where = contract.where(both.answer.place)
        relied = ", ".join(interaction.relied) or "nothing else"
        text = f"{interaction.description}: {both.operation.name} answers {interaction.status} with {relied}; {where}"
        yield Reason(given=True, text=text)


def _understood(pact: Document, consumer: State, contract: Document) -> Iterator[Reason]:
    """Yield whether the consumer's client, generated from the contract that it had, knows what it may be answered."""
    known = contract_of(title(contract), consumer.contracts)
    if known is None:
        yield Reason(given=False, text=f"{consumer} has no contract of {title(contract)}, so nobody knows its client")
        return
    both = [(exchange(one, known), exchange(one, contract)) for one in interactions(pact)]
    used = {before.operation.name: (before.operation, now.operation) for before, now in both if before and now}
    for name, (before, now) in used.items():
        found = [
            f"{contract.where(place)}: {name}: {message}; {consumer} raises UndocumentedResponseError then"
            for place, message in surprises(before, now)
        ]
        if now.scopes and not all(any(way <= had for way in now.scopes) for had in before.scopes):
            found.append(
                f"{contract.where(now.security.place)}: {name}: it demands scopes that {consumer} knows nothing of"
            )
        yield from (Reason(given=False, text=text) for text in found)
        if not found:
            text = f"the client of {consumer} knows all answers of {name}; {contract.where(now.node.place)}"
            yield Reason(given=True, text=text)


def main(arguments: Sequence[str] | None = None, root: Path = Path()) -> int:
    """Answer the command line from a repository; return 0 for yes, 1 for no, 2 if it cannot be told."""
    parser = _parser()
    given = parser.parse_args(arguments)
    names = [named.partition("@")[0] for named in (given.service, *given.others)]
    if names[0] in names[1:]:
        parser.error(f"{names[0]} is to be deployed; --with names what is there beside it")
    try:
        service, *others = [read(root, named) for named in (given.service, *given.others)]
    except (HistoryError, UnknownServiceError, DocumentError) as error:
        print(error, file=sys.stderr)
        return 2
    verdicts = [_verdict(service, other) for other in others]
    return 0 if all(verdicts) else 1


def _verdict(service: State, other: State) -> bool:
    """Print whether a service may be deployed beside another one, and why; return it."""
    every: list[Reason] = []
    for consumer, provider in ((service, other), (other, service)):
        found = list(reasons(consumer, provider))
        print(f"{consumer} asks {provider}:" if found else f"{consumer} does not ask {provider}.")
        for reason in found:
            print(reason)
        every += found
    missing = sum(not reason.given for reason in every)
    why = f"{missing} of {len(every)} are not given: see NO above" if missing else f"all {len(every)} are given"
    verb = "may not" if missing else "may"
    print(f"{service} {verb} be deployed with {other}: {why if every else 'neither asks the other'}.")
    return not missing


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog="python -m contracts.can_i_deploy",
        usage="%(prog)s [-h] SERVICE[@REVISION] --with SERVICE[@REVISION]",
        description="Say whether a service may be deployed beside others: whether each provider's contract has what "
        "its consumer's pact relies on, and whether the consumer's client knows all that the provider may answer. "
        "A revision is a tag, a branch or a commit; without one, it is the work tree.",
        epilog="exit status: 0 it may, 1 it may not, 2 a revision or a service is not known, or wrong usage",
    )
    parser.add_argument(
        "service", metavar="SERVICE[@REVISION]", type=_named, help="what is to be deployed: info_service@v1.2.0"
    )
    parser.add_argument(
        "--with",
        dest="others",
        metavar="SERVICE[@REVISION]",
        type=_named,
        action="append",
        required=True,
        help="what is there beside it; may be given several times",
    )
    return parser


def _named(text: str) -> str:
    if not re.fullmatch("[^@]+(@.+)?", text):
        message = f"{text!r}: write SERVICE@REVISION, or SERVICE alone for the work tree"
        raise argparse.ArgumentTypeError(message)
    return text


if __name__ == "__main__":
    sys.exit(main())
