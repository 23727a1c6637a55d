"""The manifest against Microsoft's schema and against what the schema cannot see."""

import hashlib
import os
import re
from pathlib import Path

import pytest
from lxml import etree

from trato.commands import manifest_xml
from trato.commands.manifest_xml import deployment, manifest
from trato.errors import InvalidInputError

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
        ('<bt:Image size="48" scale="3" resid="icon.144"/>', "", "a control lacks icons of 48 px at 3"),
        (
            '<bt:Set Name="Mailbox"/>',
            '<bt:Set Name="NestedAppAuth"/>',
            "NestedAppAuth must be tested at run time, not declared",
        ),
        ('DefaultMinVersion="1.13"', 'DefaultMinVersion="1.3"', "SupportsPinning needs Mailbox 1.5"),
        ('DefaultMinVersion="1.13"', 'DefaultMinVersion="1.12"', "SupportsMultiSelect needs Mailbox 1.13"),
        ('DefaultMinVersion="1.13"', 'DefaultMinVersion="1.11"', "OnMessageSend needs Mailbox 1.12"),
        ('"OnMessageSend"', '"OnMessageSent"', "OnMessageSent is not an event of Outlook"),
        ('"PromptUser"', '"Block"', "OnMessageSend blocks, which the store forbids"),
        (
            '<Runtime resid="commands.url">',
            '<Runtime resid="pane.url">',
            "the events' page commands.url is not a runtime",
        ),
        ("ReadWriteMailbox", "ReadWriteItem", "selecting several mails needs ReadWriteMailbox"),
        ("<SupportsMultiSelect>true</SupportsMultiSelect>", "", "ReadWriteMailbox is more than the add-in uses"),
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
        ("<Permissions>ReadWriteMailbox</Permissions>", "<Permissions>Everything</Permissions>"),
        ("fef04673-8c1c-4394-bf52-c662a911d1e9", "trato"),
        ("<Version>0.2.0.0</Version>", "<Version>first</Version>"),
        ("MessageReadCommandSurface", "MessageReadSurface"),
        ("<DefaultLocale>en-US</DefaultLocale>", "<DefaultLocale>English</DefaultLocale>"),
    ],
)
def test_the_schema_rejects_a_fault(schema, before, after):
    text = MANIFEST.read_text()
    assert before in text
    assert not schema.validate(etree.fromstring(text.replace(before, after).encode()))


DEPLOYED = deployment("https://trato.example:8443/", "6f9619ff-8b86-d011-b42d-00c04fc964ff")


@pytest.mark.parametrize(
    "written",
    [manifest(DEPLOYED), manifest(deployment("https://trato.example", multi_select=False))],
    ids=["with an application", "without multi-select"],
)
def test_a_deployment_has_a_manifest_of_its_own(schema, tmp_path, written):
    schema.assertValid(etree.fromstring(written.encode()))
    path = tmp_path / "manifest.xml"
    path.write_text(written)
    assert manifest_checks.problems(path, ASSETS) == []
    assert "localhost" not in written


def test_the_one_in_the_repository_is_what_the_command_writes():
    assert MANIFEST.read_text() == manifest(deployment("https://localhost:8443"))


def test_it_names_the_application_and_has_an_id_of_its_own():
    written = manifest(DEPLOYED)
    assert "<Resource>api://trato.example:8443/6f9619ff-8b86-d011-b42d-00c04fc964ff</Resource>" in written
    assert str(manifest_xml.ID_WITHOUT_APPLICATION) not in written
    assert f"<Id>{DEPLOYED.id}</Id>" in written


@pytest.mark.parametrize("wrong", ["http://trato.example", "https://trato.example/crm", "trato.example", "https://"])
def test_an_address_that_outlook_would_refuse_is_refused_with_the_reason(wrong):
    with pytest.raises(InvalidInputError, match="--base-url must be https"):
        deployment(wrong)


def test_an_application_that_is_no_guid_is_refused():
    with pytest.raises(InvalidInputError, match="--client-id must be"):
        deployment("https://trato.example", "trato")


def test_a_changed_manifest_needs_a_greater_version():
    before = MANIFEST.read_text()
    after = before.replace("PromptUser", "SoftBlock")
    assert manifest_checks.version_problems(before, before) == []
    assert manifest_checks.version_problems(before, after)
    raised = after.replace(f"<Version>{manifest_xml.VERSION}<", "<Version>99.0.0.0<")
    assert manifest_checks.version_problems(before, raised) == []


# What each version of the manifest says. Whoever changes the manifest raises VERSION and notes the new digest here.
DIGESTS = {"0.2.0.0": "382af626d03db13b"}


def test_no_change_of_the_manifest_keeps_its_version():
    text = re.sub(r"<Version>[^<]*</Version>", "", MANIFEST.read_text())
    assert DIGESTS[manifest_xml.VERSION] == hashlib.sha256(text.encode()).hexdigest()[:16]


def test_an_appointment_cannot_be_pinned(tmp_path):
    text = MANIFEST.read_text()
    before, surface, after = text.rpartition("AppointmentAttendeeCommandSurface")
    pinned = after.replace("</Action>", "<SupportsPinning>true</SupportsPinning></Action>", 1)
    broken = tmp_path / "manifest.xml"
    broken.write_text(before + surface + pinned)
    assert "AppointmentAttendeeCommandSurface cannot be pinned" in manifest_checks.problems(broken, ASSETS)


def test_a_manifest_beyond_256_kb_is_named(tmp_path):
    broken = tmp_path / "manifest.xml"
    broken.write_text(MANIFEST.read_text() + "<!--" + "x" * 256 * 1024 + "-->")
    assert "the manifest is larger than 256 KB" in manifest_checks.problems(broken, ASSETS)
