"""`python -m graph_sandbox --tenant DIR`: serve a tenant folder as Microsoft Graph and Entra ID."""

import argparse
import logging
import os
import signal
import sys
import threading
import time
from datetime import UTC, datetime
from pathlib import Path

from graph_sandbox.problems import TenantFolderError
from graph_sandbox.scenario import ScenarioError
from graph_sandbox.server import Sandbox


def main(arguments: list[str] | None = None) -> int:
    """Run until interrupted; 2 if the tenant folder can't be used."""
    parent = os.getppid()
    options = _parser().parse_args(arguments)
    logging.basicConfig(format="%(message)s", level=logging.WARNING, stream=sys.stderr)
    try:
        sandbox = Sandbox.from_folder(
            options.tenant,
            scenario=options.scenario,
            now=options.now,
            strict=options.strict,
            host=options.host,
            port=options.port,
        )
    except (TenantFolderError, ScenarioError) as error:
        print(f"graph_sandbox: {error}", file=sys.stderr)  # noqa: T201 - a command speaks
        return 2
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(0))
    if options.until_parent_ends:
        threading.Thread(target=_end_with, args=(parent,), name="parent-watch", daemon=True).start()
    print(f"ready {sandbox.url}", flush=True)  # noqa: T201 - the line that callers wait for
    try:
        sandbox.serve_forever()
    except KeyboardInterrupt:
        pass
    finally:
        sandbox.stop()
    return 0


def _end_with(parent: int) -> None:
    """End this process once the one that started it is gone, even if it was killed and could not say so."""
    while os.getppid() == parent:
        time.sleep(1)
    os.kill(os.getpid(), signal.SIGTERM)


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="graph_sandbox", description="A local Microsoft Graph and Entra ID.")
    parser.add_argument("--tenant", type=Path, required=True, metavar="DIR", help="the tenant folder to load")
    parser.add_argument(
        "--until-parent-ends", action="store_true", help="end when the process that started this one is gone"
    )
    parser.add_argument("--port", type=int, default=0, metavar="N", help="the port to serve at (default: any free one)")
    parser.add_argument("--host", default="127.0.0.1", help="the address to serve at")
    parser.add_argument("--scenario", type=Path, metavar="FILE", help="applications, faults and settings, as TOML")
    parser.add_argument("--now", type=_instant, metavar="ISO", help="the time on the sandbox's clock")
    parser.add_argument("--strict", action="store_true", help="stop at the first bad file or item")
    return parser


def _instant(text: str) -> datetime:
    moment = datetime.fromisoformat(text)
    return moment if moment.tzinfo else moment.replace(tzinfo=UTC)


if __name__ == "__main__":
    sys.exit(main())
