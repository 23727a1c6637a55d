"""Writes the demo company: python -m trato.demo FOLDER [--seed N] [--scale X]."""

import argparse
import json
import sys
from pathlib import Path

from trato.demo import company


def main() -> None:
    """Reads the arguments and prints the counts as one line of JSON."""
    parser = argparse.ArgumentParser(prog="python -m trato.demo", description=__doc__)
    parser.add_argument("folder", type=Path)
    parser.add_argument("--seed", type=int, default=7)
    parser.add_argument("--scale", type=float, default=1.0, help="1 is some 60 accounts")
    args = parser.parse_args()
    try:
        made = company.write(args.folder, seed=args.seed, scale=args.scale)
    except FileExistsError as problem:
        parser.exit(1, f"{problem}\n")
    sys.stdout.write(json.dumps(made.expected) + "\n")


if __name__ == "__main__":
    main()
