"""A handler behind the decorator answers what its operation does not have."""

from chassis.access import Authority, Principal
from generated.info.models import Health
from generated.info.responses import Healthy
from generated.info.server import create_router
from info_service.access import auth_required
from tests.typing.others import AllButGetTopic


class Handlers(AllButGetTopic):
    def __init__(self, authority: Authority) -> None:
        self.authority = authority

    @auth_required
    async def get_topic(self, principal: Principal, *, topic: str) -> Healthy:
        return Healthy(body=Health(status="ok"))


def serve(authority: Authority) -> None:
    create_router(Handlers(authority))  # error: arg-type
