"""docs/faults.md is true: every fault has its row, and every test it names is there."""

import re
from pathlib import Path

ROOT = Path(__file__).parents[2]
ROW = re.compile(r"^\| (\d+) \| (.+) \|$", re.MULTILINE)
TEST = re.compile(r"`(tests/[\w/]+\.py)::(\w+)`")


def rows() -> dict[int, list[str]]:
    text = (ROOT / "docs" / "faults.md").read_text("utf-8").partition("\n## ")[0]
    return {int(number): cells.split(" | ") for number, cells in ROW.findall(text)}


def test_each_fault_has_a_row_with_its_promise():
    assert list(rows()) == list(range(1, 30))
    assert all(len(cells) == 4 and cells[0] and cells[2] for cells in rows().values())


def test_each_fault_has_a_test_that_exists():
    for number, cells in rows().items():
        named = TEST.findall(cells[3])
        assert named, number
        for path, name in named:
            assert re.search(rf"^(async )?def {name}\(", (ROOT / path).read_text("utf-8"), re.MULTILINE), (number, name)
