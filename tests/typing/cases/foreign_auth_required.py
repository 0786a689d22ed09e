"""A secured operation has the decorator of another service, which answers in the words of another contract."""

from auth_service.access import auth_required
from chassis.access import Authority, Principal
from generated.info.models import Topic
from generated.info.responses import GetTopic200
from generated.info.server import create_router
from tests.typing.others import AllButGetTopic


class Handlers(AllButGetTopic):
    def __init__(self, authority: Authority) -> None:
        self.authority = authority

    @auth_required
    async def get_topic(self, principal: Principal, *, topic: str) -> GetTopic200:
        return GetTopic200(etag='"1"', body=Topic(topic=topic, info="The answer is 42."))


def serve(authority: Authority) -> None:
    create_router(Handlers(authority))  # error: arg-type
