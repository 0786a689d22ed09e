"""An application whose document FastAPI writes: unions with null, headers, bodies, its own way with errors."""

from enum import StrEnum
from typing import Annotated, Literal

from fastapi import FastAPI, Header
from pydantic import BaseModel


class Colour(StrEnum):
    RED = "red"
    BLUE = "blue"


class Item(BaseModel):
    name: str
    price: float | None = None
    tags: list[str] = []
    colour: Colour = Colour.RED
    inner: "Item | None" = None


app = FastAPI()


@app.post("/items/{item_id}")
def create(item_id: int, item: Item, q: str | None = None, n: Annotated[int, Header()] = 3) -> Item:
    return item


@app.get("/items")
def items(kind: Literal["a", "b"] = "a", x_token: Annotated[str | None, Header()] = None) -> list[Item] | None:
    return None
