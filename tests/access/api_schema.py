"""Checks API responses against the OpenAPI schema."""

import json
import re
from collections.abc import Iterator
from functools import cache
from typing import Any

from drf_spectacular.generators import SchemaGenerator
from jsonschema import Draft202012Validator
from referencing import Registry, Resource
from referencing.jsonschema import DRAFT202012

from tests.access.probe import Answer
from tests.access.table import Line

NAME = "urn:description"


@cache
def description() -> dict[str, Any]:
    """The OpenAPI schema; objects allow no additional properties."""
    return _strict(SchemaGenerator().get_schema(public=True))


def _strict(part: Any) -> Any:
    """An OpenAPI 3.0 schema as JSON Schema: null is a type, and no additional properties are allowed."""
    if isinstance(part, list):
        return [_strict(each) for each in part]
    if not isinstance(part, dict):
        return part
    schema = {key: _strict(value) for key, value in part.items() if key != "nullable"}
    if isinstance(schema.get("properties"), dict) and schema.get("type") == "object":
        schema.setdefault("additionalProperties", False)
    return {"anyOf": [schema, {"type": "null"}]} if part.get("nullable") is True else schema


@cache
def _registry() -> Registry[Any]:
    return Registry().with_resource(NAME, Resource.from_contents(description(), default_specification=DRAFT202012))


@cache
def _validator(*place: str) -> Draft202012Validator:
    """The validator for the schema at a path of the description."""
    pointer = "/".join(each.replace("~", "~0").replace("/", "~1") for each in place)
    return Draft202012Validator({"$ref": f"{NAME}#/{pointer}"}, registry=_registry())


def _path(line: Line) -> str:
    return re.sub(r"<(?:\w+:)?(\w+)>", r"{\1}", "/" + line.route)


def parameters(line: Line) -> set[str]:
    """The query parameters of a line's route in the schema."""
    described = description()["paths"].get(_path(line), {}).get("get", {}).get("parameters", [])
    return {each["name"] for each in described if each["in"] == "query"}


def differences(line: Line, method: str, answer: Answer) -> Iterator[str]:
    """Yields each difference between an answer and the schema of its route."""
    path = _path(line)
    described = description()["paths"].get(path, {}).get(method.lower(), {"responses": {}})["responses"]
    code = str(answer.code) if str(answer.code) in described else "default"
    if code not in described:
        yield f"{answer.code} is not described"
        return
    kinds = described[code].get("content", {"": {}})
    kind = answer.kind.partition(";")[0].strip() if answer.content or answer.code < 204 else ""
    if kind not in kinds:
        yield f"{answer.code} comes as {kind!r}, described as {sorted(kinds)}"
    elif kind.endswith("json"):
        place = ("paths", path, method.lower(), "responses", code, "content", kind, "schema")
        for error in _validator(*place).iter_errors(json.loads(answer.content)):
            yield f"{answer.code} at {error.json_path}: {error.message[:300]}"
