"""What info_service answers."""

from generated.info import models
from generated.info.responses import GetInformation200, Healthy
from info_service.access import auth_required
from info_service.hop import Authority, Principal


class InfoHandlers:
    """The implementation of the contract."""

    def __init__(self, authority: Authority) -> None:
        self.authority = authority

    @auth_required
    async def get_information(self, principal: Principal) -> GetInformation200:
        """Tell the answer."""
        return GetInformation200(body=models.Information(info="The answer is 42."))

    async def get_liveness(self) -> Healthy:
        """Say that the process is alive."""
        return Healthy(body=models.Health(status="ok"))

    async def get_readiness(self) -> Healthy:
        """Say that the service can take requests, whatever auth_service does."""
        return Healthy(body=models.Health(status="ok"))
