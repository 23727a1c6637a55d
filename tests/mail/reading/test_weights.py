"""The weights in the package are those the script makes."""

import subprocess
import sys
from pathlib import Path

import pytest

SCRIPT = Path(__file__).parents[3] / "tools" / "train_reading.py"


@pytest.mark.shared
def test_training_again_gives_the_same_bytes(shared_data):
    assert subprocess.run([sys.executable, SCRIPT, "--check"], check=False).returncode == 0
