"""A secured operation is implemented without the decorator that checks credentials."""

from generated.info.models import Health, Information
from generated.info.responses import GetInformation200, Healthy
from generated.info.server import create_router
from info_service.hop import Principal


class Handlers:
    async def get_information(self, principal: Principal) -> GetInformation200:
        return GetInformation200(body=Information(info=f"Hello, {principal.subject}."))

    async def get_liveness(self) -> Healthy:
        return Healthy(body=Health(status="ok"))

    async def get_readiness(self) -> Healthy:
        return Healthy(body=Health(status="ok"))


create_router(Handlers())  # error: arg-type
