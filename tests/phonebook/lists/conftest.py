"""The company, its phones, and the sandbox they are kept in."""

import pytest

from .rig import Phone, Rig


@pytest.fixture
def rig(sandbox, company_folder, tenant):
    return Rig(sandbox(company_folder), tenant)


@pytest.fixture
def phone(rig):
    return Phone(rig)
