"""Rows of CSV files: what does not fit is named with file and line, everything else is read, strict stops."""

import csv
import io
from datetime import date
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from trato.directory.rows import FolderError, Problems, RowError, read_rows

HEADER = "key,name,amount\n"


def read(folder, content, columns=("key", "name"), *, strict=False):
    data = content if isinstance(content, bytes) else content.encode()
    (folder / "t.csv").write_bytes(data)
    problems = Problems(strict)
    return list(read_rows(folder, "t.csv", columns, problems)), [str(one) for one in problems.found]


def keys(rows):
    return [row.text("key") for row in rows]


def test_rows_come_in_order_with_the_line_they_begin_on(tmp_path):
    rows, problems = read(tmp_path, HEADER + 'a,"two\nlines",1\n\nb,short\nc,three,3\n')
    assert [(row.line, row.text("key"), row.text("name"), row.text("amount")) for row in rows] == [
        (2, "a", "two\nlines", "1"), (5, "b", "short", ""), (6, "c", "three", "3"),
    ]  # fmt: skip
    assert problems == []


@pytest.mark.parametrize(
    ("line", "reason"),
    [
        ("b,two,2,surplus", "more cells than the header has columns"),
        ('b,"two"x,2', "not readable as CSV"),
        ('b,"never closed,2', "not readable as CSV"),
        ("b,tw\0o,2", "not UTF-8 text"),
    ],
)
def test_a_bad_row_is_named_and_the_others_are_read(tmp_path, line, reason):
    rows, problems = read(tmp_path, HEADER + "a,one,1\n" + line + '\nc,three,3\nd,"four",4\n')
    assert keys(rows) == ["a", "c", "d"]
    assert len(problems) == 1
    assert problems[0].startswith(f"t.csv:3: {reason}")


def test_bytes_that_are_no_utf_8_cost_their_row(tmp_path):
    rows, problems = read(tmp_path, HEADER.encode() + b"a,one,1\nb,Mu\xf1oz,2\nc,three,3\n")
    assert keys(rows) == ["a", "c"]
    assert problems == ["t.csv:3: not UTF-8 text"]


def test_a_file_in_another_encoding_is_one_problem(tmp_path):
    rows, problems = read(tmp_path, (HEADER + "a,one,1\n").encode("utf-16"))
    assert rows == []
    assert problems == ["t.csv:1: the header has no column key, name"]


def test_a_byte_order_mark_is_no_part_of_the_first_column(tmp_path):
    rows, problems = read(tmp_path, ("\ufeff" + HEADER + "a,one,1\n").encode())
    assert (keys(rows), problems) == (["a"], [])


def test_an_empty_file_lacks_its_columns(tmp_path):
    assert read(tmp_path, "") == ([], ["t.csv:1: the header has no column key, name"])


def test_a_missing_file_is_no_problem(tmp_path):
    problems = Problems(strict=True)
    assert list(read_rows(tmp_path, "none.csv", ("key",), problems)) == []


def test_a_cell_of_a_million_characters_is_refused(tmp_path):
    rows, problems = read(tmp_path, HEADER + "a,one,1\nb," + "x" * 1_000_001 + ",2\nc,three,3\n")
    assert keys(rows) == ["a", "c"]
    assert problems[0].startswith("t.csv:3: not readable as CSV: field larger")


def test_strict_stops_at_the_first_bad_row(tmp_path):
    with pytest.raises(FolderError, match=r"^t\.csv:2: more cells"):
        read(tmp_path, HEADER + "a,one,1,x\nb,two,2,x\n", strict=True)


cell = st.text(st.characters(codec="utf-8", exclude_characters="\0\ufeff"), max_size=20)


@given(table=st.lists(st.tuples(cell, cell, cell), max_size=8))
def test_whatever_a_csv_writer_writes_is_read_back(tmp_path_factory, table):
    text = io.StringIO()
    csv.writer(text, quoting=csv.QUOTE_ALL).writerows([("key", "name", "amount"), *table])
    rows, problems = read(tmp_path_factory.mktemp("csv"), text.getvalue())
    assert [tuple(row.cells.values()) for row in rows] == [tuple(value.strip() for value in row) for row in table]
    assert problems == []


def row_of(tmp_path, **cells):
    rows, _ = read(tmp_path, ",".join(cells) + "\n" + ",".join(f'"{value}"' for value in cells.values()) + "\n", ())
    return rows[0]


@pytest.mark.parametrize(
    ("method", "value", "expected"),
    [
        ("day", "2026-11-24", date(2026, 11, 24)), ("day", "", None), ("money", "1250.50", Decimal("1250.50")),
        ("money", "-3", Decimal(-3)), ("number", "43.26", 43.26), ("percent", "100", 100), ("percent", "0", 0),
    ],
)  # fmt: skip
def test_cells_are_read_as_what_they_are(tmp_path, method, value, expected):
    assert getattr(row_of(tmp_path, cell=value, other="x"), method)("cell") == expected


@pytest.mark.parametrize(
    ("method", "value", "expected"),
    [
        ("day", "24/11/2026", "a date like"), ("day", "2026-02-30", "a date like"), ("money", "1.250,50", "a number"),
        ("money", "NaN", "a number"), ("money", "Infinity", "a number"), ("money", "1e20", "a number"),
        ("number", "north", "a number"), ("percent", "101", "0 to 100"), ("percent", "-1", "0 to 100"),
        ("percent", "5.5", "0 to 100"), ("required", "", "is empty"),
    ],
)  # fmt: skip
def test_a_cell_that_does_not_fit_names_its_column(tmp_path, method, value, expected):
    with pytest.raises(RowError, match=expected) as caught:
        getattr(row_of(tmp_path, cell=value, other="x"), method)("cell")
    assert "'cell'" in str(caught.value)


def test_lists_and_unknown_columns(tmp_path):
    row = row_of(tmp_path, key="a", tags=" x ; ;y", color="red", empty="")
    assert row.names("tags") == ("x", "y")
    assert row.others(("key", "tags")) == {"color": "red"}
