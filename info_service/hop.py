"""The hop: asks auth_service whose credential this is, and is closed whatever happens."""

import asyncio
import logging
import random
import re
import time
from collections.abc import AsyncIterator
from http.cookiejar import CookieJar, DefaultCookiePolicy

import httpx
from aiohttp import ClientError, ClientSession, DummyCookieJar, TCPConnector
from httpx_aiohttp import AiohttpTransport

from chassis.access import Principal, Refused, Undecided
from chassis.credentials import Credential
from generated.auth.client import AsyncAuthClient
from generated.auth.responses import BadRequest, Login200, LoginResponse, ServiceUnavailable, Unauthorized
from generated.runtime.client import UndocumentedResponseError
from info_service.decisions import Told
from info_service.resilience import Breaker, RetryBudget

logger = logging.getLogger("uvicorn.error")

FAILURES = (httpx.HTTPError, ClientError, UndocumentedResponseError, TimeoutError)
"""What stands for no decision. httpx-aiohttp lets some of aiohttp's errors through as they are."""
CONNECTIONS = 16
"""To auth_service, at most; more would make each of them slower."""
MOST_CALLS = 256
"""That are under way or wait for a connection, at most; whoever comes then is told to come back."""
LONGEST_ANSWER = 16_384
"""Bytes that the body of an answer may have, as it was sent."""
LONGEST_REUSE = 60
"""Seconds for which a decision is reused at most, whatever auth_service says."""
JITTER = 0.02
"""Seconds before a retry, at most; no two callers retry in step."""


class OversizedAnswerError(httpx.RemoteProtocolError):
    """The answer is longer than any that the contract describes."""


class _Bounded(httpx.AsyncByteStream):
    def __init__(self, stream: httpx.AsyncByteStream) -> None:
        self._stream = stream

    async def __aiter__(self) -> AsyncIterator[bytes]:
        left = LONGEST_ANSWER
        async for piece in self._stream:
            left -= len(piece)
            if left < 0:
                message = f"more than {LONGEST_ANSWER} bytes"
                raise OversizedAnswerError(message)
            yield piece

    async def aclose(self) -> None:
        await self._stream.aclose()


class BoundedTransport(httpx.AsyncBaseTransport):
    """A transport that reads no more of an answer than it may have."""

    def __init__(self, transport: httpx.AsyncBaseTransport) -> None:
        self._transport = transport

    async def handle_async_request(self, request: httpx.Request) -> httpx.Response:
        """Send a request."""
        response = await self._transport.handle_async_request(request)
        if isinstance(response.stream, httpx.AsyncByteStream):
            response.stream = _Bounded(response.stream)
        return response

    async def aclose(self) -> None:
        """Close it."""
        await self._transport.aclose()


def connect(url: str, timeout: float, transport: httpx.AsyncBaseTransport | None = None) -> httpx.AsyncClient:
    """Return an HTTP client for the hop, over TCP unless told otherwise.

    It follows no redirect, asks the environment for no proxy, and keeps no cookie, which would be another caller's.
    """
    return httpx.AsyncClient(
        transport=BoundedTransport(transport or AiohttpTransport(client=_session)),
        base_url=url,
        headers={"Accept-Encoding": "identity"},
        timeout=httpx.Timeout(timeout, connect=timeout / 2),
        trust_env=False,
        follow_redirects=False,
        cookies=CookieJar(DefaultCookiePolicy(allowed_domains=())),
    )


def _session() -> ClientSession:
    return ClientSession(connector=TCPConnector(limit=CONNECTIONS), cookie_jar=DummyCookieJar())


class Hop:
    """auth_service, over HTTP."""

    def __init__(self, http: httpx.AsyncClient, timeout: float) -> None:
        self._auth = AsyncAuthClient(http)
        self._timeout = timeout
        self._breaker = Breaker()
        self._budget = RetryBudget()
        self._calls = 0

    async def ask(self, credential: Credential) -> Told:
        """Ask with the caller's own credential, within the deadline; whatever is no decision is none."""
        if self._calls >= MOST_CALLS or not self._breaker.admits():
            return Told(Undecided())
        self._calls += 1
        told = None
        try:
            async with asyncio.timeout(self._timeout):
                told = _read(await self._answer(credential))
        except FAILURES as error:
            logger.warning("auth_service gave no decision: %s", _name(error))
            told = Told(Undecided())
        finally:
            self._calls -= 1
            self._breaker.record(answered=None if told is None else not isinstance(told.decision, Undecided))
        return told

    async def _answer(self, credential: Credential) -> LoginResponse:
        """Ask, and once more where auth_service cannot have decided, as long as there is time and budget for it."""
        self._budget.earn()
        started = time.monotonic()
        try:
            answer = await self._auth.login(authorization=credential.value)
            if not isinstance(answer, ServiceUnavailable):
                return answer
            undecided: Exception | None = None
        except FAILURES as error:
            if not _cannot_have_decided(error):
                raise
            answer, undecided = None, error
        if time.monotonic() - started < self._timeout / 2 and self._budget.spend():
            await asyncio.sleep(random.uniform(0, JITTER))  # noqa: S311  # no secret
            return await self._auth.login(authorization=credential.value)
        if undecided is not None:
            raise undecided
        assert answer is not None  # noqa: S101  # as there is no error
        return answer


def _cannot_have_decided(error: Exception) -> bool:
    """Say whether a call failed before auth_service had a say: not reached, cut off, or a gateway's own answer."""
    if isinstance(error, UndocumentedResponseError):
        return error.status in (502, 503)
    return isinstance(
        error, httpx.ConnectError | httpx.ConnectTimeout | httpx.ReadError | httpx.RemoteProtocolError
    ) and (not isinstance(error, OversizedAnswerError))


def _read(answer: LoginResponse) -> Told:
    match answer:
        case Login200(body=principal, cache_control=allowance):
            who = Principal(principal.subject, frozenset(principal.scopes), principal.expires_at)
            return Told(who, max_age(allowance))
        case Unauthorized(www_authenticate=challenge, body=problem):
            if challenge.isascii() and challenge.isprintable():
                return Told(Refused(challenge, problem.detail))
            logger.warning("auth_service gave no decision: its challenge cannot be passed on")
        case BadRequest():
            logger.warning("auth_service gave no decision: it takes a well-formed credential for a bad request")
        case ServiceUnavailable():
            logger.warning("auth_service gave no decision: it says that it cannot")
    return Told(Undecided())


def max_age(cache_control: str) -> int:
    """Return for how many seconds an answer may be reused (RFC 9111, section 5.2.2); 0 where that is not plain."""
    directives = [directive.strip().lower() for directive in cache_control.split(",")]
    ages = [directive for directive in directives if directive.startswith("max-age")]
    if len(ages) != 1 or not re.fullmatch(r"max-age=[0-9]{1,9}", ages[0]):
        return 0
    if any(directive.partition("=")[0] in ("no-store", "no-cache") for directive in directives):
        return 0
    return min(int(ages[0].removeprefix("max-age=")), LONGEST_REUSE)


def _name(error: Exception) -> str:
    if isinstance(error, UndocumentedResponseError):
        return str(error)
    return type(error.__cause__ or error).__name__
