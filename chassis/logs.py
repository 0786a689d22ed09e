"""What a log must not hold: whatever a caller may have put into a path or a query by mistake."""

import logging
import re

LONGEST = 32
"""Characters that a segment of a path may have in the log; a token is longer."""


def discreet(record: logging.LogRecord) -> bool:
    """Shorten the path in a line of uvicorn's access log: no query, and no segment that could hold a token."""
    if isinstance(record.args, tuple) and len(record.args) == 5:
        client, method, path, version, status = record.args
        segments = re.split("(/)", str(path).partition("?")[0])
        shown = "".join(segment if len(segment) <= LONGEST else "..." for segment in segments)
        record.args = (client, method, shown, version, status)
    return True


def silent(record: logging.LogRecord) -> bool:
    """Leave out what uvicorn says of the headers of a request, and of a WebSocket's whole path."""
    return record.levelno > logging.DEBUG and '"WebSocket ' not in str(record.msg)


def install() -> None:
    """Be discreet in this process."""
    logging.getLogger("uvicorn.access").addFilter(discreet)
    logging.getLogger("uvicorn.error").addFilter(silent)
