"""What a generated client sends, the generated server reads, and the other way round."""

import dataclasses
import datetime as dt
import uuid
from collections.abc import AsyncIterator, Iterator
from importlib import import_module
from pathlib import Path
from typing import TYPE_CHECKING

import httpx
import pytest
from fastapi import FastAPI

from contracts.codegen.runtime.server import LONGEST_BODY

if TYPE_CHECKING:
    from types import ModuleType

pytestmark = pytest.mark.anyio


class Library:
    """An implementation that answers what a test tells it to, and remembers what it was asked."""

    def __init__(self) -> None:
        self.answer: object = None
        self.asked: dict[str, object] = {}
        self.access: object = None

    async def list_books(self, access: object, /, **asked: object) -> object:
        self.access = access
        return await self.get_book(**asked)

    import_ = list_books

    async def get_book(self, **asked: object) -> object:
        self.asked = asked
        return self.answer

    get_book_2 = delete_books_book_id = page = mine = class_ = tree = any = numbers = get_book


class World:
    """The generated package, an implementation behind it, and a client before it."""

    def __init__(self, http: httpx.AsyncClient, library: Library) -> None:
        self.http = http
        self.library = library
        self.models = module("models")
        self.responses = module("responses")
        self.client = module("client").AsyncLibraryClient(http)


def module(name: str) -> "ModuleType":
    return import_module(f"made.library.{name}")


@pytest.fixture
async def world(tree: Path) -> AsyncIterator[World]:
    library, app = Library(), FastAPI()
    app.include_router(module("server").create_router(library))
    async with httpx.AsyncClient(transport=httpx.ASGITransport(app), base_url="http://library") as http:
        yield World(http, library)


async def test_parameters_arrive_as_sent(world: World) -> None:
    models = world.models
    world.library.answer = world.responses.ListBooks200(x_total=0, body=[])
    sent = {
        "from_": dt.date(2026, 1, 2),
        "limit": 5,
        "tag": ["a", "b c&d=é", ""],
        "ids": [1, 2],
        "order": models.ListBooksOrder.desc,
        "level": models.ListBooksLevel(2),
        "since": dt.datetime(2026, 1, 2, 3, 4, 5, tzinfo=dt.UTC),
        "lent": True,
        "ratio": 0.5,
        "maybe": "x",
        "kinds": [models.Kind.poem, models.Kind.the_rest],
        "colours": ["red", "green"],
        "x_trace_id": uuid.uuid4(),
    }
    await world.client.list_books(**sent)
    assert world.library.asked == sent


async def test_absent_parameters_get_defaults(world: World) -> None:
    world.library.answer = world.responses.ListBooks200(x_total=0, body=[])
    await world.client.list_books(from_=dt.date(2026, 1, 2))
    asked = world.library.asked
    defaults = {"limit": 20, "order": "asc", "kinds": [world.models.Kind.novel], "from_": dt.date(2026, 1, 2)}
    assert {name: value for name, value in asked.items() if value is not None} == defaults
    assert len(asked) == 13


@pytest.mark.parametrize("book_id", ["a b", "é/ü".replace("/", ""), "%2F", "?x#y", "a;b,c", "..."])
async def test_path_parameters_survive_any_character(world: World, book_id: str) -> None:
    world.library.answer = world.responses.GetBook304()
    await world.client.get_book(book_id=book_id)
    assert world.library.asked == {"book_id": book_id}


@pytest.mark.parametrize("book_id", ["", ".", ".."])
async def test_path_parameter_cannot_change_the_path(world: World, book_id: str) -> None:
    with pytest.raises(ValueError, match="would be another path"):
        await world.client.get_book(book_id=book_id)


async def test_equal_names_in_path_and_query(world: World) -> None:
    world.library.answer = world.responses.Page200ImagePng(body=b"\x89PNG")
    await world.client.page(book_id="b", page=3, ext=world.models.PageExt.png, page_2="q")
    assert world.library.asked == {"book_id": "b", "page": 3, "ext": world.models.PageExt.png, "page_2": "q"}


async def test_bodies_arrive_as_sent(world: World) -> None:
    body = world.models.NewBook(**NEW_BOOK, takes=dt.timedelta(seconds=60), printed=dt.date(2026, 1, 2))
    world.library.answer = world.responses.Import409()
    await world.client.import_(body=body)
    assert world.library.asked["body"] == body


NEW_BOOK = {"title": "t", "class": "c", "a-b": "1", "a_b": "2", "model_dump": "3", "secret": "s3", "self": "me"}


async def test_optional_body_may_be_absent(world: World) -> None:
    world.library.answer = world.responses.GetBook2204()
    await world.client.get_book_2(book_id="1")
    assert world.library.asked == {"book_id": "1", "body": None}


async def test_null_is_not_the_same_as_absent(world: World) -> None:
    world.library.answer = world.responses.GetBook2204()
    for body in (world.models.GetBook2Body(title=None), world.models.GetBook2Body()):
        await world.client.get_book_2(book_id="1", body=body)
        assert world.library.asked["body"] == body


def answers(models: "ModuleType", responses: "ModuleType") -> Iterator[tuple[str, dict[str, object], object]]:
    """Yield a call and an answer to it, for every kind of answer."""
    book = models.Book(id=uuid.uuid4(), title="t", next=models.Book(id=uuid.uuid4(), title="u"))
    problem = models.ProblemBody(title="x")
    dates: dict[str, object] = {"from_": dt.date(2026, 1, 2)}
    new = {"body": models.NewBook(title="t", **{"class": "c"})}
    yield (
        "list_books",
        dates,
        responses.ListBooks200(x_total=3, x_tags=["a", "b"], x_flag=False, etag='W/"1"', body=[book]),
    )
    yield "list_books", dates, responses.ListBooks200(x_total=3, x_next="n", body=[])
    yield "list_books", dates, responses.Problem(status=418, body=problem)
    yield "list_books", dates, responses.ProblemDefault(status=503, body=problem)
    yield "import_", new, responses.Import201(location="/books/1", body=book)
    yield "import_", new, responses.Import409()
    yield "import_", new, responses.Problem422(body=problem)
    yield "get_book", {"book_id": "1"}, responses.GetBook200ApplicationJson(body=book)
    yield "get_book", {"book_id": "1"}, responses.GetBook200TextPlain(body="é\n")
    yield "get_book", {"book_id": "1"}, responses.GetBook200ApplicationPdf(body=b"\x00\xff")
    yield "get_book", {"book_id": "1"}, responses.GetBook304()
    yield "mine", {}, responses.Mine200(body="a,b")
    yield (
        "class_",
        {"body": models.Circle(kind="circle", radius=1)},
        responses.Class200(body=models.Square(kind="square", side=2)),
    )
    node = models.TreeNode(value=1, children=[models.TreeNode(value=2)])
    yield "tree", {"body": node}, responses.Tree200(body=node)
    yield "any", {"body": [1]}, responses.Any200(body={"a": [1, None, True, "x", {}]})
    yield "numbers", {"body": [1, 2]}, responses.Numbers200(body=3)


async def test_answers_arrive_as_returned(world: World) -> None:
    count = 0
    for operation, arguments, answer in answers(world.models, world.responses):
        world.library.answer = answer
        received = await getattr(world.client, operation)(**arguments)
        assert (type(received), received) == (type(answer), answer)
        count += 1
    assert count == 16


async def test_header_names_have_no_case(world: World) -> None:
    fields = [field.name for field in dataclasses.fields(world.responses.ListBooks200)]
    assert fields == ["x_total", "x_next", "x_tags", "x_flag", "etag", "body"]


async def test_both_clients_send_the_same(tree: Path) -> None:
    requests: list[tuple[str, bytes]] = []

    def answer(request: httpx.Request) -> httpx.Response:
        requests.append((f"{request.method} {request.url} {sorted(request.headers.items())}", request.content))
        return httpx.Response(200, json=3)

    transport = httpx.MockTransport(answer)
    with httpx.Client(transport=transport, base_url="http://library") as http:
        module("client").LibraryClient(http).numbers(body=[1, 2])
    async with httpx.AsyncClient(transport=transport, base_url="http://library") as async_http:
        await module("client").AsyncLibraryClient(async_http).numbers(body=[1, 2])
    assert requests[0] == requests[1]
    assert requests[0][1] == b"[1,2]"


async def test_no_client_follows_a_redirect(tree: Path) -> None:
    asked: list[str] = []

    def answer(request: httpx.Request) -> httpx.Response:
        asked.append(request.url.path)
        return httpx.Response(307, headers={"Location": "/elsewhere"})

    transport, undocumented = (
        httpx.MockTransport(answer),
        import_module("made.runtime.client").UndocumentedResponseError,
    )
    with (
        httpx.Client(transport=transport, base_url="http://library", follow_redirects=True) as http,
        pytest.raises(undocumented),
    ):
        module("client").LibraryClient(http).numbers(body=[1])
    async with httpx.AsyncClient(transport=transport, base_url="http://library", follow_redirects=True) as async_http:
        with pytest.raises(undocumented):
            await module("client").AsyncLibraryClient(async_http).numbers(body=[1])
    assert asked == ["/numbers"] * 2, "whoever makes the client, a credential goes nowhere else"


async def test_answer_without_content_has_no_length(world: World) -> None:
    world.library.answer = world.responses.DeleteBooksBookId204()
    response = await world.http.delete("/books/1")
    assert (response.status_code, "content-length" in response.headers) == (204, False), "RFC 9110, section 8.6"


async def test_credentials_travel_as_bytes(world: World) -> None:
    world.library.answer = world.responses.Import409()
    body = world.models.NewBook(title="t", **{"class": "c"})
    await world.client.import_(authorization=b"Bearer \xe9", x_key="k", body=body)
    access = world.library.access
    assert getattr(access, "sent") == {"authorization": (b"Bearer \xe9",), "x-key": (b"k",), "x-other": ()}  # noqa: B009  # its type is made at run time
    assert "xe9" not in repr(access)


@pytest.mark.filterwarnings("always::DeprecationWarning")
async def test_deprecated_operation_warns(world: World) -> None:
    world.library.answer = world.responses.DeleteBooksBookId204()
    with pytest.warns(DeprecationWarning, match="deprecated by its contract"):
        await world.client.delete_books_book_id(book_id="1")


BAD_REQUESTS = {
    "required parameter": ("GET", "/books", {}, 422, "query', 'from"),
    "no date": ("GET", "/books?from=x", {}, 422, "from"),
    "beyond a bound": ("GET", "/books?from=2026-01-01&limit=0", {}, 422, "limit"),
    "sent twice": ("GET", "/books?from=2026-01-01&from=2026-01-02", {}, 422, "from"),
    "no body": ("POST", "/books", {}, 422, "body"),
    "no media type": ("POST", "/books", {"content": b"{}"}, 415, ""),
    "another media type": ("POST", "/books", {"data": {"a": "b"}}, 415, ""),
    "no JSON": ("POST", "/books", {"content": b"{", "headers": {"content-type": "application/json"}}, 422, "body"),
    "a missing field": ("POST", "/books", {"json": {"title": "t"}}, 422, "class"),
    "a field too many": ("POST", "/books", {"json": {"title": "t", "class": "c", "SECRET": 1}}, 422, "body"),
    "another tag": ("POST", "/shapes", {"json": {"kind": "SECRET"}}, 422, "body"),
    "text for a number": ("POST", "/numbers", {"json": ["SECRET"]}, 422, "body"),
    "a number as text": ("POST", "/numbers", {"json": ["7"]}, 422, "body"),
    "another method": ("PATCH", "/books", {}, 405, ""),
    "HEAD": ("HEAD", "/books", {}, 405, ""),
    "OPTIONS": ("OPTIONS", "/books", {}, 405, ""),
    "a line feed more": ("GET", "/books/mine%0A", {}, 404, ""),
}


@pytest.mark.parametrize("case", BAD_REQUESTS)
async def test_bad_request_is_refused(world: World, case: str) -> None:
    method, url, arguments, status, told = BAD_REQUESTS[case]
    response = await world.http.request(method, url, **arguments)  # type: ignore[arg-type]
    assert response.status_code == status
    assert told.rpartition("'")[2] in response.text
    assert "SECRET" not in response.text
    assert response.headers.get("allow") == ("GET, POST" if status == 405 else None)
    assert world.library.asked == {}


async def endless() -> AsyncIterator[bytes]:
    for _ in range(LONGEST_BODY // 1000 + 1):
        yield b" " * 1000
    raise AssertionError("the server goes on reading a body that is too long already")


@pytest.mark.parametrize(("method", "url"), [("POST", "/numbers"), ("PUT", "/books/1")], ids=["required", "optional"])
async def test_long_body_is_refused(world: World, method: str, url: str) -> None:
    for content, header in ((b"[1]".ljust(LONGEST_BODY + 1), "Content-Length"), (endless(), "Transfer-Encoding")):
        response = await world.http.request(method, url, content=content)
        assert header in response.request.headers
        assert response.status_code == 413
    assert world.library.asked == {}


async def test_longest_body_is_read(world: World) -> None:
    world.library.answer = world.responses.Numbers200(body=1)
    headers = {"Content-Type": "application/json"}
    response = await world.http.post("/numbers", headers=headers, content=b"[1]".ljust(LONGEST_BODY))
    assert (response.status_code, world.library.asked) == (200, {"body": [1]})


async def test_handler_cannot_leave_the_contract(world: World) -> None:
    for answer in (world.responses.Mine200(body="x"), None, world.responses.ListBooks200):
        world.library.answer = answer
        with pytest.raises(TypeError, match="the contract has only GetBook200ApplicationJson, "):
            await world.http.get("/books/1")


async def test_range_status_must_fit_its_range(world: World) -> None:
    world.library.answer = world.responses.Problem(status=503, body=world.models.ProblemBody())
    with pytest.raises(ValueError, match="cannot have the status 503"):
        await world.http.get("/books?from=2026-01-01")
