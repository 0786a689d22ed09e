"""Serves an application on one port until it is told to stop."""

import errno
import logging
import signal
import socket
import sys
from types import FrameType

import uvicorn
from fastapi import FastAPI

from chassis.settings import ServiceSettings

logger = logging.getLogger("uvicorn.error")

GRACE = 5
"""Seconds that requests in flight have to finish once the service is told to stop."""


class Server(uvicorn.Server):
    """A server that says when it is ready, and where, and that ends well when it is told to stop."""

    async def startup(self, sockets: list[socket.socket] | None = None) -> None:
        """Start to serve on sockets that listen."""
        await super().startup(sockets)
        for listener in sockets or []:
            host, port = listener.getsockname()[:2]
            logger.info("Ready on http://%s:%d (Ctrl-C stops)", f"[{host}]" if ":" in host else host, port)

    def handle_exit(self, sig: int, frame: FrameType | None) -> None:
        """Stop; a second Ctrl-C does not wait. uvicorn's own would raise the signal again in the end."""
        self.force_exit = self.should_exit and sig == signal.SIGINT
        self.should_exit = True


def server(app: FastAPI) -> Server:
    """Return the server for an application, ready to `serve` on sockets that listen."""
    return Server(
        uvicorn.Config(app, ws="none", server_header=False, proxy_headers=False, timeout_graceful_shutdown=GRACE)
    )


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
    server(app).run(sockets=[listener])
