"""Microsoft's own Python client reads, pages and writes against the sandbox; a large install, so only where it is."""

import importlib.util
import json
import subprocess
import sys
from pathlib import Path

import pytest

from .company import ANA


@pytest.mark.skipif(importlib.util.find_spec("msgraph") is None, reason="msgraph-sdk is not installed")
def test_the_client_reads_pages_and_writes(sandbox):
    program = Path(__file__).with_name("sdk_client.py")
    run = [sys.executable, "-W", "ignore", str(program), sandbox.url, sandbox.token(), ANA]
    done = subprocess.run(run, capture_output=True, text=True, timeout=60, check=False)
    assert done.returncode == 0, done.stderr
    assert json.loads(done.stdout) == {
        "messages": 32,
        "delta": 28,
        "draft": ["SDK", False],
        "start": "2026-03-05T09:00:00.0000000",
        "refused": "ErrorInvalidIdMalformed",
    }
