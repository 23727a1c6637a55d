"""Let a process die at the n-th transaction boundary: just before or just after a COMMIT reaches PostgreSQL.

Boundaries are counted at the driver (psycopg), so that no code of Trato knows of it: 1 is before the first commit, 2
after it, 3 before the second, and so on.
"""

from __future__ import annotations

import os
import signal
from dataclasses import dataclass
from typing import Any

import psycopg

DIE_AT = "TRATO_TEST_DIE_AT"


@dataclass
class Boundaries:
    """Counts them; at `die_at` the process gets SIGKILL from itself."""

    die_at: int = 0
    passed: int = 0

    def cross(self) -> None:
        self.passed += 1
        if self.passed == self.die_at:
            os.kill(os.getpid(), signal.SIGKILL)

    def install(self) -> None:
        """Count every commit of this process from now on."""
        commit = psycopg.Connection.commit

        def counted(connection: psycopg.Connection[Any]) -> None:
            self.cross()
            commit(connection)
            self.cross()

        psycopg.Connection.commit = counted  # type: ignore[method-assign]
