"""A client is called with values that the operation does not take."""

import httpx

from generated.auth.client import AuthClient


def list_tokens(http: httpx.Client) -> None:
    AuthClient(http).list_tokens(limit="3")  # error: arg-type


def issue_for_nobody(http: httpx.Client) -> None:
    AuthClient(http).issue_token()  # error: call-arg


def issue_without_dto(http: httpx.Client) -> None:
    AuthClient(http).issue_token(body={"subject": "ci", "scopes": ["info:read"]})  # error: arg-type
