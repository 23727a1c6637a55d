"""What the manifest's schema cannot see: each check names what is wrong, an empty list means all is well."""

import re
from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import urlsplit

from lxml import etree

Element = etree._Element

OFFICE = "{http://schemas.microsoft.com/office/appforoffice/1.1}"
TYPES = "{http://schemas.microsoft.com/office/officeappbasictypes/1.0}"
KINDS = {"Image", "Url", "String"}
XSI_TYPE = "{http://www.w3.org/2001/XMLSchema-instance}type"
CONTROL_ICONS = {("16", "1"), ("32", "1"), ("80", "1")}
MOBILE_ICONS = {(size, scale) for size in ("25", "32", "48") for scale in ("1", "2", "3")}
LARGEST_BYTES = 256 * 1024
# The events of event-based activation and the set of Mailbox each came with (event-based-activation).
EVENTS = {
    "OnNewMessageCompose": 10,
    "OnNewAppointmentOrganizer": 10,
    "OnMessageAttachmentsChanged": 11,
    "OnAppointmentAttachmentsChanged": 11,
    "OnMessageRecipientsChanged": 11,
    "OnAppointmentAttendeesChanged": 11,
    "OnAppointmentTimeChanged": 11,
    "OnAppointmentRecurrenceChanged": 11,
    "OnInfoBarDismissClicked": 11,
    "OnMessageSend": 12,
    "OnAppointmentSend": 12,
    "OnMessageCompose": 12,
    "OnAppointmentOrganizer": 12,
    "OnMessageFromChanged": 13,
    "OnAppointmentFromChanged": 13,
    "OnSensitivityLabelChanged": 13,
    "OnMessageDecrypt": 16,
}
# What an action asks of Mailbox.
OPTIONS = {"SupportsPinning": 5, "SupportsNoItemContext": 13, "SupportsMultiSelect": 13}


def problems(manifest: Path, assets: Path) -> list[str]:
    """Everything wrong with `manifest`, whose icons lie in `assets` as they do below /static."""
    root = etree.parse(manifest).getroot()
    overrides = [element for element in root.iter() if _name(element) == "VersionOverrides"]
    found = [problem for block in overrides for problem in _resource_problems(block)]
    found += _url_problems(root)
    found += _icon_problems(root, assets)
    found += _store_problems(root)
    found += _requirement_problems(overrides)
    found += _permission_problems(root)
    found += _language_problems(root)
    if manifest.stat().st_size > LARGEST_BYTES:
        found.append("the manifest is larger than 256 KB")
    return found


def _resource_problems(block: Element) -> Iterator[str]:
    """A resid must resolve within its own VersionOverrides: the inner one inherits nothing."""
    defined = Counter(
        element.get("id", "")
        for element in _own(block)
        if element.get("id") and element.tag.startswith(TYPES) and _name(element) in KINDS
    )
    used = {element.get("resid") for element in _own(block) if element.get("resid")}
    for resid in sorted(used - set(defined)):
        yield f"resid {resid} is not defined"
    for resid in sorted(set(defined) - used):
        yield f"resource {resid} is not used"
    controls = Counter(element.get("id") for element in _own(block) if _name(element) in {"Control", "Group"})
    for name, count in (defined + controls).items():
        if count > 1:
            yield f"id {name} stands {count} times"
    for icon in (element for element in _own(block) if _name(element) == "Icon"):
        wanted = MOBILE_ICONS if (icon.get(XSI_TYPE) or "").endswith("MobileIconList") else CONTROL_ICONS
        missing = wanted - {(image.get("size"), image.get("scale", "1")) for image in icon}
        if missing:
            sizes = ", ".join(
                f"{size} px" if scale == "1" else f"{size} px at {scale}" for size, scale in sorted(missing)
            )
            yield f"a control lacks icons of {sizes}"


def _own(block: Element) -> Iterator[Element]:
    """The elements of a VersionOverrides without those of one nested in it."""
    for child in block:
        if isinstance(child.tag, str) and _name(child) != "VersionOverrides":
            yield from (element for element in child.iter() if isinstance(element.tag, str))


def _url_problems(root: Element) -> Iterator[str]:
    for element in root.iter():
        value = element.get("DefaultValue") or element.get("Value") or ""
        if value.startswith("http") and not value.startswith("https://"):
            yield f"{value} is not https"
        if _name(element) == "AppDomain" and not re.fullmatch(r"https://[^/*\s]+", element.text or ""):
            yield f"AppDomain {element.text} is more than scheme, host and port"


def _icon_problems(root: Element, assets: Path) -> Iterator[str]:
    wanted = {"IconUrl": 64, "HighResolutionIconUrl": 128}
    for name, size in wanted.items():
        element = root.find(OFFICE + name)
        if element is not None:
            yield from _picture_problems(element.get("DefaultValue", ""), size, assets)
    images = {
        element.get("id"): element.get("DefaultValue", "")
        for element in root.iter(TYPES + "Image")
        if element.get("id")
    }
    for use in root.iter(TYPES + "Image"):
        if use.get("size") and use.get("resid") in images:
            pixels = int(use.get("size", "0")) * int(use.get("scale", "1"))
            yield from _picture_problems(images[use.get("resid")], pixels, assets)


def _picture_problems(url: str, size: int, assets: Path) -> Iterator[str]:
    picture = assets / urlsplit(url).path.removeprefix("/static/")
    if not picture.is_file():
        yield f"{url} has no file {picture.name}"
        return
    header = picture.read_bytes()[:24]
    # PNG (RFC 2083): signature, then IHDR with width and height.
    width, height = (int.from_bytes(header[at : at + 4], "big") for at in (16, 20))
    if not header.startswith(b"\x89PNG") or (width, height) != (size, size):
        yield f"{picture.name} is {width}x{height}, not a PNG of {size}x{size}"


def _store_problems(root: Element) -> Iterator[str]:
    for name in ("IconUrl", "HighResolutionIconUrl", "SupportUrl"):
        if root.find(OFFICE + name) is None:
            yield f"{name} is missing, which the store demands"


def _requirement_problems(overrides: list[Element]) -> Iterator[str]:
    for block in overrides:
        sets = {element.get("Name"): _minimum(element) for element in _own(block) if _name(element) == "Set"}
        if "NestedAppAuth" in sets:
            yield "NestedAppAuth must be tested at run time, not declared"
        mailbox = sets.get("Mailbox", (0, 0))
        for element in _own(block):
            needed = OPTIONS.get(_name(element), 0)
            if mailbox < (1, needed):
                yield f"{_name(element)} needs Mailbox 1.{needed}"
        for point in (element for element in _own(block) if _name(element) == "ExtensionPoint"):
            kind = point.get(XSI_TYPE, "")
            if kind.startswith("Appointment") and any(_name(element) == "SupportsPinning" for element in point.iter()):
                yield f"{kind} cannot be pinned"
        yield from _event_problems(block, mailbox)


def _event_problems(block: Element, mailbox: tuple[int, int]) -> Iterator[str]:
    runtimes = {element.get("resid") for element in _own(block) if _name(element) == "Runtime"}
    for event in (element for element in _own(block) if _name(element) == "LaunchEvent"):
        kind = event.get("Type", "")
        if kind not in EVENTS:
            yield f"{kind} is not an event of Outlook"
        elif mailbox < (1, EVENTS[kind]):
            yield f"{kind} needs Mailbox 1.{EVENTS[kind]}"
        if event.get("SendMode") == "Block":
            yield f"{kind} blocks, which the store forbids"
    for point in (element for element in _own(block) if element.get(XSI_TYPE) == "LaunchEvent"):
        location = next(element for element in point if _name(element) == "SourceLocation")
        if location.get("resid") not in runtimes:
            yield f"the events' page {location.get('resid')} is not a runtime"


def _permission_problems(root: Element) -> Iterator[str]:
    """Office.Mailbox.getSelectedItemsAsync: the minimum permission level is read/write mailbox."""
    permission = root.findtext(OFFICE + "Permissions")
    selects = any(_name(element) == "SupportsMultiSelect" for element in root.iter())
    if selects and permission != "ReadWriteMailbox":
        yield "selecting several mails needs ReadWriteMailbox"
    if not selects and permission == "ReadWriteMailbox":
        yield "ReadWriteMailbox is more than the add-in uses"


def version_problems(before: str, after: str) -> list[str]:
    """A manifest that differs from the one before must have a greater version."""
    old, new = (tuple(map(int, _version(text).split("."))) for text in (before, after))
    if before != after and new <= old:
        return [f"version {_version(after)} must be greater than {_version(before)}"]
    return []


def _version(manifest: str) -> str:
    return etree.fromstring(manifest.encode()).findtext(OFFICE + "Version") or "0"


def _minimum(requirement: Element) -> tuple[int, int]:
    parent = requirement.getparent()
    text = requirement.get("MinVersion") or (parent.get("DefaultMinVersion") if parent is not None else None) or "1.1"
    major, minor = text.split(".")[:2]
    return int(major), int(minor)


def _language_problems(root: Element) -> Iterator[str]:
    """Every text is there in Spanish too, but for the product's own name."""
    for element in root.iter():
        is_text = _name(element) in {"DisplayName", "Description", "String"} and element.get("DefaultValue")
        if not is_text or element.get("DefaultValue") == "Trato":
            continue
        locales = {child.get("Locale") for child in element if _name(child) == "Override"}
        if "es-ES" not in locales:
            yield f"“{element.get('DefaultValue')}” has no Spanish"


def _name(element: Element) -> str:
    return etree.QName(element).localname if isinstance(element.tag, str) else ""
