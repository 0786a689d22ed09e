"""Requests of our own, and the answers that they must get: what Schemathesis would find by chance, or never."""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace

from schemathesis.core.jsonschema.types import JsonValue

from auth_service.minting import mint

TOKEN_REQUEST: dict[str, JsonValue] = {"subject": "fuzz", "scopes": ["info:read"]}
CONTENT: dict[str, JsonValue] = {"info": "The answer is 43."}
NO_TOKEN = {"token_id": "0" * 16}
MINE, EVERYTHING = {"topic": "a-story"}, {"topic": "everything"}
ANY, OTHER, NEW = {"If-Match": "*"}, {"If-Match": '"other"'}, {"If-None-Match": "*"}
TEXT = {"Content-Type": "text/plain"}
LONG = "x" * 70_000


@dataclass(frozen=True)
class Step:
    """A request, and the status of the answer that it must get."""

    operation: str
    status: int = 200
    path: Mapping[str, str] = field(default_factory=dict)
    headers: Mapping[str, str] = field(default_factory=dict)
    body: dict[str, JsonValue] | None = None

    def with_credential(self, credential: str, status: int) -> "Step":
        """Return the same step with a credential, and the status that follows from it."""
        return replace(self, headers={**self.headers, "Authorization": credential}, status=status)


SECURED = {
    "auth": [
        Step("POST /login/"),
        Step("GET /tokens/"),
        Step("POST /tokens/", body=TOKEN_REQUEST),
        Step("GET /tokens/{token_id}", path=NO_TOKEN),
        Step("DELETE /tokens/{token_id}", path=NO_TOKEN),
    ],
    "info": [
        Step("GET /info/"),
        Step("GET /topics/"),
        Step("GET /topics/{topic}", path=EVERYTHING),
        Step("PUT /topics/{topic}", path=EVERYTHING, headers=ANY, body=CONTENT),
        Step("DELETE /topics/{topic}", path=EVERYTHING, headers=ANY),
    ],
}
"""For each API a good request for each operation that demands a credential."""

ADMITTED = {
    "auth": [
        Step("POST /login/", 200),
        Step("POST /tokens/", 201, body=TOKEN_REQUEST),
        Step("POST /tokens/", 403, body={**TOKEN_REQUEST, "scopes": ["fuzz:more"]}),
        Step("POST /tokens/", 413, body={**TOKEN_REQUEST, "subject": LONG}),
        Step("POST /tokens/", 415, body=TOKEN_REQUEST, headers=TEXT),
        Step("GET /tokens/{token_id}", 404, path=NO_TOKEN),
        Step("DELETE /tokens/{token_id}", 404, path=NO_TOKEN),
        Step("GET /readyz", 200),
    ],
    "info": [
        Step("PUT /topics/{topic}", 412, path=MINE, body=CONTENT, headers=ANY),
        Step("PUT /topics/{topic}", 201, path=MINE, body=CONTENT, headers=NEW),
        Step("PUT /topics/{topic}", 412, path=MINE, body=CONTENT, headers=NEW),
        Step("PUT /topics/{topic}", 428, path=MINE, body=CONTENT),
        Step("PUT /topics/{topic}", 412, path=MINE, body=CONTENT, headers=OTHER),
        Step("PUT /topics/{topic}", 413, path=MINE, body={"info": LONG}, headers=ANY),
        Step("PUT /topics/{topic}", 415, path=MINE, body=CONTENT, headers={**ANY, **TEXT}),
        Step("PUT /topics/{topic}", 200, path=MINE, body=CONTENT, headers=ANY),
        Step("GET /topics/{topic}", 200, path=MINE),
        Step("DELETE /topics/{topic}", 428, path=MINE),
        Step("DELETE /topics/{topic}", 412, path=MINE, headers=OTHER),
        Step("DELETE /topics/{topic}", 204, path=MINE, headers=ANY),
        Step("DELETE /topics/{topic}", 404, path=MINE, headers=ANY),
        Step("GET /topics/{topic}", 404, path=MINE),
        Step("DELETE /topics/{topic}", 204, path=EVERYTHING, headers=ANY),
        Step("GET /info/", 404),
        Step("PUT /topics/{topic}", 201, path=EVERYTHING, body=CONTENT),
        Step("GET /info/", 200),
        Step("GET /readyz", 200),
    ],
}
"""For each API what happens, step by step, to somebody who may do everything."""


def near_misses(token: str) -> list[str]:
    """Return credentials that are nearly a good one; the store alone can tell the last one from it."""
    cut = [token[:-1], token[1:], token[: len(token) // 2]]
    longer = [f"{token}x", f"x{token}", *(token + end for end in "\x85\xa0\xff")]
    tokens = [*cut, *longer, token.upper(), token.lower(), token.swapcase(), mint().token]
    others = [f"Basic {token}", f"Bearer  {token}", f"Bearer {token} x", f"Bearer\t{token}", f"Bearer{token}"]
    return [*tokens, *(f"Bearer {near}" for near in tokens), *others]


def story(api: str, credentials: str, down: str, token: str) -> list[Step]:
    """Return the steps for a run, in their order; see `runs.Run`. Good credentials are not among them."""
    secured = SECURED[api]
    match credentials, down:
        case _, "auth" | "storage":
            ready = Step("GET /readyz", 503 if down == "storage" else 200)
            return [ready, *(replace(step, status=503) for step in secured)]
        case "bearer" | "bare", _:
            return ADMITTED[api]
        case "lacking", _:
            return [replace(step, status=200 if step.operation == "POST /login/" else 403) for step in secured]
        case "spoilt", _:
            statuses = dict.fromkeys(near_misses(token), 401) | {f"Bearer {token}, Bearer {token}": 400}
            return [step.with_credential(*near) for step in secured for near in statuses.items()]
        case _:
            return [replace(step, status=401) for step in secured]
