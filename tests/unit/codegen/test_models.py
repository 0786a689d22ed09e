"""The models take what the contract's schemas take, and nothing else."""

from importlib import import_module
from pathlib import Path

import pytest
from jsonschema import Draft202012Validator
from pydantic import TypeAdapter, ValidationError

from contracts.document import load
from tests.unit.codegen.conftest import SPECS

UUID = "00000000-0000-4000-8000-000000000000"
NEW = {"title": "t", "class": "c"}
INSTANCES: dict[str, list[object]] = {
    "Kind": ["novel", "the rest", "Novel", "", 1, None],
    "NewBook": [
        NEW,
        {},
        {"title": "t"},
        NEW | {"title": ""},
        NEW | {"title": 1},
        NEW | {"title": None},
        NEW | {"more": 1},
        NEW | {"class_": "x"},
        NEW | {"kind": "poem"},
        NEW | {"kind": "ode"},
        NEW | {"kind": None},
        NEW | {"pages": 2},
        NEW | {"pages": 0},
        NEW | {"pages": 3},
        NEW | {"pages": "2"},
        NEW | {"pages": True},
        NEW | {"price": 0},
        NEW | {"price": 1.5},
        NEW | {"price": -1},
        NEW | {"price": "1"},
        NEW | {"note": None},
        NEW | {"note": "n"},
        NEW | {"note": 1},
        NEW | {"mail": None},
        NEW | {"meta": {"a": 1}},
        NEW | {"meta": {"a": "1"}},
        NEW | {"meta": []},
        NEW | {"free": {"a": [1, {}]}},
        NEW | {"free": 1},
        NEW | {"self": "s", "model_dump": "m", "_hidden": "h", "a-b": "1", "a_b": "2"},
        NEW | {"a-b": 1},
        [],
        None,
    ],
    "Book": [
        {"title": "t", "id": UUID},
        {"title": "t"},
        {"id": UUID},
        {"title": "t", "id": 1},
        {"title": "t", "id": UUID, "more": 1},
        {"title": "t", "id": UUID, "tag": {"Field": "f"}},
        {"title": "t", "id": UUID, "tag": {"Field": 1}},
        {"title": "t", "id": UUID, "next": {"title": "t", "id": UUID}},
        {"title": "t", "id": UUID, "next": {"title": "t"}},
        {"title": "t", "id": UUID, "next": None},
    ],
    "Shape": [
        {"kind": "circle", "radius": 1},
        {"kind": "circle", "side": 1},
        {"kind": "square", "side": 1.5},
        {"kind": "line", "side": 1},
        {"radius": 1},
        "circle",
    ],
    "tree-node": [
        {"value": 1},
        {"value": 1.5},
        {"value": 1, "children": []},
        {"value": 1, "children": [{"value": 2, "children": [{"value": 3}]}]},
        {"value": 1, "children": [{"value": "2"}]},
        {"value": 1, "children": None},
    ],
    "Json": ["a", 1, True, None, [], {}, [1, {"a": [None]}], 1.5, [1.5]],
}


@pytest.mark.parametrize("name", INSTANCES)
def test_models_agree_with_schemas(tree: Path, name: str) -> None:
    library = load(next(spec for spec in SPECS if spec.name.startswith("library")))
    schema = library.value | {"$ref": f"#/components/schemas/{name}"}
    model = getattr(import_module("made.library.models"), {"tree-node": "TreeNode"}.get(name, name))
    verdicts = set()
    for instance in INSTANCES[name]:
        valid = Draft202012Validator(schema).is_valid(instance)
        assert accepts(model, instance) == valid, f"{name}: {instance!r}"
        verdicts.add(valid)
    assert verdicts == {True, False}


def test_password_is_not_shown(tree: Path) -> None:
    book = import_module("made.library.models").NewBook.model_validate(NEW | {"secret": "swordfish"})
    assert (book.secret, book.model_dump(mode="json")["secret"]) == ("swordfish", "swordfish")
    assert "title='t'" in f"{book!r}"
    assert "swordfish" not in f"{book} {book!r} {[book]}"


def accepts(model: type[object], instance: object) -> bool:
    text = TypeAdapter(object).dump_json(instance)
    adapter: TypeAdapter[object] = TypeAdapter(model)
    try:
        value = adapter.validate_json(text, strict=True)
    except ValidationError:
        return False
    again = adapter.dump_json(value, by_alias=True)
    assert adapter.validate_json(again, strict=True) == value
    return True
