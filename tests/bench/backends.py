"""Processor time of a PostgreSQL server and all of its processes, living and ended, from /proc (proc(5))."""

from __future__ import annotations

import os
from pathlib import Path

_TICK = os.sysconf("SC_CLK_TCK")
_UTIME, _STIME, _CUTIME, _CSTIME, _PPID = 11, 12, 13, 14, 1


def server_seconds(folder: Path) -> float:
    """Return what the server whose data lie in `folder` has spent so far: user and system, of all its processes."""
    postmaster = (folder / "postmaster.pid").read_text("utf-8").split("\n", 1)[0]
    own = _fields(postmaster)
    ticks = sum(int(own[at]) for at in (_UTIME, _STIME, _CUTIME, _CSTIME))
    for entry in Path("/proc").iterdir():
        if entry.name.isdigit():
            try:
                found = _fields(entry.name)
            except (FileNotFoundError, ProcessLookupError):
                continue
            if found[_PPID] == postmaster:
                ticks += int(found[_UTIME]) + int(found[_STIME])
    return ticks / _TICK


def _fields(process: str) -> list[str]:
    return Path("/proc", process, "stat").read_text("utf-8").rpartition(")")[2].split()
