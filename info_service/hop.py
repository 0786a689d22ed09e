"""The hop: asks auth_service whose credential this is, and is closed whatever happens."""

import asyncio
import logging
from http.cookiejar import CookieJar, DefaultCookiePolicy

import httpx
from aiohttp import ClientError, ClientSession, DummyCookieJar, TCPConnector
from httpx_aiohttp import AiohttpTransport

from chassis.access import Decision, Principal, Refused, Undecided
from chassis.credentials import Credential
from generated.auth.client import AsyncAuthClient
from generated.auth.responses import BadRequest, Login200, ServiceUnavailable, Unauthorized
from generated.runtime.client import UndocumentedResponseError

logger = logging.getLogger("uvicorn.error")

FAILURES = (httpx.HTTPError, ClientError, UndocumentedResponseError, TimeoutError)
"""What stands for no decision. httpx-aiohttp lets some of aiohttp's errors through as they are."""
CONNECTIONS = 16
"""To auth_service, at most; more would make each of them slower."""


def connect(url: str, timeout: float, transport: httpx.AsyncBaseTransport | None = None) -> httpx.AsyncClient:
    """Return an HTTP client for the hop, over TCP unless told otherwise.

    It follows no redirect, asks the environment for no proxy, and keeps no cookie, which would be another caller's.
    """
    return httpx.AsyncClient(
        transport=transport or AiohttpTransport(client=_session),
        base_url=url,
        timeout=timeout,
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

    async def decide(self, credential: Credential) -> Decision:
        """Ask with the caller's own credential, within the deadline; whatever is no decision is none."""
        try:
            async with asyncio.timeout(self._timeout):
                answer = await self._auth.login(authorization=credential.value)
        except FAILURES as error:
            logger.warning("auth_service gave no decision: %s", _name(error))
            return Undecided()
        match answer:
            case Login200(body=principal):
                return Principal(principal.subject, frozenset(principal.scopes), principal.expires_at)
            case Unauthorized(www_authenticate=challenge, body=problem):
                if challenge.isascii() and challenge.isprintable():
                    return Refused(challenge, problem.detail)
                logger.warning("auth_service gave no decision: its challenge cannot be passed on")
                return Undecided()
            case BadRequest():
                logger.warning("auth_service gave no decision: it takes a well-formed credential for a bad request")
                return Undecided()
            case ServiceUnavailable():
                logger.warning("auth_service gave no decision: it says that it cannot")
                return Undecided()


def _name(error: Exception) -> str:
    return str(error) if isinstance(error, UndocumentedResponseError) else type(error).__name__
