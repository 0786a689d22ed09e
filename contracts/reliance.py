"""Holds pacts to contracts: requests are accepted, answers are possible, and consumers rely on promises alone."""

import argparse
import sys
from collections.abc import Callable, Sequence
from inspect import getdoc
from itertools import chain
from pathlib import Path

from contracts.document import Document, DocumentError, load
from contracts.exchange import contract_of, exchange
from contracts.lint import Finding, rule_name
from contracts.pact import Interaction, interactions, party
from contracts.pact_rules import RULES, SOUND, operation_exists, provider_known

ALL: tuple[Callable[..., object], ...] = (*SOUND, provider_known, operation_exists, *chain(*RULES))
SENTENCES = {rule_name(rule): getdoc(rule) or "" for rule in ALL}
"""What each rule demands."""


def examine(pact: Document, contracts: Sequence[Document]) -> list[Finding]:
    """Return what is wrong with a pact, held against the contract of its provider, by line."""
    contract = contract_of(party(pact, "provider").text, contracts)
    found = unsound(pact, contracts)
    if contract and not found:
        found = [finding for interaction in interactions(pact) for finding in hold(interaction, contract)]
    return sorted(found)


def unsound(pact: Document, contracts: Sequence[Document]) -> list[Finding]:
    """Return why the interactions of a pact cannot be looked at; nothing if they can."""
    found = [Finding.at(rule, pact, *remark) for rule in SOUND for remark in rule(pact)]
    return found + [Finding.at(provider_known, pact, *remark) for remark in provider_known(pact, contracts)]


def hold(interaction: Interaction, contract: Document) -> list[Finding]:
    """Return why a contract does not hold what an interaction relies on; nothing if it does."""
    pact = interaction.node.document
    found = [Finding.at(operation_exists, pact, *remark) for remark in operation_exists(interaction, contract)]
    both = exchange(interaction, contract)
    for rules in RULES:
        if both and not found:
            found = [Finding.at(rule, pact, *remark) for rule in rules for remark in rule(both)]
    return found


def main(arguments: Sequence[str] | None = None) -> int:
    """Check the pacts that the command line names; return 0 if all is well, 1 if not, 2 if there is none to read."""
    given = _parser().parse_args(arguments)
    try:
        contracts = [load(file) for file in given.contracts]
        pacts = [load(file) for named in given.pacts for file in _files(named)]
    except DocumentError as error:
        print(error, file=sys.stderr)
        return 2
    findings = [finding for pact in pacts for finding in examine(pact, contracts)]
    for finding in sorted(findings):
        print(finding)
    if not findings:
        every = [interaction for pact in pacts for interaction in interactions(pact)]
        names = sum(len(interaction.relied) for interaction in every)
        print(f"pacts: {len(pacts)}, interactions: {len(every)}, headers and members relied on: {names}; all promised")
    return 1 if findings else 0


def _files(named: Path) -> list[Path]:
    found = sorted(named.glob("*.json")) if named.is_dir() else [named]
    if not found:
        message = f"{named}: there is no pact in this folder; name another, or run `tox run -e generate`"
        raise DocumentError(message)
    return found


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog="python -m contracts.reliance",
        usage="%(prog)s [-h] PACT [PACT ...] --contract SPEC [SPEC ...]",
        description="Hold pacts to the contracts of their providers. One line for each finding:\n"
        "FILE:LINE: RULE: what is wrong, and what to write instead.",
        epilog="rules:\n"
        + "".join(f"  {name:<22} {sentence}\n" for name, sentence in SENTENCES.items())
        + "\nexit status: 0 nothing found, 1 something found, 2 a file cannot be read, or wrong usage",
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    parser.add_argument("pacts", metavar="PACT", nargs="+", type=Path, help="a pact, or a folder with pacts")
    parser.add_argument(
        "--contract",
        dest="contracts",
        metavar="SPEC",
        nargs="+",
        type=Path,
        required=True,
        help="the OpenAPI documents of the providers, YAML or JSON; info.title is the name that pacts have for them",
    )
    return parser


if __name__ == "__main__":
    sys.exit(main())
