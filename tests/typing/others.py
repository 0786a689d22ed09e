"""Implementations of both contracts that lack one operation, so that a case shows one fault, and no other."""

from generated.auth import models as auth
from generated.auth import responses as auth_responses
from generated.info import models as info
from generated.info import responses as info_responses
from generated.runtime.access import AccessRequest


class AllButLogin:
    """auth_service without `login`."""

    async def list_tokens(
        self, access: AccessRequest, /, *, limit: int, cursor: str | None
    ) -> auth_responses.ListTokensResponse:
        raise NotImplementedError

    async def issue_token(
        self, access: AccessRequest, /, *, body: auth.TokenRequest
    ) -> auth_responses.IssueTokenResponse:
        raise NotImplementedError

    async def get_token(self, access: AccessRequest, /, *, token_id: str) -> auth_responses.GetTokenResponse:
        raise NotImplementedError

    async def revoke_token(self, access: AccessRequest, /, *, token_id: str) -> auth_responses.RevokeTokenResponse:
        raise NotImplementedError

    async def get_liveness(self) -> auth_responses.GetLivenessResponse:
        raise NotImplementedError

    async def get_readiness(self) -> auth_responses.GetReadinessResponse:
        raise NotImplementedError


class AllButGetTopic:
    """info_service without `get_topic`."""

    async def get_information(self, access: AccessRequest, /) -> info_responses.GetInformationResponse:
        raise NotImplementedError

    async def list_topics(
        self, access: AccessRequest, /, *, limit: int, cursor: str | None
    ) -> info_responses.ListTopicsResponse:
        raise NotImplementedError

    async def put_topic(
        self,
        access: AccessRequest,
        /,
        *,
        topic: str,
        if_match: str | None,
        if_none_match: str | None,
        body: info.TopicContent,
    ) -> info_responses.PutTopicResponse:
        raise NotImplementedError

    async def delete_topic(
        self, access: AccessRequest, /, *, topic: str, if_match: str | None
    ) -> info_responses.DeleteTopicResponse:
        raise NotImplementedError

    async def get_liveness(self) -> info_responses.GetLivenessResponse:
        raise NotImplementedError

    async def get_readiness(self) -> info_responses.GetReadinessResponse:
        raise NotImplementedError
