"""The settings of info_service, from the environment."""

from pydantic import Field, HttpUrl
from pydantic_settings import SettingsConfigDict

from chassis.settings import ServiceSettings


class Settings(ServiceSettings):
    """The settings of info_service."""

    model_config = SettingsConfigDict(env_prefix="INFO_")

    port: int = Field(default=8000, ge=0, le=65535, description="the port to listen on; 0 takes a free one")
    auth_url: HttpUrl = Field(default=HttpUrl("http://127.0.0.1:8001"), description="where auth_service is")
    auth_timeout: float = Field(default=0.5, gt=0, le=60, description="seconds that auth_service has for a decision")
