"""The hop is closed: whatever auth_service does, nobody is let in, and everybody is told when to come back."""

import asyncio
import statistics
from datetime import timedelta
from urllib.parse import urlsplit

import httpx
import pytest
from anyio.abc import SocketStream

from generated.info.responses import GetInformation200, ServiceUnavailable, Unauthorized
from tests.faults.consumer import TOKEN, Consumer, calling, consuming, read
from tests.faults.misbehaving import (
    FAULTS,
    JSON,
    PRINCIPAL,
    answers,
    good,
    hanging,
    message,
    problem,
    request,
    serving,
    well,
)
from tests.support.answers import recorder

LONGEST = timedelta(milliseconds=550)
MOST_CALLS = 1.1
"""For each request during an outage."""

pytestmark = pytest.mark.anyio
every_fault = pytest.mark.parametrize("fault", FAULTS)


async def get_liveness(url: str) -> httpx.Response:
    async with calling(url, Connection="close") as http:
        return await http.get("/livez")


@every_fault
async def test_every_fault_closes_the_hop(consumer: Consumer, fault: str) -> None:
    async with serving(FAULTS[fault], consumer.auth_port) as auth:
        responses = await consumer.get_often(in_turn=1, at_once=9)
        refused = await consumer.get_often(in_turn=5, at_once=0)
        healthy = [(await get_liveness(consumer.service.url)).elapsed for _ in range(5)]
    for response in responses + refused:
        answer = read(response)
        assert isinstance(answer, ServiceUnavailable), f"{fault}: info_service answered {answer} instead of a 503"
        assert response.elapsed < LONGEST, f"{fault}: a caller waited {response.elapsed}; see INFO_AUTH_TIMEOUT"
        assert TOKEN not in response.text + str(response.headers.raw), f"{fault}: the answer shows the token"
    assert auth.connections <= MOST_CALLS * len(responses + refused), f"{fault}: retries are a flood; see RetryBudget"
    assert fault == "refused" or auth.connections >= 5, f"{fault}: auth_service was not asked, so this shows nothing"
    extra = statistics.median_high(each.elapsed for each in refused) - statistics.median_high(healthy)
    assert extra < timedelta(milliseconds=10), (
        f"{fault}: with the breaker open a refusal takes {extra} more than /livez"
    )
    took = await consumer.recover()
    assert took < 1.5, (
        f"after {fault}, the first 200 came after {took:.1f} seconds; see PAUSE in info_service/resilience.py"
    )


async def test_good_answer_lets_callers_in(consumer: Consumer) -> None:
    async with serving(well, consumer.auth_port) as auth:
        responses = await consumer.get_often()
    assert auth.connections == len(responses) == 8
    for response in responses:
        assert isinstance(read(response), GetInformation200), "if the good answer is none, no fault proves anything"


async def test_thousand_simultaneous_requests_are_one_call(consumer: Consumer) -> None:
    async def admitting(stream: SocketStream) -> None:
        await request(stream)
        await asyncio.sleep(0.2)
        await stream.send(message("200 OK", JSON, "Cache-Control: private, max-age=1", body=PRINCIPAL))

    address = urlsplit(consumer.service.url)
    whole = b"GET /info/ HTTP/1.1\r\nHost: info\r\nConnection: close\r\nAuthorization: a-new-token\r\n\r\n"
    async with serving(admitting, consumer.auth_port) as auth:
        streams = [await asyncio.open_connection(address.hostname, address.port) for _ in range(1_000)]
        for _, writer in streams:
            writer.write(whole)
        answers = [await reader.read() for reader, _ in streams]
        for _, writer in streams:
            writer.close()
    for answer in answers:
        recorder().saw_bytes("info", whole, answer)
    assert {answer.partition(b"\r\n")[0] for answer in answers} == {b"HTTP/1.1 200 OK"}
    assert auth.connections == 1, "many requests with one token at the same time are one call"


@pytest.mark.parametrize("status", [301, 302, 303, 307, 308])
async def test_no_redirect_is_followed(consumer: Consumer, status: int) -> None:
    async with serving(well) as elsewhere:
        redirect = answers(message(f"{status} Elsewhere", f"Location: {elsewhere.url}/login/"))
        async with serving(redirect, consumer.auth_port) as auth:
            response = await consumer.get()
    assert (auth.connections, elsewhere.connections) == (1, 0), "a credential goes to auth_service alone"
    assert isinstance(read(response), ServiceUnavailable)


async def test_no_proxy_is_asked() -> None:
    async with serving(well) as proxy:
        with consuming(http_proxy=proxy.url, ALL_PROXY=proxy.url, no_proxy="", NO_PROXY="") as consumer:
            async with serving(well, consumer.auth_port) as auth:
                response = await consumer.get()
    assert (auth.connections, proxy.connections) == (1, 0), "a credential goes to auth_service alone"
    assert isinstance(read(response), GetInformation200)


@pytest.mark.parametrize("words", ["日本", "\xe9", "\x01\x7f"])
async def test_strange_challenge_breaks_nothing(consumer: Consumer, words: str) -> None:
    refusal = answers(problem(401, f"WWW-Authenticate: Bearer {words}"))
    async with serving(refusal, consumer.auth_port) as auth:
        responses = await consumer.get_often()
    assert auth.connections >= 5
    for response in responses:
        assert isinstance(read(response), Unauthorized | ServiceUnavailable)


async def test_no_cookie_is_kept(consumer: Consumer) -> None:
    requests: list[bytes] = []

    async def tracking(stream: SocketStream) -> None:
        requests.append(await request(stream))
        await stream.send(good("Set-Cookie: caller=1; Path=/"))

    async with serving(tracking, consumer.auth_port):
        await consumer.get_often()
    assert len(requests) == 8
    assert not any(b"\r\ncookie:" in sent.lower() for sent in requests), "what one caller got goes along with another"


@pytest.mark.parametrize("fault", ["refused", "hanging", "500 with the body of a 200", "subject null"])
async def test_without_decision_nothing_is_written(consumer: Consumer, fault: str) -> None:
    async with calling(consumer.service.url, Authorization=TOKEN) as caller:
        async with serving(FAULTS[fault], consumer.auth_port):
            written = await caller.put("/topics/tea", json={"info": "Three minutes."})
            deleted = await caller.delete("/topics/everything", headers={"If-Match": "*"})
        async with serving(well, consumer.auth_port):
            found = [(await caller.get(f"/topics/{topic}")).status_code for topic in ("tea", "everything")]
    assert (written.status_code, deleted.status_code, found) == (503, 503, [404, 200])


async def test_without_credential_nobody_asks(consumer: Consumer) -> None:
    async with serving(well, consumer.auth_port) as auth:
        response = await consumer.get(authorization="")
    assert isinstance(read(response), Unauthorized)
    assert auth.connections == 0, "auth_service is asked about no credential at all"


@pytest.mark.parametrize("path", ["/livez", "/readyz"])
async def test_health_check_asks_nobody(consumer: Consumer, path: str) -> None:
    headers = {"Authorization": f"Bearer {TOKEN}"}
    async with serving(well, consumer.auth_port) as auth, calling(consumer.service.url) as caller:
        response = await caller.get(path, headers=headers)
        assert (response.status_code, auth.connections) == (200, 0), "a health check tells of this service alone"
        await consumer.get()
        assert auth.connections == 1, "if nobody is ever counted, this test proves nothing"


@pytest.mark.parametrize("path", ["/livez", "/readyz"])
async def test_health_does_not_need_auth(consumer: Consumer, path: str) -> None:
    async with serving(hanging, consumer.auth_port), calling(consumer.service.url) as caller:
        assert (await consumer.get()).status_code == 503
        response = await caller.get(path)
    assert (response.status_code, response.json()) == (200, {"status": "ok"}), "its replacement would not do better"


async def test_log_tells_faults_not_tokens() -> None:
    with consuming() as consumer:
        for fault in FAULTS.values():
            async with serving(fault, consumer.auth_port):
                await consumer.get()
            await consumer.recover()
    log = "".join(consumer.service.log)
    assert log.count("WARNING:  auth_service gave no decision") == len(FAULTS), "each fault is one line in the log"
    assert TOKEN not in log
    assert "Traceback" not in log


def test_table_is_not_thinned_out() -> None:
    assert len(FAULTS) >= 50, "take a fault out only where another one shows the same"
