"""The manifest against Microsoft's schema and against what the schema cannot see."""

import os
from pathlib import Path

import pytest
from lxml import etree

from . import manifest_checks

REPOSITORY = Path(__file__).parents[2]
MANIFEST = REPOSITORY / "manifest.xml"
ASSETS = REPOSITORY / "addin" / "assets"
SCHEMA = REPOSITORY.parent / "shared" / "manifest-xsd" / "OfficeAppManifestV1_1.xsd"


@pytest.fixture(scope="module")
def schema():
    if not SCHEMA.is_file():
        missing = f"Microsoft's manifest schema is not at {SCHEMA}"
        if os.environ.get("CI"):
            pytest.fail(missing)
        pytest.skip(missing)
    return etree.XMLSchema(etree.parse(SCHEMA))


def test_it_obeys_the_schema(schema):
    schema.assertValid(etree.parse(MANIFEST))


def test_it_obeys_what_the_schema_cannot_see():
    assert manifest_checks.problems(MANIFEST, ASSETS) == []


@pytest.mark.parametrize(
    ("before", "after", "problem"),
    [
        ('resid="open.title"', 'resid="open.missing"', "resid open.missing is not defined"),
        ('<bt:Url id="pane.url"', '<bt:Url id="pane.other"', "resource pane.other is not used"),
        (
            "https://localhost:8443/taskpane",
            "http://localhost:8443/taskpane",
            "http://localhost:8443/taskpane is not https",
        ),
        ("trato-64.png", "trato-65.png", "https://localhost:8443/static/icons/trato-65.png has no file trato-65.png"),
        (
            '<HighResolutionIconUrl DefaultValue="https://localhost:8443/static/icons/trato-128.png"/>',
            "",
            "HighResolutionIconUrl is missing, which the store demands",
        ),
        ("trato-128.png", "trato-80.png", "trato-80.png is 80x80, not a PNG of 128x128"),
        ('<bt:Image size="80" resid="icon.80"/>', "", "a control lacks icons of 80 px"),
        (
            '<bt:Set Name="Mailbox"/>',
            '<bt:Set Name="NestedAppAuth"/>',
            "NestedAppAuth must be tested at run time, not declared",
        ),
        ('DefaultMinVersion="1.5"', 'DefaultMinVersion="1.3"', "pinning needs Mailbox 1.5"),
        (
            '<bt:Override Locale="es-ES" Value="Cliente y oportunidad"/>',
            "",
            "“Customer and opportunity” has no Spanish",
        ),
        ('id="compose.open"', 'id="read.open"', "id read.open stands 2 times"),
        (
            "<Hosts>\n    <Host Name",
            "<AppDomains><AppDomain>https://*.trato.example/x</AppDomain></AppDomains>\n  <Hosts>\n    <Host Name",
            "AppDomain https://*.trato.example/x is more than scheme, host and port",
        ),
    ],
    ids=lambda value: value[:40],
)
def test_a_fault_is_named(tmp_path, before, after, problem):
    text = MANIFEST.read_text()
    assert before in text
    broken = tmp_path / "manifest.xml"
    broken.write_text(text.replace(before, after))
    assert problem in manifest_checks.problems(broken, ASSETS)


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ("<Permissions>ReadWriteItem</Permissions>", "<Permissions>Everything</Permissions>"),
        ("fef04673-8c1c-4394-bf52-c662a911d1e9", "trato"),
        ("<Version>0.1.0.0</Version>", "<Version>first</Version>"),
        ("MessageReadCommandSurface", "MessageReadSurface"),
        ("<DefaultLocale>en-US</DefaultLocale>", "<DefaultLocale>English</DefaultLocale>"),
    ],
)
def test_the_schema_rejects_a_fault(schema, before, after):
    text = MANIFEST.read_text()
    assert before in text
    assert not schema.validate(etree.fromstring(text.replace(before, after).encode()))
