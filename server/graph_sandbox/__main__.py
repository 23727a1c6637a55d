"""`python -m graph_sandbox --tenant DIR`: serve a tenant folder as Microsoft Graph and Entra ID."""

import argparse
import logging
import signal
import sys
from datetime import UTC, datetime
from pathlib import Path

from graph_sandbox.problems import TenantFolderError
from graph_sandbox.scenario import ScenarioError
from graph_sandbox.server import Sandbox


def main(arguments: list[str] | None = None) -> int:
    """Run until interrupted; 2 if the tenant folder can't be used."""
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
    print(f"ready {sandbox.url}", flush=True)  # noqa: T201 - the line that callers wait for
    try:
        sandbox.serve_forever()
    except KeyboardInterrupt:
        pass
    finally:
        sandbox.stop()
    return 0


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="graph_sandbox", description="A local Microsoft Graph and Entra ID.")
    parser.add_argument("--tenant", type=Path, required=True, metavar="DIR", help="the tenant folder to load")
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
