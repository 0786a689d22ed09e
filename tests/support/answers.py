"""Holds each answer of our services to its contract as a test receives it, and counts what was seen."""

import re
from collections import Counter
from collections.abc import Awaitable, Callable, Iterable, Mapping
from dataclasses import dataclass
from functools import cache, partial
from threading import Lock
from urllib.parse import unquote, urlsplit

import httpx
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from contracts.document import Document
from contracts.view import operations
from tests.support.records import ROOT, Answer, Record, Seen, digests, read_contracts

REQUEST = re.compile(rb"([A-Z]+) (/[!-~]*) HTTP/1\.1\r\n")
STATUS = re.compile(rb"HTTP/1\.1 ([2-5]\d\d) ")
CLOSE = b"connection: close"


@dataclass(frozen=True)
class Promise:
    """What else a contract says of an answer: the headers that it always has; and the file and line that say so."""

    headers: frozenset[str]
    where: str


def promises(contracts: Mapping[str, Document]) -> dict[Answer, Promise]:
    """Return all answers that contracts have."""
    return {
        Answer(api, operation.name, int(status), media_type): Promise(
            frozenset(name for name, header in (node / "headers").members() if (header / "required").value),
            contract.where((*operation.node.place, "responses", status)).removeprefix(f"{ROOT}/"),
        )
        for api, contract in contracts.items()
        for operation in operations(contract)
        for status, node in operation.responses
        for media_type in (node / "content").mapping or [""]
    }


class Recorder:
    """Counts answers; one that is in no contract is counted, too, and then is an AssertionError."""

    def __init__(self, contracts: Mapping[str, Document]) -> None:
        self._contracts = digests(contracts)
        self._promises = promises(contracts)
        self._operations = {
            (answer.api, answer.operation): _pattern(answer.operation)
            for answer in sorted(self._promises, key=lambda answer: "{" in answer.operation)
        }
        self._answers: Counter[Answer] = Counter()
        self._elsewhere: Counter[str] = Counter()
        self._lock = Lock()

    def saw(self, api: str, method: str, path: str, status: int, headers: Mapping[str, str]) -> None:
        """Look at an answer to a request; where the contract has no operation, anything is right.

        path: without the query, and without percent-encoding

        Raises:
            AssertionError: the operation has no such answer: its status, its media type, or for want of a header.
        """
        operation = self._operation(api, f"{method} {path}")
        if operation is None:
            with self._lock:
                self._elsewhere[str(status)] += 1
            return
        fields = {name.lower(): value for name, value in headers.items()}
        answer = Answer(api, operation, status, fields.get("content-type", "").partition(";")[0].strip().lower())
        promise = self._promises.get(answer)
        lacking = [name for name in promise.headers if name.lower() not in fields] if promise else []
        answer = answer._replace(media_type=_with(answer.media_type, "without", lacking))
        with self._lock:
            self._answers[answer] += 1
        assert answer in self._promises, (
            f"{api}_service answered {answer}, which contracts/{api}.openapi.yaml does not have; there are "
            f"{'; '.join(self._documented(api, operation))}. Mend the service, or document the answer."
        )

    def saw_bytes(self, api: str, sent: bytes, received: bytes) -> None:
        """Look at the first answer on a connection, if there is any, to the request with which it began.

        What the edge refuses comes to no operation (see `info.description` of the contracts): that is a 431, or a
        400 with which the connection ends though nobody asked for it.
        """
        head = next((head for head in received.split(b"\r\n\r\n") if STATUS.match(head)), None)
        if head is None:
            return
        start, *lines = head.decode("latin-1").split("\r\n")
        status, fields = int(start.split(" ")[1]), (line.partition(":") for line in lines)
        refused = status == 431 or (status == 400 and CLOSE in head.lower() and CLOSE not in sent.lower())
        request = None if refused else REQUEST.match(sent)
        method, target = map(bytes.decode, request.groups()) if request else ("", "")
        self.saw(api, method, unquote(urlsplit(target).path), status, {name: value for name, _, value in fields})

    def saw_response(self, api: str, response: httpx.Response) -> None:
        """Look at what an httpx client received."""
        request = response.request
        self.saw(api, request.method, request.url.path, response.status_code, response.headers)

    def hooks(self, api: str) -> dict[str, list[Callable[[httpx.Response], None]]]:
        """Return the `event_hooks` of an httpx client that asks one of our services."""

        return {"response": [partial(self.saw_response, api)]}

    def async_hooks(self, api: str) -> dict[str, list[Callable[[httpx.Response], Awaitable[None]]]]:
        """Return the same for an asynchronous client."""

        async def look(response: httpx.Response) -> None:
            self.saw_response(api, response)

        return {"response": [look]}

    def observed(self, api: str, app: ASGIApp) -> ASGIApp:
        """Return one of our services as seen from inside, for callers that have no hooks."""

        async def observe(scope: Scope, receive: Receive, send: Send) -> None:
            async def look(message: Message) -> None:
                if message["type"] == "http.response.start":
                    fields = {name.decode(): value.decode("latin-1") for name, value in message["headers"]}
                    self.saw(api, scope["method"], scope["path"], message["status"], fields)
                await send(message)

            await app(scope, receive, look)

        return observe

    def add(self, record: Record) -> None:
        """Count what another process saw."""
        with self._lock:
            self._answers.update({seen.answer: seen.count for seen in record.answers})
            self._elsewhere.update(record.elsewhere)

    @property
    def record(self) -> Record:
        """What was seen so far."""
        seen = [Seen(**answer._asdict(), count=count) for answer, count in sorted(self._answers.items())]
        return Record(contracts=self._contracts, answers=seen, elsewhere=dict(sorted(self._elsewhere.items())))

    def _operation(self, api: str, asked: str) -> str | None:
        mine = ((name, pattern) for (owner, name), pattern in self._operations.items() if owner == api)
        return next((name for name, pattern in mine if pattern.fullmatch(asked)), None)

    def _documented(self, api: str, operation: str) -> list[str]:
        mine = ((answer, promise) for answer, promise in self._promises.items() if answer[:2] == (api, operation))
        return [_with(f"{answer.status} {answer.media_type}", "with", promise.headers) for answer, promise in mine]


def _pattern(operation: str) -> re.Pattern[str]:
    return re.compile("[^/]+".join(map(re.escape, re.split(r"{.+?}", operation))))


def _with(text: str, word: str, headers: Iterable[str]) -> str:
    names = ", ".join(sorted(headers))
    return f"{text} {word} {names}".strip() if names else text


@cache
def recorder() -> Recorder:
    """Return the one recorder of this process."""
    return Recorder(read_contracts())
