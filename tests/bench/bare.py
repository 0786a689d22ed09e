"""The yardstick: a bare FastAPI endpoint, with no guard and no storage."""

from fastapi import FastAPI
from pydantic import BaseModel

app = FastAPI()


class Information(BaseModel):
    info: str


@app.get("/info/")
async def get_information() -> Information:
    return Information(info="The answer is 42.")
