"""The soak: `python -m tests.chaos.soak --minutes 60`. Workers under faults and kills; how does their memory grow?

One worker is never killed: its resident memory is looked at every few seconds, and a line is fitted through what was
seen once it had warmed up (the first quarter is left out).
"""

from __future__ import annotations

import argparse
import random
import subprocess
import sys
import time

from tests.chaos.office import TRATO_ONLY, Letter
from tests.chaos.scene import Scene, a_scene, busy_morning
from tests.chaos.setting import surroundings
from tests.small_company import ANA, BEN, LUIS, NOA

LOOK_EVERY_S = 3.0
KILL_EVERY_S = 5.0
FAULTS: tuple[dict[str, object], ...] = (
    {"kind": "status", "status": 503, "retry_after": "1", "chance": 0.3, "times": 10},
    {"kind": "status", "status": 429, "retry_after": "1", "chance": 0.3, "times": 10},
    {"kind": "cut", "after_bytes": 500, "chance": 0.3, "times": 5},
    {"kind": "garbage", "chance": 0.3, "times": 5},
    {"kind": "empty_page", "path": r"^/v1\.0/users/.*/delta", "chance": 0.5, "times": 10},
    {"kind": "repeat_items", "path": r"^/v1\.0/users/.*/delta", "chance": 0.5, "times": 10},
)


def rss_mb(pid: int) -> float:
    """Resident memory of a process, as `ps` tells it."""
    told = subprocess.run(["ps", "-o", "rss=", "-p", str(pid)], capture_output=True, text=True, check=True)
    return int(told.stdout) / 1024


def slope_per_hour(seen: list[tuple[float, float]]) -> float:
    """The slope of the line through (seconds, value), an hour, by least squares; the first quarter is left out."""
    kept = seen[len(seen) // 4 :]
    mean_at = sum(at for at, _ in kept) / len(kept)
    mean = sum(value for _, value in kept) / len(kept)
    spread = sum((at - mean_at) ** 2 for at, _ in kept)
    return 3600 * sum((at - mean_at) * (value - mean) for at, value in kept) / spread if spread else 0.0


def soak(scene: Scene, minutes: float) -> tuple[list[tuple[float, float]], int]:
    """Keep a lasting worker and mortal ones busy; return the lasting one's memory by time, and the letters."""
    dice = random.Random(28)  # noqa: S311  the same faults each time
    lasting = scene.employ()
    mortal = [scene.employ(), scene.employ()]
    began = next_look = time.monotonic()
    next_kill = began + KILL_EVERY_S
    seen: list[tuple[float, float]] = []
    number = 1000
    while (now := time.monotonic()) - began < 60 * minutes:
        number += 1
        upn = dice.choice((ANA, BEN))
        scene.office.deliver(upn, Letter(number, dice.choice((LUIS, NOA)), (upn,), scene.office.now()))
        if now >= next_kill:
            next_kill = now + KILL_EVERY_S
            scene.office.control("POST", "/faults", {"path": TRATO_ONLY, **dice.choice(FAULTS)})
            scene.kill(mortal.pop(0))
            mortal.append(scene.employ())
        if now >= next_look:
            next_look = now + LOOK_EVERY_S
            seen.append((now - began, rss_mb(lasting.pid)))
            sys.stdout.write(f"{seen[-1][0]:7.0f} s {seen[-1][1]:8.1f} MiB, {number - 1000} letters\n")
            sys.stdout.flush()
        time.sleep(0.25)
    lasting.kill()
    for worker in mortal:
        scene.kill(worker)
    scene.workers.clear()
    return seen, number - 1000


def main() -> int:
    """Soak, compare, and print one table."""
    parser = argparse.ArgumentParser(prog="python -m tests.chaos.soak")
    parser.add_argument("--minutes", type=float, default=15.0)
    asked = parser.parse_args()
    with surroundings() as around, a_scene(around) as scene:
        busy_morning(scene.office)
        seen, letters = soak(scene, asked.minutes)
        kills = scene.kills
        balance = scene.quiet()
        others = scene.office.sent_by_others()
    rows = {
        "minutes": asked.minutes, "letters": letters, "kills": kills, "lost": len(balance.lost),
        "doubled": len(balance.doubled), "edits lost": len(balance.edits_lost), "sent by Trato": len(others),
        "memory": f"{seen[len(seen) // 4][1]:.1f} MiB after the first quarter, {seen[-1][1]:.1f} MiB at the end",
        "slope": f"{slope_per_hour(seen):+.1f} MiB an hour",
    }  # fmt: skip
    sys.stdout.write("\n".join(f"{name:14} {value}" for name, value in rows.items()) + "\n")
    return 1 if balance or others else 0


if __name__ == "__main__":
    sys.exit(main())
