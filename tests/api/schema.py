"""Answers, held against the committed schema: every one that a test gets passes through here."""

import re
from functools import cache
from pathlib import Path
from typing import Any

import yaml
from jsonschema import Draft202012Validator

COMMITTED = Path(__file__).parents[2] / "docs" / "openapi.yaml"


@cache
def document() -> dict[str, Any]:
    found: dict[str, Any] = yaml.safe_load(COMMITTED.read_text(encoding="utf-8"))
    for schema in found["components"]["schemas"].values():
        if schema.get("type") == "object":
            # Clients must expect more keys; our own tests notice each that the schema does not name.
            schema.setdefault("additionalProperties", False)
    return found


def operation(method: str, path: str) -> dict[str, Any] | None:
    """What the schema says about this request; None: nothing. Fixed words win over placeholders, as in urls.py."""
    fitting = [
        template
        for template in document()["paths"]
        if re.fullmatch(re.sub(r"\{\w+\}", "[^/]+", template), path)
    ]
    if not fitting:
        return None
    template = min(fitting, key=lambda found: found.count("{"))
    found: dict[str, Any] | None = document()["paths"][template].get(method.lower())
    return found


def assert_as_documented(method: str, path: str, status: int, body: Any) -> None:
    """The schema names this status for this request, and the body has the shape it names."""
    found = operation(method, path)
    if found is None:
        schema: dict[str, Any] = {"$ref": "#/components/schemas/Error"}
    else:
        assert str(status) in found["responses"], f"{method} {path} may not answer {status}"
        content = found["responses"][str(status)].get("content")
        if content is None:
            assert body is None, f"{method} {path}: {status} has no body"
            return
        schema = content["application/json"]["schema"]
    Draft202012Validator({**schema, "components": document()["components"]}).validate(body)
    if status >= 400 and found is not None:
        assert f"`{body['code']}`" in found["responses"][str(status)]["description"], (
            f"{method} {path}: {status} may not carry {body['code']}"
        )
