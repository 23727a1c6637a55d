"""docs/reference.md names every setting, every error code and every command; the test says which are missing."""

import ast
import re
from pathlib import Path

import pytest
from click import Context

from trato.cli import cli

ROOT = Path(__file__).parents[2]
CODE = ROOT / "server" / "trato"
DOCS = ROOT / "docs"


@pytest.fixture(scope="module")
def quoted():
    """Every word that the docs hold in backticks."""
    texts = [path.read_text("utf-8") for path in DOCS.rglob("*.md")]
    return {word for text in texts for span in re.findall(r"`([^`\n]+)`", text) for word in re.split(r"[\s=…]+", span)}


def settings():
    """The variables that settings read, by the strings in their code."""
    tree = ast.parse((CODE / "settings.py").read_text("utf-8"))
    strings = {node.value for node in ast.walk(tree) if isinstance(node, ast.Constant) and isinstance(node.value, str)}
    return {text for text in strings if re.fullmatch(r"TRATO_[A-Z_]+", text)}


# What the web framework refuses by itself.
OF_HTTP = {"bad_request", "method_not_allowed", "content_too_large", "unsupported_media_type", "internal_error"}


def error_codes():
    """`code = "…"` of every class anywhere in the code."""
    found = set(OF_HTTP)
    for path in CODE.rglob("*.py"):
        for node in ast.walk(ast.parse(path.read_text("utf-8"))):
            if isinstance(node, ast.ClassDef) and node.name.endswith("Error"):
                found |= set(_codes(node))
    return found


def _codes(node):
    for part in node.body:
        value = part.value if isinstance(part, ast.Assign | ast.AnnAssign) else None
        names = part.targets if isinstance(part, ast.Assign) else [getattr(part, "target", None)]
        if any(isinstance(name, ast.Name) and name.id == "code" for name in names) and isinstance(value, ast.Constant):
            yield value.value


def test_what_is_looked_for_is_found_in_the_code():
    assert {"TRATO_HOME", "TRATO_DATABASE_URL"} <= settings()
    assert {"not_found", "invalid_input", "unauthenticated"} <= error_codes()


def test_every_setting_is_told(quoted):
    assert sorted(settings() - quoted) == []


def test_every_error_code_is_told(quoted):
    assert sorted(error_codes() - quoted) == []


def test_every_command_is_told(quoted):
    assert sorted(set(cli.list_commands(Context(cli))) - quoted) == []


def test_no_setting_is_told_that_there_is_none(quoted):
    told = {word for word in quoted if re.fullmatch(r"TRATO_[A-Z_]+", word)}
    everywhere = "".join(path.read_text("utf-8") for path in [*CODE.rglob("*.py"), ROOT / "Makefile"])
    assert sorted(name for name in told if name not in everywhere) == []
