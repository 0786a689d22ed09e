"""Writers, each of something of their own, who know what has to be there of it after a crash."""

from itertools import count
from random import Random
from typing import Protocol

import httpx

from generated.auth.client import AuthClient
from generated.auth.models import Token, TokenRequest
from generated.auth.responses import IssueToken201, Login200, RevokeToken204, Unauthorized
from generated.auth.responses import ServiceUnavailable as AuthUnavailable
from generated.info.client import InfoClient
from generated.info.models import TopicContent
from generated.info.responses import (
    DeleteTopic204,
    DeleteTopicResponse,
    GetTopic200,
    NotFound,
    PutTopic200,
    PutTopic201,
    PutTopicResponse,
)
from generated.info.responses import ServiceUnavailable as InfoUnavailable

SCOPES = ["info:read", "info:write"]


class UnacknowledgedError(Exception):
    """What was attempted may be done or not."""


class Writer(Protocol):
    """One who writes one thing after the other, and counts what is acknowledged in a round."""

    acknowledged: int

    def write(self, http: httpx.Client) -> None:
        """Write once.

        Raises:
            UnacknowledgedError, httpx.HTTPError: nobody can say whether that is done.
        """


def write_on(writer: Writer, http: httpx.Client) -> None:
    """Write until something is not acknowledged."""
    writer.acknowledged = 0
    try:
        while True:
            writer.write(http)
            writer.acknowledged += 1
    except (UnacknowledgedError, httpx.HTTPError):
        return


class TokenWriter:
    """Issues tokens, and revokes some of them."""

    def __init__(self, chance: Random, subject: str) -> None:
        self.acknowledged = 0
        self._chance = chance
        self._subject = subject
        self._good: dict[str, set[bool]] = {}  # whether a token may be good; both, while nobody can say
        self._secrets: dict[str, str] = {}  # of those that were written since the last look
        self._lost = 0  # how many were asked for, and not received

    def write(self, http: httpx.Client) -> None:
        good = [token_id for token_id in self._secrets if self._good[token_id] == {True}]
        if good and self._chance.random() < 0.4:
            self._revoke(AuthClient(http), self._chance.choice(good))
        else:
            self._issue(AuthClient(http))

    def check(self, http: httpx.Client, listed: dict[str, Token]) -> int:
        """Check all tokens in the list, and each that was written since the last look by a login; count the latter."""
        for token_id, secret in self._secrets.items():
            answer = AuthClient(http).login(authorization=secret)
            assert isinstance(answer, Login200 | Unauthorized), answer
            if isinstance(answer, Login200):
                assert (answer.body.subject, answer.body.scopes) == (self._subject, SCOPES)
            is_good = isinstance(answer, Login200)
            assert is_good in self._good[token_id], (
                f"{token_id} should {'not ' * is_good}be good: that was acknowledged"
            )
            self._good[token_id] = {is_good}
        for token_id, good in self._good.items():
            assert token_id in listed, f"{token_id} is not there any more: its issuing was acknowledged"
            assert good == {listed[token_id].revoked_at is None}, f"the list says something else of {token_id}"
        mine = [token for token in listed.values() if token.subject == self._subject]
        assert len(mine) <= len(self._good) + self._lost, "there are tokens that nobody asked for"
        assert all(token.scopes == SCOPES and token.expires_at for token in mine)
        checked = len(self._secrets)
        self._secrets.clear()
        return checked

    def _issue(self, auth: AuthClient) -> None:
        self._lost += 1
        match auth.issue_token(body=TokenRequest(subject=self._subject, scopes=SCOPES)):
            case IssueToken201(body=token):
                self._lost -= 1
                self._good[token.token_id], self._secrets[token.token_id] = {True}, token.token
            case AuthUnavailable():
                raise UnacknowledgedError
            case other:
                raise AssertionError(other)

    def _revoke(self, auth: AuthClient, token_id: str) -> None:
        self._good[token_id] = {True, False}
        match auth.revoke_token(token_id=token_id):
            case RevokeToken204():
                self._good[token_id] = {False}
            case AuthUnavailable():
                raise UnacknowledgedError
            case other:
                raise AssertionError(other)


class TopicWriter:
    """Writes one topic, replaces it, and deletes it now and then."""

    def __init__(self, chance: Random, topic: str) -> None:
        self.acknowledged = 0
        self._chance = chance
        self._topic = topic
        self._etags: dict[str | None, str | None] = {None: None}  # of what may stand there: two, while nobody can say
        self._numbers = count(1)

    def write(self, http: httpx.Client) -> None:
        ((there, etag),) = self._etags.items()
        text = None if there and self._chance.random() < 0.2 else self._text()
        self._etags[text] = None
        match self._send(InfoClient(http), text, etag):
            case PutTopic200(etag=new) | PutTopic201(etag=new):
                self._etags = {text: new}
            case DeleteTopic204():
                self._etags = {None: None}
            case InfoUnavailable():
                raise UnacknowledgedError
            case other:
                raise AssertionError(other)

    def check(self, http: httpx.Client) -> int:
        """Check that what was acknowledged stands there, or what was attempted after it; return how many topics."""
        answer = InfoClient(http).get_topic(topic=self._topic)
        assert isinstance(answer, GetTopic200 | NotFound), answer
        text, etag = (answer.body.info, answer.etag) if isinstance(answer, GetTopic200) else (None, None)
        assert text in self._etags, f"{self._topic} is none of what was acknowledged, and attempted after it"
        assert self._etags[text] in (None, etag), f"{self._topic} has another version than was acknowledged"
        self._etags = {text: etag}
        return 1

    def _send(self, info: InfoClient, text: str | None, etag: str | None) -> PutTopicResponse | DeleteTopicResponse:
        if text is None:
            return info.delete_topic(topic=self._topic, if_match=etag)
        if etag is None:
            return info.put_topic(topic=self._topic, if_none_match="*", body=TopicContent(info=text))
        return info.put_topic(topic=self._topic, if_match=etag, body=TopicContent(info=text))

    def _text(self) -> str:
        """Return a text that was never written before, and that may take several pages of a database."""
        return f"{self._topic} {next(self._numbers)} " + "\u00e9" * self._chance.randrange(9000)
