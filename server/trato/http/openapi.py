"""Shape the OpenAPI 3.1 document that APIFlask makes: problems, sign-in, and one name for each schema."""

from __future__ import annotations

from typing import Any

from apiflask import APIFlask

from trato.http.schemas import ProblemOut

PROBLEM = {"$ref": "#/components/schemas/ProblemOut"}
ERRORS = {
    "400": "The request cannot be read",
    "401": "Sign in",
    "403": "Not for this user",
    "404": "No such thing, or none that the caller may see",
    "409": "What was wanted is taken: look again, then choose",
    "412": "Changed meanwhile: read again, then decide",
    "422": "The input does not fit",
}


def register(app: APIFlask) -> None:
    """Have the application's document shaped."""
    app.spec_processor(shape)


def shape(document: Any) -> Any:
    """Return the document with problems for errors, the bearer scheme, and nested schemas under their own names."""
    schemas = document.setdefault("components", {}).setdefault("schemas", {})
    for name in ("ValidationError", "HTTPError"):
        schemas.pop(name, None)
    schemas["ProblemOut"] = ProblemOut.model_json_schema()
    document["components"]["securitySchemes"] = {"entra": {"type": "http", "scheme": "bearer", "bearerFormat": "JWT"}}
    document["security"] = [{"entra": []}]
    document["info"]["license"] = {"name": "Apache-2.0", "identifier": "Apache-2.0"}
    # Modules share tags; each is named once (OpenAPI 3.1 §4.8.1).
    document["tags"] = list({tag["name"]: tag for tag in document.get("tags", [])}.values())
    for operations in document["paths"].values():
        for operation in operations.values():
            _with_problems(operation)
    return _renamed(document)


def _with_problems(operation: dict[str, Any]) -> None:
    kept = {code: answer for code, answer in operation["responses"].items() if code.startswith("2")}
    problems = {
        code: {"description": text, "content": {"application/problem+json": {"schema": PROBLEM}}}
        for code, text in ERRORS.items()
    }
    operation["responses"] = kept | problems


def _renamed(document: Any) -> Any:
    """Give "Out.Sub" the name "Sub": pydantic's nested models are the same wherever they stand."""
    schemas = document["components"]["schemas"]
    names = {name: name.rpartition(".")[2] for name in schemas}
    document["components"]["schemas"] = {names[name]: body for name, body in sorted(schemas.items())}
    return _references(document, names)


def _references(node: Any, names: dict[str, str]) -> Any:
    if isinstance(node, dict):
        return {
            key: _reference(value, names) if key == "$ref" else _references(value, names) for key, value in node.items()
        }
    if isinstance(node, list):
        return [_references(value, names) for value in node]
    return node


def _reference(value: str, names: dict[str, str]) -> str:
    head, _, name = value.rpartition("/")
    return f"{head}/{names.get(name, name)}"
