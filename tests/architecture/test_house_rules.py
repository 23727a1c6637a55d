"""The rules of the house that no linter knows (CONTRIBUTING: how the code is written)."""

import ast
from pathlib import Path

SERVER = Path(__file__).parents[2] / "server"
MODULES = sorted(SERVER.rglob("*.py"))
NAMES = [path.relative_to(SERVER).as_posix() for path in MODULES]
TREES = {name: ast.parse(path.read_text("utf-8")) for name, path in zip(NAMES, MODULES, strict=True)}
FRAMEWORKS = {"flask", "apiflask", "sqlalchemy", "requests", "msal", "O365", "psycopg"}
PURE = {
    "calendar/model", "crm/model", "crm/phones", "crm/folder", "directory/folder", "directory/model", "directory/rows",
    "linking/counting", "linking/free_mail", "linking/model", "linking/features", "linking/score",
    "linking/segments", "linking/subjects", "linking/topics", "linking/weights", "linking/words", "mail/numbers",
    "mail/telling", "mail/identity",
    "mail/matching", "mail/model", "mail/threading", "sync/model", "graph/payloads", "graph/zones",
}  # fmt: skip
CLOCKS = {("datetime", "now"), ("datetime", "utcnow"), ("datetime", "today"), ("date", "today"), ("time", "time")}
# The sandbox is a program of its own and has a clock of its own; Graph's Retry-After may be a date (RFC 9110).
CLOCK_READERS = {"trato/clock.py", "trato/graph/refusals.py", "trato/commands/demo.py", "graph_sandbox/clock.py"}
LONGEST = 350  # "about 300": what a reader still takes in at one sitting
# Lists of words are data; migrations are history.
DATA = {"trato/db/migrations/", "trato/mail/reading/languages/", "trato/demo/"}


def imports(tree):
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            yield from (alias.name.partition(".")[0] for alias in node.names)
        elif isinstance(node, ast.ImportFrom) and node.module and not node.level:
            yield node.module.partition(".")[0]


def is_pure(name):
    inner = name.removeprefix("trato/").removesuffix(".py")
    return name.startswith("trato/") and (inner in PURE or inner.endswith("/model") or "mail/reading/" in inner)


def clocks_read(tree):
    for node in ast.walk(tree):
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute):
            value = node.func.value
            owner = value.id if isinstance(value, ast.Name) else getattr(value, "attr", "")
            if (owner, node.func.attr) in CLOCKS:
                yield f"line {node.lineno}: {owner}.{node.func.attr}"


def test_the_list_of_pure_modules_is_about_modules_that_are_there():
    assert {f"trato/{name}.py" for name in PURE} <= set(NAMES)


def test_a_pure_module_knows_no_framework():
    pure = [name for name in NAMES if is_pure(name)]
    assert {name: found for name in pure if (found := set(imports(TREES[name])) & FRAMEWORKS)} == {}


def test_nothing_but_the_clock_reads_the_clock():
    others = [name for name in NAMES if name not in CLOCK_READERS]
    assert {name: found for name in others if (found := list(clocks_read(TREES[name])))} == {}


def test_the_check_sees_a_clock_that_is_read():
    assert len(list(clocks_read(ast.parse("import datetime\nx = datetime.datetime.now()\ny = time.time()")))) == 2
    assert all(list(clocks_read(TREES[name])) for name in ("trato/clock.py", "trato/graph/refusals.py"))


def test_a_module_can_be_read_in_one_sitting():
    written = [name for name in NAMES if not any(part in name for part in DATA)]
    lengths = {name: len((SERVER / name).read_text("utf-8").splitlines()) for name in written}
    assert {name: length for name, length in lengths.items() if length > LONGEST} == {}


def test_a_module_is_named_for_what_it_is():
    vague = {"utils", "util", "helpers", "helper", "common", "manager", "misc"}
    assert [name for name in NAMES if vague & set(Path(name).stem.lower().split("_"))] == []


def test_a_module_says_what_it_is_for():
    written = [name for name in NAMES if (SERVER / name).stat().st_size]
    assert [name for name in written if not (ast.get_docstring(TREES[name]) or "").strip()] == []
