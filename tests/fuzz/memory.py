"""What must be there after all that a run has done: tokens and topics, as far as the answers told of them."""

from collections import Counter
from datetime import UTC, datetime

import httpx

from generated.auth import models as auth
from generated.auth.client import AuthClient
from generated.auth.responses import Login200, Unauthorized
from generated.info import models as info


class TokensKept:
    """Every token that is issued is good at once, and refused from the moment at which it is revoked."""

    def __init__(self, http: httpx.Client) -> None:
        self.counts: Counter[str] = Counter()
        self._auth = AuthClient(http)
        self._tokens: dict[str, str] = {}
        self._revoked: set[str] = set()

    def look(self, operation: str, token_id: str, status: int, body: bytes, tag: str) -> None:
        """Look at an answer, which must fit all that was answered before."""
        match operation, status:
            case "POST /tokens/", 201:
                self._issued(auth.IssuedToken.model_validate_json(body))
            case "GET /tokens/{token_id}", 200:
                is_revoked = auth.Token.model_validate_json(body).revoked_at is not None
                assert is_revoked == (token_id in self._revoked), f"{token_id} is shown as revoked: {is_revoked}"
                self.counts["token shown as revoked"] += is_revoked
            case "DELETE /tokens/{token_id}", 204:
                self._revoked.add(token_id)
                if token_id in self._tokens:
                    answer = self._auth.login(authorization=f"Bearer {self._tokens[token_id]}")
                    assert isinstance(answer, Unauthorized), f"{token_id} is revoked, and still good: {answer}"
                    self.counts["login refused with a revoked token"] += 1

    def _issued(self, token: auth.IssuedToken) -> None:
        self._tokens[token.token_id] = token.token
        answer = self._auth.login(authorization=f"Bearer {token.token}")
        if token.expires_at is not None and token.expires_at <= datetime.now(UTC):
            return  # it was issued for a second or so, which is over
        expected = auth.Principal(subject=token.subject, scopes=token.scopes, expires_at=token.expires_at)
        assert isinstance(answer, Login200), f"{token.token_id} was issued just now, and is not good: {answer}"
        assert answer.body == expected, f"{token.token_id} was issued for {expected}, and is good for {answer.body}"
        self.counts["login with a new token"] += 1


class TopicsKept:
    """Every topic is as it was written last, and gone after it was deleted; no two versions have the same tag."""

    def __init__(self) -> None:
        self.counts: Counter[str] = Counter()
        self._topics = {"everything": ("The answer is 42.", '"0000000000000001"')}
        self._tags = {tag for _, tag in self._topics.values()}
        self._deleted: set[str] = set()

    def look(self, operation: str, topic: str, status: int, body: bytes, tag: str) -> None:
        """Look at an answer, which must fit all that was answered before; `tag` is its ETag."""
        kept = self._topics.get(topic)
        match operation, status:
            case "GET /info/", 200:
                told, (text, _) = info.Information.model_validate_json(body).info, self._topics["everything"]
                assert told == text, f"everything was written as {text!r}, and is told as {told!r}"
            case "GET /info/", 404:
                assert "everything" not in self._topics, "everything was written, and is not found"
            case "GET /topics/{topic}", 200:
                read = (info.Topic.model_validate_json(body).info, tag)
                assert read == kept, f"{topic} was written as {kept}, and is read as {read}"
                self.counts["topic read as it was written"] += 1
            case (("GET /topics/{topic}" | "DELETE /topics/{topic}"), 404):
                assert kept is None, f"{topic} was written as {kept}, and is not found"
                self.counts["topic not found after it was deleted"] += topic in self._deleted
            case "PUT /topics/{topic}", (200 | 201):
                assert (kept is None) == (status == 201), f"{topic} was {kept}, and PUT answered {status}"
                assert tag not in self._tags, f"{topic} has the tag of an earlier version: {tag}"
                self._tags.add(tag)
                self._topics[topic] = (info.Topic.model_validate_json(body).info, tag)
            case "DELETE /topics/{topic}", 204:
                assert kept is not None, f"{topic} was not there, and was deleted"
                del self._topics[topic]
                self._deleted.add(topic)
