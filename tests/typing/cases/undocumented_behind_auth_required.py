"""A handler behind the decorator answers what its operation does not have."""

from generated.info.models import Health
from generated.info.responses import Healthy
from generated.info.server import create_router
from info_service.access import auth_required
from info_service.hop import Authority, Principal


class Handlers:
    def __init__(self, authority: Authority) -> None:
        self.authority = authority

    @auth_required
    async def get_information(self, principal: Principal) -> Healthy:
        return Healthy(body=Health(status="ok"))

    async def get_liveness(self) -> Healthy:
        return Healthy(body=Health(status="ok"))

    async def get_readiness(self) -> Healthy:
        return Healthy(body=Health(status="ok"))


def serve(authority: Authority) -> None:
    create_router(Handlers(authority))  # error: arg-type
