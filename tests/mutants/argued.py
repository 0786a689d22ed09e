"""The mutants made by rules that nobody can tell from the project as it is, and why."""

MOMENTS = "No test and no caller meets the very instant of a clock that counts in nanoseconds."
LENGTH = "One byte more or less, of so many that nobody can guess, is none that anybody sees."
BOUND = "A bound that is chosen, not promised: that there is one is tested, and one more is as good."
MORE_READ = "One row more is read, and no more is told."
FAILED_BEFORE = "It is looked at after failures alone, and each of them sets it."
FORMAT = (
    "Python has no type for a reference, so no code changes, and no answer; the comparison with the last release tells."
)

ARGUED = {
    "auth_service/minting.py is_token_id: set(text) <= set(ALPHABET) becomes set(text) < set(ALPHABET)": (
        "Sixteen characters are never all sixty-two."
    ),
    "auth_service/tokens.py Tokens.page: 1 becomes 2": MORE_READ,
    "chassis/readiness.py Readiness.__init__: 0.0 becomes 1.0": (
        "No clock is in its first second when a service starts."
    ),
    "chassis/readiness.py Readiness.check: "
    "time.monotonic() < self._good_until becomes time.monotonic() <= self._good_until": MOMENTS,
    "info_service/decisions.py : 10000 becomes 10001": BOUND,
    "info_service/decisions.py Decisions.__init__: 32 becomes 33": LENGTH,
    "info_service/decisions.py Decisions.decide: 32 becomes 33": LENGTH,
    "info_service/decisions.py Decisions.decide: "
    "hashlib.blake2b(credential.token, key=self._secret, digest_size=32) "
    "becomes hashlib.blake2b(credential.token, key=self._secret)": LENGTH,
    "info_service/hop.py : 16 becomes 17": BOUND,
    "auth: /tokens/ post 201 Location without format": FORMAT,
    "info: /topics/{topic} put 201 Location without format": FORMAT,
    "both: Problem type without format": FORMAT,
    "info: IfMatch may be null": "A header that was not sent is None already, and no text is null.",
    "info_service/hop.py Hop._answer: time.monotonic() - started < self._timeout / 2 "
    "becomes time.monotonic() - started <= self._timeout / 2": MOMENTS,
    "info_service/hop.py connect: "
    "httpx.AsyncClient(transport=BoundedTransport(transport or AiohttpTransport(client=_session)), base_url=url, "
    "headers={'Accept-Encoding': 'identity'}, timeout=httpx.Timeout(timeout, connect=timeout / 2), trust_env=False, "
    "follow_redirects=False, cookies=CookieJar(DefaultCookiePolicy(allowed_domains=()))) becomes "
    "httpx.AsyncClient(transport=BoundedTransport(transport or AiohttpTransport(client=_session)), base_url=url, "
    "headers={'Accept-Encoding': 'identity'}, timeout=httpx.Timeout(timeout, connect=timeout / 2), trust_env=False, "
    "cookies=CookieJar(DefaultCookiePolicy(allowed_domains=())))": "It is what httpx does unless told.",
    "info_service/resilience.py Breaker.__init__: False becomes True": FAILED_BEFORE,
    "info_service/resilience.py Breaker.__init__: 0.0 becomes 1.0": FAILED_BEFORE,
    "info_service/topics.py Topics.page: 1 becomes 2": MORE_READ,
    "info_service/topics.py Topics.create: 8 becomes 9": LENGTH,
    "info_service/topics.py Topics.replace: 8 becomes 9": LENGTH,
}
