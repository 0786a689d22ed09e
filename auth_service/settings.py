"""The settings of auth_service, from the environment."""

from typing import Annotated

from pydantic import AfterValidator, Field, SecretStr
from pydantic_settings import SettingsConfigDict

from chassis.credentials import LONGEST, is_token
from chassis.settings import DatabaseUrl, ServiceSettings


def _usable(token: SecretStr) -> SecretStr:
    value = token.get_secret_value().encode(errors="surrogateescape")
    if value and (not is_token(value) or len(b"Bearer " + value) > LONGEST):
        message = f"a token is visible ASCII without blanks, {LONGEST - len('Bearer ')} bytes at most"
        raise ValueError(message)
    return token


class Settings(ServiceSettings):
    """The settings of auth_service."""

    model_config = SettingsConfigDict(env_prefix="AUTH_")

    port: int = Field(default=8001, ge=0, le=65535, description="the port to listen on; 0 takes a free one")
    database_url: DatabaseUrl = Field(
        default=SecretStr("sqlite:///auth.db"), description=ServiceSettings.model_fields["database_url"].description
    )
    demo_token: Annotated[SecretStr, AfterValidator(_usable)] = Field(
        default=SecretStr(""), description="a token that is good for a demonstration; empty: there is none"
    )
    decision_max_age: int = Field(
        default=1, ge=0, le=60, description="seconds for which a good decision may be reused; 0 asks every time"
    )
