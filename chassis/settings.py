"""Settings: what both services read from the environment, and how a bad one is told."""

import sys
from typing import TypeVar

from pydantic import Field, ValidationError
from pydantic_settings import BaseSettings, SettingsConfigDict

S = TypeVar("S", bound="ServiceSettings")


class ServiceSettings(BaseSettings):
    """Where a service listens. A subclass sets `env_prefix`."""

    model_config = SettingsConfigDict(frozen=True, hide_input_in_errors=True)

    host: str = Field(default="127.0.0.1", pattern="^[!-~]+$", description="the address to listen on")
    port: int = Field(default=0, ge=0, le=65535, description="the port to listen on; 0 takes a free one")


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
