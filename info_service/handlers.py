"""What info_service answers: from HTTP to topics, and back."""

from chassis.access import Authority, Principal
from chassis.problems import problem
from chassis.readiness import Readiness
from generated.info import models
from generated.info.responses import (
    DeleteTopic204,
    GetInformation200,
    GetTopic200,
    Healthy,
    ListTopics200,
    NotFound,
    PreconditionFailed,
    PreconditionRequired,
    PutTopic200,
    PutTopic201,
)
from info_service.access import auth_required
from info_service.topics import EVERYTHING, Absent, Deleted, Seen, Topic, Topics, Unmet, Written


class InfoHandlers:
    """The implementation of the contract."""

    def __init__(self, authority: Authority, topics: Topics, readiness: Readiness) -> None:
        self.authority = authority
        self._topics = topics
        self._readiness = readiness

    @auth_required
    async def get_information(self, principal: Principal) -> GetInformation200 | NotFound:
        """Tell the answer."""
        topic = await self._topics.find(EVERYTHING)
        return GetInformation200(body=models.Information(info=topic.info)) if topic else _not_found()

    @auth_required
    async def list_topics(self, principal: Principal, *, limit: int, cursor: str | None) -> ListTopics200:
        """List the topics."""
        page = await self._topics.page(limit, cursor)
        items = [models.TopicSummary(topic=name) for name in page.names]
        return ListTopics200(body=models.TopicPage(items=items, next_cursor=page.next_cursor))

    @auth_required
    async def get_topic(self, principal: Principal, *, topic: str) -> GetTopic200 | NotFound:
        """Tell what stands under a topic."""
        found = await self._topics.find(topic)
        return GetTopic200(etag=_etag(found), body=_dto(found)) if found else _not_found()

    @auth_required
    async def put_topic(
        self,
        principal: Principal,
        *,
        topic: str,
        if_match: str | None,
        if_none_match: str | None,
        body: models.TopicContent,
    ) -> PutTopic200 | PutTopic201 | PreconditionFailed | PreconditionRequired:
        """Write a topic: a new one, or the version after the one that the writer has seen."""
        match if_match, if_none_match:
            case None, _:
                done = await self._topics.create(topic, body.info)
            case str(seen), None:
                done = await self._topics.replace(topic, body.info, _seen(seen))
            case _:
                done = Unmet("No topic is there, as If-Match says, and not there, as If-None-Match says.")
        match done:
            case Written(topic=written, is_new=True):
                return PutTopic201(location=f"/topics/{topic}", etag=_etag(written), body=_dto(written))
            case Written(topic=written):
                return PutTopic200(etag=_etag(written), body=_dto(written))
            case Unmet(detail=detail):
                asked = if_match or if_none_match
                return _failed(detail) if asked else _required()

    @auth_required
    async def delete_topic(
        self, principal: Principal, *, topic: str, if_match: str | None
    ) -> DeleteTopic204 | NotFound | PreconditionFailed | PreconditionRequired:
        """Delete a topic in the version that the caller has seen."""
        if if_match is None:
            return _required() if await self._topics.find(topic) else _not_found()
        match await self._topics.delete(topic, _seen(if_match)):
            case Deleted():
                return DeleteTopic204()
            case Unmet(detail=detail):
                return _failed(detail)
            case Absent():
                return _not_found()

    async def get_liveness(self) -> Healthy:
        """Say that the process is alive."""
        return Healthy(body=models.Health(status="ok"))

    async def get_readiness(self) -> Healthy:
        """Say that the service can take requests, whatever auth_service does."""
        await self._readiness.check()
        return Healthy(body=models.Health(status="ok"))


def _etag(topic: Topic) -> str:
    return f'"{topic.version}"'


def _seen(if_match: str) -> Seen:
    """Read `If-Match`; a weak tag stays as it is, and so is no version at all (RFC 9110, section 13.1.1)."""
    return Seen(None) if if_match == "*" else Seen(if_match.removeprefix('"').removesuffix('"'))


def _dto(topic: Topic) -> models.Topic:
    return models.Topic(topic=topic.topic, info=topic.info)


def _not_found() -> NotFound:
    return NotFound(body=problem(models.Problem, 404, "There is no such topic."))


def _failed(detail: str) -> PreconditionFailed:
    return PreconditionFailed(body=problem(models.Problem, 412, detail))


def _required() -> PreconditionRequired:
    return PreconditionRequired(body=problem(models.Problem, 428, "The topic exists; send its ETag in If-Match."))
