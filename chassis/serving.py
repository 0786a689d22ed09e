"""Serves an application on one port until it is told to stop."""

import asyncio
import errno
import logging
import signal
import socket
import sys
import time
from collections.abc import Callable
from types import FrameType

import uvicorn
from fastapi import FastAPI

from chassis.edge import Edge, State
from chassis.settings import ServiceSettings

logger = logging.getLogger("uvicorn.error")

TICK = 0.1
GRACE = 5
"""Seconds that requests in flight have to finish once the service is told to stop."""


class Server(uvicorn.Server):
    """A server that says when it is ready, and where, and that ends well when it is told to stop.

    drain: seconds for which it goes on after SIGTERM, with /readyz at 503, so that whoever balances the load notices
    """

    def __init__(self, config: uvicorn.Config, drain: float, leave: Callable[[], None]) -> None:
        super().__init__(config)
        self.server_state = self._state = State()
        self._drain = drain
        self._leave = leave
        self._hurried = False

    async def startup(self, sockets: list[socket.socket] | None = None) -> None:
        """Start to serve on sockets that listen."""
        await super().startup(sockets)
        for listener in sockets or []:
            host, port = listener.getsockname()[:2]
            logger.info("Ready on http://%s:%d (Ctrl-C stops)", f"[{host}]" if ":" in host else host, port)

    async def shutdown(self, sockets: list[socket.socket] | None = None) -> None:
        """Let others know, then take no more connections, and finish what is under way."""
        self._leave()
        self._state.leaving = True
        until = time.monotonic() + self._drain
        while time.monotonic() < until and not self._hurried:
            await asyncio.sleep(TICK)
            await self.on_tick(0)
        end = asyncio.get_running_loop().call_later(GRACE, self._hang_up)
        await super().shutdown(sockets)
        end.cancel()

    def _hang_up(self) -> None:
        """Break off what is not finished; what uvicorn does a moment later would be an undocumented 500."""
        for connection in list(self.server_state.connections):
            connection.transport.abort()

    def handle_exit(self, sig: int, frame: FrameType | None) -> None:
        """Stop; Ctrl-C does not wait for others to notice, a second one for nothing.

        uvicorn's own would raise the signal again in the end.
        """
        self.force_exit = self.should_exit and sig == signal.SIGINT
        self._hurried = self._hurried or self.should_exit or sig == signal.SIGINT
        self.should_exit = True


def server(app: FastAPI, drain: float = 0) -> Server:
    """Return the server for an application, ready to `serve` on sockets that listen."""
    config = uvicorn.Config(
        app, http=Edge, ws="none", server_header=False, proxy_headers=False, timeout_graceful_shutdown=GRACE + 1
    )
    return Server(config, drain, getattr(app.state, "leave", lambda: None))


def listen(settings: ServiceSettings) -> socket.socket:
    """Take the port.

    Raises:
        OSError: it cannot be had.
    """
    family = socket.AF_INET6 if ":" in settings.host else socket.AF_INET
    return socket.create_server((settings.host, settings.port), family=family, backlog=2048)


def serve(app: FastAPI, settings: ServiceSettings) -> None:
    """Serve until SIGTERM or SIGINT; where the port cannot be had, say so in a line and end the process."""
    prefix = settings.model_config.get("env_prefix", "")
    try:
        listener = listen(settings)
    except OSError as error:
        taken = error.errno == errno.EADDRINUSE
        reason = (error.strerror or "").partition(" (")[0]
        remedy = f"Free it, or set {prefix}PORT." if taken else f"Set {prefix}HOST and {prefix}PORT."
        print(f"Cannot listen on {settings.host}:{settings.port}: {reason}. {remedy}", file=sys.stderr)
        sys.exit(1)
    server(app, settings.drain).run(sockets=[listener])
