"""What a login costs does not grow with the number of tokens."""

import os
from itertools import cycle
from statistics import quantiles
from time import perf_counter

import httpx
from sqlalchemy import URL, text

from auth_service.minting import mint
from chassis.storage import engine
from tests.support.answers import recorder
from tests.support.databases import NewUrl, issued, migrated
from tests.support.servers import process

FEW = 1_000
MANY = int(os.environ.get("SCALE_TOKENS", "100000"))
LOGINS = 500
"""With each of the two stores."""
FILL = {
    "sqlite": """
        INSERT INTO tokens (token_id, digest, subject, scopes, created_at)
        WITH RECURSIVE numbers(n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM numbers LIMIT :count)
        SELECT CAST(hex(randomblob(8)) AS BLOB), randomblob(32), CAST('ci' AS BLOB), CAST('info:read' AS BLOB), 0
        FROM numbers
        """,
    "postgresql": """
        INSERT INTO tokens (token_id, digest, subject, scopes, created_at)
        SELECT substr(md5(n::text), 1, 16)::bytea, sha256(n::text::bytea), 'ci', 'info:read', 0
        FROM generate_series(1, :count) AS numbers(n)
        """,
}
"""Digests are spread as those of real tokens are, of which nobody knows a secret."""


def filled(where: str, count: int) -> URL:
    """Make a database with so many tokens, which knows itself as well as one that grew."""
    url = migrated("auth_service", where)
    made = engine(url)
    with made.begin() as connection:
        connection.execute(text(FILL[url.get_backend_name()]), {"count": count})
        connection.execute(text("ANALYZE tokens"))
        assert connection.execute(text("SELECT count(*) FROM tokens")).scalar() == count
    made.dispose()
    return url


class Store:
    """An auth_service, and what some logins there took."""

    def __init__(self, http: httpx.Client, url: URL) -> None:
        self._http = http
        self._known = cycle([issued(url) for _ in range(5)])
        self.seconds: list[float] = []

    def login(self) -> None:
        """Log in with a token that is good, and with one that nobody issued; note the time of both."""
        known, unknown = next(self._known), mint().token
        start = perf_counter()
        answers = [self._http.post("/login/", headers={"Authorization": token}) for token in (known, unknown)]
        self.seconds.append(perf_counter() - start)
        assert [answer.status_code for answer in answers] == [200, 401]


def test_login_costs_the_same(new_url: NewUrl) -> None:
    small, large = filled(new_url(), FEW), filled(new_url(), MANY)
    with (
        process("auth_service", AUTH_DATABASE_URL=small.render_as_string(hide_password=False)) as near,
        process("auth_service", AUTH_DATABASE_URL=large.render_as_string(hide_password=False)) as far,
        httpx.Client(base_url=near.url, event_hooks=recorder().hooks("auth")) as near_http,
        httpx.Client(base_url=far.url, event_hooks=recorder().hooks("auth")) as far_http,
    ):
        stores = [Store(near_http, small), Store(far_http, large)]
        for _ in range(LOGINS):  # in turn, so that whatever else the machine does befalls both
            for store in stores:
                store.login()
    few, many = (quantiles(store.seconds)[0] for store in stores)  # the quarter that was disturbed least
    told = f"two logins take {few * 1000:.2f} ms with {FEW} tokens, and {many * 1000:.2f} ms with {MANY}"
    print(told)
    assert many < 1.2 * few, f"{told}; is there an index on tokens.digest?"
