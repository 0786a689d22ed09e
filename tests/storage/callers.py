"""Callers of the services, who remember what was acknowledged, and so what has to be answered ever after."""

from abc import ABC, abstractmethod
from collections import deque
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from itertools import count
from pathlib import Path
from tempfile import TemporaryDirectory

import httpx
from pydantic import SecretStr
from sqlalchemy import URL

from auth_service.application import create_app
from auth_service.minting import mint
from auth_service.settings import Settings
from tests.support.answers import recorder
from tests.support.databases import issued, migrated, sqlite_in
from tests.support.servers import Process, process, running


@dataclass(frozen=True)
class Read:
    """A request that changes nothing, and the one right answer: its status, and what its body holds."""

    method: str
    path: str
    credential: str
    status: int
    holds: str

    def is_answered_by(self, response: httpx.Response) -> bool:
        return response.status_code == self.status and self.holds in response.text


class Caller(ABC):
    """A caller of one service, who may do everything.

    there: what was created, and acknowledged
    gone: what was destroyed, and acknowledged, and what never was
    """

    api: str

    def __init__(self, service: Process, url: URL, credential: str) -> None:
        self.service = service
        self.url = url
        self.credential = credential
        self.http = httpx.Client(
            base_url=service.url,
            headers={"Authorization": credential},
            timeout=30,
            event_hooks=recorder().hooks(self.api),
        )
        self.there: deque[Read] = deque()
        self.gone: deque[Read] = deque()
        self.numbers = count(1)

    @property
    def reads(self) -> list[Read]:
        return [*self.there, *self.gone]

    def ask(self, read: Read) -> httpx.Response:
        return self.http.request(read.method, read.path, headers={"Authorization": read.credential})

    @abstractmethod
    def create(self) -> httpx.Response:
        """Write something new."""

    @abstractmethod
    def destroy(self) -> httpx.Response:
        """Do away with what was created first; unless that is acknowledged, nobody can say whether it is there."""


class AuthCaller(Caller):
    """Issues tokens, and revokes them."""

    api = "auth"

    def __init__(self, service: Process, url: URL, credential: str) -> None:
        super().__init__(service, url, credential)
        self.gone.append(Read("POST", "/login/", mint().token, 401, "not good"))

    def create(self) -> httpx.Response:
        subject = f"subject-{next(self.numbers)}"
        response = self.http.post("/tokens/", json={"subject": subject, "scopes": ["info:read"]})
        if response.status_code == 201:
            self.there.append(Read("POST", "/login/", response.json()["token"], 200, f'"{subject}"'))
        return response

    def destroy(self) -> httpx.Response:
        read = self.there.popleft()
        response = self.http.delete(f"/tokens/{read.credential.split('_')[1]}")
        if response.status_code == 204:
            self.gone.append(replace(read, status=401, holds="not good"))
        return response


class InfoCaller(Caller):
    """Writes topics, and deletes them."""

    api = "info"

    def __init__(self, service: Process, url: URL, credential: str) -> None:
        super().__init__(service, url, credential)
        self.gone.append(Read("GET", "/topics/never-written", credential, 404, "no such topic"))

    def create(self) -> httpx.Response:
        topic = f"topic-{next(self.numbers)}"
        response = self.http.put(f"/topics/{topic}", json={"info": f"of {topic}"}, headers={"If-None-Match": "*"})
        if response.status_code == 201:
            self.there.append(Read("GET", f"/topics/{topic}", self.credential, 200, f'"of {topic}"'))
        return response

    def destroy(self) -> httpx.Response:
        read = self.there.popleft()
        response = self.http.delete(read.path, headers={"If-Match": "*"})
        if response.status_code == 204:
            self.gone.append(replace(read, status=404, holds="no such topic"))
        return response


@contextmanager
def calling_auth(where: str) -> Iterator[Caller]:
    """Run auth_service on an empty database."""
    url = migrated("auth_service", where)
    credential = issued(url)
    with process("auth_service", AUTH_DATABASE_URL=where) as service:
        caller = AuthCaller(service, url, credential)
        with caller.http:
            yield caller


@contextmanager
def calling_info(where: str) -> Iterator[Caller]:
    """Run info_service on an empty database, beside an auth_service that nothing befalls."""
    url = migrated("info_service", where)
    with TemporaryDirectory() as folder:
        auth = migrated("auth_service", sqlite_in(Path(folder)))
        credential = issued(auth)
        settings = Settings(database_url=SecretStr(auth.render_as_string()))
        with (
            running(create_app(settings)) as auth_url,
            process("info_service", INFO_DATABASE_URL=where, INFO_AUTH_URL=auth_url, INFO_AUTH_TIMEOUT="2") as service,
        ):
            caller = InfoCaller(service, url, credential)
            with caller.http:
                yield caller


CALLERS = {"auth_service": calling_auth, "info_service": calling_info}
