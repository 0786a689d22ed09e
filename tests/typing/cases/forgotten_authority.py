"""Handlers behind the decorator do not know who decides about credentials."""

from chassis.access import Principal
from generated.info.models import Topic
from generated.info.responses import GetTopic200
from info_service.access import auth_required


class Handlers:
    @auth_required  # error: type-var
    async def get_topic(self, principal: Principal, *, topic: str) -> GetTopic200:
        return GetTopic200(etag='"1"', body=Topic(topic=topic, info="The answer is 42."))
