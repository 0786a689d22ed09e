"""Reads answers: what an operation can be answered with."""

import re
from collections.abc import Iterator

from contracts.codegen.api import Answer, Header
from contracts.codegen.names import Scope, pascal, snake
from contracts.codegen.runtime.answers import is_json
from contracts.codegen.schemas import Schemas
from contracts.codegen.source import Source
from contracts.document import Place

RANGES = {f"{digit}XX": f"range({digit}00, {digit + 1}00)" for digit in range(1, 6)} | {"default": "range(100, 600)"}


class AnswerReader:
    """Reads the answers of operations; what several operations share becomes one answer."""

    def __init__(self, source: Source, schemas: Schemas, classes: Scope) -> None:
        self.source = source
        self.schemas = schemas
        self.classes = classes
        self._shared: dict[tuple[Place, str, str | None], Answer] = {}

    def read(self, class_name: str, place: Place) -> Iterator[Answer]:
        """Yield the answers of an operation."""
        for status, below in self.source.items((*place, "responses"), extended=True):
            target = self.source.resolve(below)
            name = self._name(class_name, status, target)
            content: list[tuple[str | None, Place]] = [*self.source.items((*target, "content"))]
            for media_type, content_place in content or [(None, target)]:
                key = (target, status, media_type)
                if key not in self._shared:
                    suffix = pascal(media_type or "") if len(content) > 1 else ""
                    self._shared[key] = self._answer(f"{name}{suffix}", key, content_place)
                yield self._shared[key]

    def _name(self, class_name: str, status: str, target: Place) -> str:
        """Return the name of an answer: its own where operations share it; with the status from its second one on."""
        label = status[:1].upper() + status[1:]
        if target[:2] != ("components", "responses"):
            return f"{class_name}{label}"
        name = pascal(str(target[-1]))
        others = {shared_status for place, shared_status, _ in self._shared if place == target} - {status}
        return f"{name}{label}" if others else name

    def _answer(self, name: str, key: tuple[Place, str, str | None], content: Place) -> Answer:
        place, status, media_type = key
        class_name = self.classes.take(name)
        fields = Scope("body", "status", "statuses", "media_type", "to_message", "from_message")
        essence = media_type and media_type.partition(";")[0].strip().lower()
        if status.startswith("1") or (status in ("204", "304") and essence):
            self.source.refuse(place, f"an answer with the status {status} has no content (RFC 9110)")
        return Answer(
            class_name=class_name,
            statuses=RANGES.get(status, status),
            exact=status not in RANGES,
            media_type=essence,
            body=self._body(class_name, essence, content) if essence else None,
            headers=tuple(self._headers(class_name, place, fields)),
            description=self.source.text((*place, "description")),
        )

    def _body(self, class_name: str, media_type: str, place: Place) -> str:
        if "*" in media_type:
            self.source.refuse(place, "a media type is exact here, since the answer has to state it")
        if is_json(media_type):
            self.schemas.refuse_required((*place, "schema"), "writeOnly", "an answer")
            return self.schemas.type_of((*place, "schema"), f"{class_name}Body")
        return "str" if media_type.startswith("text/") or re.search(r"[/+]xml$", media_type) else "bytes"

    def _headers(self, class_name: str, place: Place, fields: Scope) -> Iterator[Header]:
        for name, below in self.source.items((*place, "headers")):
            target = self.source.resolve(below)
            if name.lower() == "content-type" or self.source.has((*target, "content")):
                reason = "OpenAPI ignores a header Content-Type, and a header with `content` is not done"
                self.source.refuse(below, reason)
            else:
                yield self._header(name, f"{class_name}{pascal(name)}", target, fields)

    def _header(self, name: str, type_name: str, place: Place, fields: Scope) -> Header:
        schema = (*place, "schema")
        items = self.schemas.items_of(schema, type_name)
        if not self.schemas.is_text(self.schemas.shapes(schema), items):
            self.source.refuse(schema, "a header holds a scalar or an array of them here")
        return Header(
            name=name,
            field=fields.take(snake(name.lower())),  # a header's name has no case: ETag is etag
            type=self.schemas.type_of(schema, type_name),
            items=items,
            required=self.source.says((*place, "required")),
        )
