"""A handler returns an answer that is another operation's."""

from generated.auth.models import Health
from generated.auth.responses import Healthy, LoginResponse


async def login() -> LoginResponse:
    return Healthy(body=Health(status="ok"))  # error: return-value
