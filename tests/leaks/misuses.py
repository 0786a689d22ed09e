"""Requests that have a token where it belongs, and everywhere else."""

import json
from base64 import b64encode
from collections.abc import Iterator

import httpx

JSON = {"Content-Type": "application/json"}
WEBSOCKET = {
    "Connection": "Upgrade",
    "Upgrade": "websocket",
    "Sec-WebSocket-Version": "13",
    "Sec-WebSocket-Key": "dGhlIHNhbXBsZSBub25jZQ==",
}


def misuses(token: str, auth: str, info: str, right: dict[str, str]) -> Iterator[httpx.Request]:
    """Yield the requests to both services.

    right: a good credential, for requests that would not be looked at without
    """
    for base in (auth, info):
        yield from _paths(token, base, right)
        yield from _credentials(token, base)
        yield from _headers(token, base, right)
    yield from _bodies(token, "POST", f"{auth}/tokens/", right | JSON)
    yield from _bodies(token, "PUT", f"{info}/topics/tea", right | JSON)


def _paths(token: str, base: str, right: dict[str, str]) -> Iterator[httpx.Request]:
    escaped = "".join(f"%{byte:02x}" for byte in token.encode())
    paths = [f"/{token}", f"/{token}/", f"/info/{token}?{token}", f"/tokens/{escaped}"]
    for noun in ("topics", "tokens"):
        paths += [f"/{noun}/{token}", *(f"/{noun}/?{name}={token}" for name in ("cursor", "limit", token))]
    for path in paths:
        yield httpx.Request("GET", base + path, headers=right)
        yield httpx.Request("DELETE", base + path, headers=right)
    yield httpx.Request(token, f"{base}/")
    yield httpx.Request("GET", f"{base}/tokens/{token}?{token}", headers=WEBSOCKET | {"Authorization": token})


def _credentials(token: str, base: str) -> Iterator[httpx.Request]:
    basic = b64encode(token.encode()).decode()
    for value in (token, f"Bearer {token}", f"bearer {token}!", f"Basic {basic}", f"a b {token}"):
        for method, path in (("GET", "/info/"), ("GET", "/tokens/"), ("POST", "/login/")):
            yield httpx.Request(method, base + path, headers={"Authorization": value})
    twice = [("Authorization", token), ("Authorization", f"Bearer {token}")]
    yield httpx.Request("GET", f"{base}/info/", headers=twice)
    yield httpx.Request("POST", f"{base}/login/", headers=twice)


def _headers(token: str, base: str, right: dict[str, str]) -> Iterator[httpx.Request]:
    for name in ("Cookie", "X-Token", "Host", "Accept", "Origin", "Forwarded", "Traceparent"):
        yield httpx.Request("GET", f"{base}/info/", headers=right | {name: token})
    for name in ("If-Match", "If-None-Match"):
        for value in (token, f'"{token}"'):
            yield httpx.Request(
                "PUT", f"{base}/topics/tea", headers=right | JSON | {name: value}, content='{"info":"x"}'
            )


def _bodies(token: str, method: str, url: str, headers: dict[str, str]) -> Iterator[httpx.Request]:
    wanted = {"subject": "x", "scopes": ["info:read"]}
    bodies: list[object] = [
        token,
        [token],
        {token: token},
        {"info": [token]},
        {"info": "x", token: 1},
        {"info": token * 1000},
        wanted | {"subject": f"x={token}"},
        wanted | {"subject": [token]},
        wanted | {"scopes": [token]},
        wanted | {"scopes": [f"info:{token}"]},
        wanted | {"expires_in": token},
        wanted | {token: token},
    ]
    for content in (*map(json.dumps, bodies), f'{{"{token}', f"{{{token}}}"):
        yield httpx.Request(method, url, headers=headers, content=content)
    yield httpx.Request(method, url, headers=headers | {"Content-Type": token}, content=token)
