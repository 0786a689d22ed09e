"""Settings: what both services read from the environment, and how a bad one is told."""

import sys
from typing import Annotated, TypeVar

from pydantic import AfterValidator, Field, SecretStr, ValidationError
from pydantic_settings import BaseSettings, SettingsConfigDict
from sqlalchemy import URL

from chassis.storage import read_url

S = TypeVar("S", bound="ServiceSettings")


def _usable(value: SecretStr) -> SecretStr:
    read_url(value.get_secret_value())
    return value


DatabaseUrl = Annotated[SecretStr, AfterValidator(_usable)]


class ServiceSettings(BaseSettings):
    """Where a service listens, and where it keeps what it knows. A subclass sets `env_prefix`, and the defaults."""

    model_config = SettingsConfigDict(frozen=True, hide_input_in_errors=True)

    host: str = Field(default="127.0.0.1", pattern="^[!-~]+$", description="the address to listen on")
    port: int = Field(default=0, ge=0, le=65535, description="the port to listen on; 0 takes a free one")
    drain: float = Field(
        default=1, ge=0, le=60, description="seconds for which it still serves after SIGTERM, with /readyz at 503"
    )
    database_url: DatabaseUrl = Field(
        default=SecretStr("sqlite:///service.db"),
        validate_default=True,
        description="where its data is: sqlite:///FILE or postgresql://USER:PASSWORD@HOST:PORT/DATABASE",
    )

    @property
    def database(self) -> URL:
        """Where the data is."""
        return read_url(self.database_url.get_secret_value())


def read_settings(kind: type[S]) -> S:
    """Read settings from the environment; where one makes no sense, say so in a line and end the process."""
    try:
        return kind()
    except ValidationError as error:
        prefix = kind.model_config.get("env_prefix", "")
        for fault in error.errors(include_input=False, include_url=False):
            name = prefix + ".".join(map(str, fault["loc"])).upper()
            print(f"{name}: {fault['msg'].removeprefix('Value error, ')}", file=sys.stderr)
        sys.exit(2)
