"""Serves the examples of a contract, so that a consumer's team can work without the provider."""

import argparse
import asyncio
import json
import sys
from collections.abc import Awaitable, Callable, Iterator, Sequence
from contextlib import suppress
from importlib import import_module
from pathlib import Path
from types import SimpleNamespace
from typing import get_type_hints
from urllib.parse import urlsplit

from fastapi import APIRouter, FastAPI

from chassis.application import build
from chassis.credentials import Credential, Fault, read_credential
from chassis.serving import listen, server
from chassis.settings import ServiceSettings
from contracts.codegen.names import snake
from contracts.document import load
from contracts.view import Node, Operation, examples, operations
from generated.runtime.access import AccessRequest
from generated.runtime.answers import Answer, MismatchError, alternatives, is_json
from generated.runtime.text import to_texts

ROOT = Path(__file__).parents[1]
APIS = sorted(path.parent.name for path in ROOT.glob("generated/*/contract.json"))
LONGEST_DELAY = 3600.0


class ExampleError(ValueError):
    """An answer has no example that the contract allows; the text says which, and why."""


class Stub:
    """A provider that lets in every well-formed credential, and knows the examples of its contract alone.

    api: the name of the contract, and of its package in generated/
    status: what every operation answers that documents it; all others answer as usual, with their lowest status
    delay: seconds before each answer of an operation
    answers: for each operation, by the name of its method, what it answers, by status; a test may put others there

    Raises:
        ExampleError: an answer has no example that the contract allows.
    """

    def __init__(self, api: str, status: int = 0, delay: float = 0) -> None:
        self.status = status
        self.delay = delay
        self._package = f"generated.{api}"
        self._create_router: Callable[[object], APIRouter] = import_module(f"{self._package}.server").create_router
        methods = get_type_hints(self._create_router)["server"]
        self._contract = load(ROOT / "generated" / api / "contract.json")
        self.answers: dict[str, dict[int, Answer]] = {}
        for operation in operations(self._contract):
            name = snake((operation.node / "operationId").text)
            kinds = alternatives(get_type_hints(getattr(methods, name))["return"])
            self.answers[name] = exemplary(operation, kinds)

    @property
    def statuses(self) -> list[int]:
        """All statuses that any operation documents."""
        return sorted({status for answers in self.answers.values() for status in answers})

    @property
    def port(self) -> int:
        """The port that the contract names, or 0."""
        return urlsplit((Node(self._contract) / "servers" / 0 / "url").text).port or 0

    def app(self) -> FastAPI:
        """Build the application, as that of a service is built."""
        leaving = asyncio.Event()
        methods = {name: self._method(answers, leaving) for name, answers in self.answers.items()}
        return build(self._package, self._create_router(SimpleNamespace(**methods)), leave=leaving.set)

    def _method(self, answers: dict[int, Answer], leaving: asyncio.Event) -> Callable[..., Awaitable[Answer]]:
        async def method(access: AccessRequest | None = None, /, **sent: object) -> Answer:
            with suppress(TimeoutError):  # who stops the stub does not wait for its delays
                await asyncio.wait_for(leaving.wait(), self.delay)
            refused = access and refusal(access)
            return answers[refused] if refused else answers.get(self.status) or answers[min(answers)]

        return method


def refusal(access: AccessRequest) -> int | None:
    """Return the status with which a caller is refused for what was sent; None if it may be good."""
    read = [read_credential(sent) for sent in access.sent.values()]
    if Fault.AMBIGUOUS in read:
        return 400
    is_optional = not all(access.security.requirements)
    return None if is_optional or any(isinstance(one, Credential) for one in read) else 401


def exemplary(operation: Operation, kinds: Sequence[type[Answer]]) -> dict[int, Answer]:
    """Return for each status of an operation the answer that its examples make.

    kinds: the classes of its answers

    Raises:
        ExampleError: an answer has no example that the contract allows.
    """
    answers = {}
    for status, response in operation.responses:
        kind = next(kind for kind in kinds if int(status) in kind.statuses)
        try:
            answers[int(status)] = kind.from_message(int(status), dict(_headers(response)), _content(response))
        except MismatchError as error:
            message = f"the {status} of {operation.name} has no good example: {error}; write one into the contract"
            raise ExampleError(message) from None
    return answers


def _headers(response: Node) -> Iterator[tuple[str, str]]:
    for name, header in (response / "headers").members():
        for example in examples(header):
            yield name, ",".join(to_texts(object, example.value))


def _content(response: Node) -> bytes:
    for media_type, content in (response / "content").members():
        for example in examples(content):
            return (json.dumps(example.value) if is_json(media_type) else str(example.value)).encode()
    return b""


def main(arguments: Sequence[str] | None = None) -> int:
    """Serve until Ctrl-C or SIGTERM; return 0 then, 1 if the port cannot be had, 2 if an example is missing."""
    parser = _parser()
    given = parser.parse_args(arguments)
    try:
        stub = Stub(given.api, given.status, given.delay)
    except ExampleError as error:
        print(f"{given.api}: {error}", file=sys.stderr)
        return 2
    if given.status not in (0, *stub.statuses):
        documented = ", ".join(map(str, stub.statuses))
        parser.error(f"no operation of {given.api} documents the status {given.status}; there are {documented}")
    port = stub.port if given.port is None else given.port
    try:
        listener = listen(ServiceSettings.model_construct(host=given.host, port=port))
    except (OSError, OverflowError) as error:
        reason = str(error).partition(" (while")[0].removesuffix(".")
        print(f"Cannot listen on {given.host}:{port}: {reason}. Choose with --host and --port.", file=sys.stderr)
        return 1
    server(stub.app()).run(sockets=[listener])
    return 0


def _seconds(text: str) -> float:
    seconds = float(text)
    if not 0 <= seconds <= LONGEST_DELAY:
        message = f"{text} is no number of seconds from 0 to {LONGEST_DELAY:g}"
        raise argparse.ArgumentTypeError(message)
    return seconds


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog="python -m contracts.stub",
        description="Serve the examples of a contract, so that a consumer's team can work without the provider.\n\n"
        "Each operation answers with the example of its lowest status, any well-formed credential is good, and\n"
        "nothing is kept. A request that the contract does not allow is refused as the provider refuses it.",
        epilog="for example:\n"
        "  python -m contracts.stub auth                 everybody is let in\n"
        "  python -m contracts.stub auth --status 401    nobody is\n"
        "  python -m contracts.stub auth --status 503    it cannot say who is\n"
        "  python -m contracts.stub auth --delay 2       it is slow to say it\n"
        "\nA contract of your own can be served as soon as `tox run -e generate` has made its package.\n"
        "\nexit status: 0 stopped by Ctrl-C or SIGTERM, 1 the port cannot be had, 2 an example is missing or not what\n"
        "the contract allows, or wrong usage",
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    parser.add_argument("api", metavar="API", choices=APIS, help=f"whose contract: {' or '.join(APIS)}")
    parser.add_argument("--host", default="127.0.0.1", help="the address to listen on (default: %(default)s)")
    parser.add_argument(
        "--port",
        type=int,
        help="the port to listen on; 0 takes a free one (default: that of the contract's `servers`)",
    )
    parser.add_argument(
        "--status",
        metavar="CODE",
        type=int,
        default=0,
        help="what every operation answers that documents it; the others, and refusals, are as usual",
    )
    parser.add_argument(
        "--delay", metavar="SECONDS", type=_seconds, default=0, help="to wait before each answer of an operation"
    )
    return parser


if __name__ == "__main__":
    sys.exit(main())
