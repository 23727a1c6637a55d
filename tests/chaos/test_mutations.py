"""Each mutation still finds what it takes away, and the test that must notice."""

import pytest
from tests.chaos.mutations import MUTATIONS, ROOT


@pytest.mark.parametrize("one", MUTATIONS, ids=lambda one: f"{one.fault} {one.what}")
def test_a_mutation_finds_its_place_and_its_test(one):
    source = (ROOT / "server" / "trato" / one.file).read_text("utf-8")
    assert source.count(one.old) == 1
    assert (ROOT / one.test.split()[0]).is_file()
