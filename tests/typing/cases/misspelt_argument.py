"""A client is called with an argument that the operation does not have."""

import httpx

from generated.auth.client import AsyncAuthClient, AuthClient


def login(http: httpx.Client) -> None:
    AuthClient(http).login(authorisation="Bearer TOKEN")  # error: call-arg


async def login_async(http: httpx.AsyncClient) -> None:
    await AsyncAuthClient(http).login(authorisation="Bearer TOKEN")  # error: call-arg
