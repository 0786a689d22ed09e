"""An implementation lacks an operation of the contract."""

from generated.auth.models import Health
from generated.auth.responses import Healthy, LoginResponse
from generated.auth.server import create_router
from generated.runtime.access import AccessRequest


class Handlers:
    async def login(self, access: AccessRequest, /) -> LoginResponse:
        raise NotImplementedError

    async def get_liveness(self) -> Healthy:
        return Healthy(body=Health(status="ok"))


create_router(Handlers())  # error: arg-type
