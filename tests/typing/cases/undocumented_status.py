"""A handler answers 403, which the contract of auth_service does not have."""

from generated.auth.models import Health
from generated.auth.responses import Healthy, LoginResponse
from generated.auth.server import create_router
from generated.info.responses import Forbidden
from generated.runtime.access import AccessRequest


class Handlers:
    async def login(self, access: AccessRequest, /) -> LoginResponse | Forbidden:
        raise NotImplementedError

    async def get_liveness(self) -> Healthy:
        return Healthy(body=Health(status="ok"))

    async def get_readiness(self) -> Healthy:
        return Healthy(body=Health(status="ok"))


create_router(Handlers())  # error: arg-type
