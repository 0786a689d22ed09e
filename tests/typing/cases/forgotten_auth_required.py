"""A secured operation is implemented without the decorator that checks credentials."""

from chassis.access import Principal
from generated.info.models import Topic
from generated.info.responses import GetTopic200
from generated.info.server import create_router
from tests.typing.others import AllButGetTopic


class Handlers(AllButGetTopic):
    async def get_topic(self, principal: Principal, *, topic: str) -> GetTopic200:
        return GetTopic200(etag='"1"', body=Topic(topic=topic, info=f"Hello, {principal.subject}."))


create_router(Handlers())  # error: arg-type
