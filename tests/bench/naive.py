"""The pair as one writes it at first: synchronous, a new connection for each request, nothing reused."""

import os
from typing import Annotated

import httpx
from fastapi import Depends, FastAPI, Header, HTTPException
from pydantic import BaseModel

auth, info = FastAPI(), FastAPI()
TOKEN = os.environ.get("AUTH_DEMO_TOKEN", "")
AUTH_URL = os.environ.get("INFO_AUTH_URL", "")


class Principal(BaseModel):
    subject: str


class Information(BaseModel):
    info: str


@auth.post("/login/")
def login(authorization: Annotated[str, Header()] = "") -> Principal:
    if authorization.removeprefix("Bearer ") != TOKEN:
        raise HTTPException(401)
    return Principal(subject="demo")


def auth_required(authorization: Annotated[str, Header()] = "") -> None:
    response = httpx.post(f"{AUTH_URL}/login/", headers={"Authorization": authorization}, verify=False)
    if response.status_code != 200:
        raise HTTPException(response.status_code)


@info.get("/info/", dependencies=[Depends(auth_required)])
def get_information() -> Information:
    return Information(info="The answer is 42.")
