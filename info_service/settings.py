"""The settings of info_service, from the environment."""

from typing import Annotated

from pydantic import AfterValidator, Field, HttpUrl, SecretStr
from pydantic_settings import SettingsConfigDict

from chassis.settings import DatabaseUrl, ServiceSettings


def _plain(url: HttpUrl) -> HttpUrl:
    if url.username or url.password or url.query is not None or url.fragment is not None:
        message = "the URL has no user, password, query or fragment: the caller's credential is the one that is sent"
        raise ValueError(message)
    return url


class Settings(ServiceSettings):
    """The settings of info_service."""

    model_config = SettingsConfigDict(env_prefix="INFO_")

    port: int = Field(default=8000, ge=0, le=65535, description="the port to listen on; 0 takes a free one")
    database_url: DatabaseUrl = Field(
        default=SecretStr("sqlite:///info.db"), description=ServiceSettings.model_fields["database_url"].description
    )
    auth_url: Annotated[HttpUrl, AfterValidator(_plain)] = Field(
        default=HttpUrl("http://127.0.0.1:8001"), description="where auth_service is"
    )
    auth_timeout: float = Field(default=0.5, gt=0, le=60, description="seconds that auth_service has for a decision")
