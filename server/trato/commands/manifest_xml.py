"""The Outlook add-in's manifest for one deployment (add-in only manifest, VersionOverrides 1.0 with 1.1 inside).

Hosts below Mailbox 1.13 read the outer overrides: the same four surfaces, without pinning, events, mobile and
multi-select. Phones read the inner ones whatever set these name, as Microsoft's page on mobile APIs says. Several
selected mails are told only to add-ins that may read and write the mailbox, so that permission goes with the feature.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from urllib.parse import urlsplit
from uuid import NAMESPACE_URL, UUID, uuid5
from xml.sax.saxutils import escape, quoteattr

from trato.errors import InvalidInputError

# Raised with every change of what is written here: Outlook and its admins take nothing over without.
VERSION = "0.2.0.0"
ID_WITHOUT_APPLICATION = UUID("fef04673-8c1c-4394-bf52-c662a911d1e9")
SIZES = (16, 20, 24, 32, 40, 48, 64, 80)
MOBILE_SIZES = (25, 32, 48)
SCALES = (1, 2, 3)

# Surface, the name of its group and control, whether the pane can be pinned there.
SURFACES = (
    ("MessageReadCommandSurface", "read", True),
    ("MessageComposeCommandSurface", "compose", True),
    ("AppointmentOrganizerCommandSurface", "organizer", False),
    ("AppointmentAttendeeCommandSurface", "attendee", False),
)
# Event and function of the commands file; a send is asked about, never blocked.
EVENTS = (
    {"Type": "OnNewMessageCompose", "FunctionName": "onNewMessageCompose"},
    {"Type": "OnMessageRecipientsChanged", "FunctionName": "onMessageRecipientsChanged"},
    {"Type": "OnMessageSend", "FunctionName": "onMessageSend", "SendMode": "PromptUser"},
)

NAME = ("Trato", "Trato")
DESCRIPTION = (
    "The CRM beside your mail: who writes, which opportunity, what was agreed and what comes next. "
    "It starts by itself in new mails and when one is sent, to warn of a wrong recipient.",
    "El CRM junto al correo: quién escribe, qué oportunidad, qué se acordó y qué sigue. "
    "Se inicia solo al redactar y al enviar, para avisar de un destinatario equivocado.",
)
SHORT = {
    "group.label": NAME,
    "open.label": NAME,
    "open.title": ("Customer and opportunity", "Cliente y oportunidad"),
}
LONG = {
    "open.description": (
        "Shows who this is, the opportunity it belongs to, what was last agreed and what comes next.",
        "Muestra quién es, a qué oportunidad pertenece, lo último acordado y lo que sigue.",
    )
}
MOBILE_TEXTS = {"log.label": ("Log in Trato", "Registrar en Trato")}

ROOT = {
    "xmlns": "http://schemas.microsoft.com/office/appforoffice/1.1",
    "xmlns:xsi": "http://www.w3.org/2001/XMLSchema-instance",
    "xmlns:bt": "http://schemas.microsoft.com/office/officeappbasictypes/1.0",
    "xsi:type": "MailApp",
}
OVERRIDES = "http://schemas.microsoft.com/office/mailappversionoverrides"


@dataclass(frozen=True, slots=True)
class Deployment:
    """Where the add-in's pages are (`origin`, without closing slash) and as which application of Entra it signs in."""

    origin: str
    client_id: UUID | None = None
    multi_select: bool = True

    @property
    def id(self) -> UUID:
        """Return the add-in's id, the same whenever the application is: two deployments in a tenant differ."""
        return ID_WITHOUT_APPLICATION if self.client_id is None else uuid5(NAMESPACE_URL, f"trato:{self.client_id}")


@dataclass(frozen=True, slots=True)
class Tag:
    """An XML element: its name, attributes, and text or children."""

    name: str
    attributes: dict[str, str]
    inside: tuple[Tag, ...] | str = ()

    def lines(self, depth: int = 0) -> list[str]:
        """Return the element's lines, indented by `depth`."""
        pad = "  " * depth
        head = self.name + "".join(f" {name}={quoteattr(value)}" for name, value in self.attributes.items())
        if isinstance(self.inside, str):
            return [f"{pad}<{head}>{escape(self.inside)}</{self.name}>"]
        if not self.inside:
            return [f"{pad}<{head}/>"]
        nested = [line for child in self.inside for line in child.lines(depth + 1)]
        return [f"{pad}<{head}>", *nested, f"{pad}</{self.name}>"]


def deployment(base_url: str, client_id: str | None = None, *, multi_select: bool = True) -> Deployment:
    """Check what a person typed. Raises InvalidInputError that says what the value must look like."""
    parts = urlsplit(base_url.rstrip("/"))
    if parts.scheme != "https" or not re.fullmatch(r"[A-Za-z0-9.-]+(:\d{1,5})?", parts.netloc) or parts.path:
        raise InvalidInputError(
            f"--base-url must be https and a host with nothing after it, such as https://trato.example, not {base_url}"
        )
    try:
        application = None if client_id is None else UUID(client_id)
    except ValueError as error:
        raise InvalidInputError(
            f"--client-id must be the application's id in Entra (a GUID), not {client_id}"
        ) from error
    return Deployment(f"https://{parts.netloc}", application, multi_select)


def manifest(to: Deployment) -> str:
    """Return the manifest as text."""
    page = tag("SourceLocation", DefaultValue=f"{to.origin}/taskpane")
    rules = [
        tag("Rule", {"xsi:type": "ItemIs", "ItemType": kind, "FormType": "ReadOrEdit"})
        for kind in ("Message", "Appointment")
    ]
    root = tag(
        "OfficeApp",
        ROOT,
        leaf("Id", str(to.id)),
        leaf("Version", VERSION),
        leaf("ProviderName", "Trato"),
        leaf("DefaultLocale", "en-US"),
        told("DisplayName", NAME),
        told("Description", DESCRIPTION),
        tag("IconUrl", DefaultValue=_icon(to, 64)),
        tag("HighResolutionIconUrl", DefaultValue=_icon(to, 128)),
        tag("SupportUrl", DefaultValue=f"{to.origin}/support"),
        tag("Hosts", {}, tag("Host", Name="Mailbox")),
        tag("Requirements", {}, tag("Sets", {}, tag("Set", Name="Mailbox", MinVersion="1.3"))),
        tag(
            "FormSettings",
            {},
            tag("Form", {"xsi:type": "ItemRead"}, tag("DesktopSettings", {}, page, leaf("RequestedHeight", "350"))),
            tag("Form", {"xsi:type": "ItemEdit"}, tag("DesktopSettings", {}, page)),
        ),
        leaf("Permissions", "ReadWriteMailbox" if to.multi_select else "ReadWriteItem"),
        tag("Rule", {"xsi:type": "RuleCollection", "Mode": "Or"}, *rules),
        leaf("DisableEntityHighlighting", "true"),
        _overrides(to),
    )
    note = "<!-- The Outlook add-in of one deployment, as `trato manifest` writes it. -->"
    return "\n".join(['<?xml version="1.0" encoding="UTF-8"?>', note, *root.lines(), ""])


def tag(name: str, attributes: dict[str, str] | None = None, *inside: Tag, **named: str) -> Tag:
    """Make an element; attributes whose names are words may be given by name."""
    return Tag(name, {**(attributes or {}), **named}, inside)


def leaf(name: str, text: str) -> Tag:
    """Make an element that holds text."""
    return Tag(name, {}, text)


def told(
    name: str, text: tuple[str, str], *, identity: dict[str, str] | None = None, override: str = "Override"
) -> Tag:
    """Make an element with an English text, and a Spanish one beside it."""
    english, spanish = text
    return tag(name, {**(identity or {}), "DefaultValue": english}, tag(override, Locale="es-ES", Value=spanish))


def _overrides(to: Deployment) -> Tag:
    """Return version 1.0 for older hosts with 1.1 inside, which inherits nothing."""
    surfaces = [_surface(kind, name, _action()) for kind, name, _ in SURFACES]
    return tag(
        "VersionOverrides",
        {"xmlns": OVERRIDES, "xsi:type": "VersionOverridesV1_0"},
        _requires("1.3"),
        _hosts(tag("DesktopFormFactor", {}, *surfaces)),
        _resources(_icons(to, SIZES), {"pane.url": f"{to.origin}/taskpane"}, SHORT),
        _inner(to),
    )


def _inner(to: Deployment) -> Tag:
    options = ["SupportsNoItemContext", *(["SupportsMultiSelect"] if to.multi_select else [])]
    surfaces = [
        _surface(kind, name, _action(*(["SupportsPinning"] if pins else []), *(options if name == "read" else [])))
        for kind, name, pins in SURFACES
    ]
    script = tag("Override", type="javascript", resid="commands.script")
    urls = {
        "pane.url": f"{to.origin}/taskpane",
        "commands.url": f"{to.origin}/commands",
        "commands.script": f"{to.origin}/commands.js",
    }
    icons = _icons(to, sorted({*SIZES, *(size * scale for size in MOBILE_SIZES for scale in SCALES)}))
    return tag(
        "VersionOverrides",
        {"xmlns": f"{OVERRIDES}/1.1", "xsi:type": "VersionOverridesV1_1"},
        _requires("1.13"),
        _hosts(
            tag("Runtimes", {}, tag("Runtime", {"resid": "commands.url"}, script)),
            tag("DesktopFormFactor", {}, leaf("SupportsSharedFolders", "true"), *surfaces, _launch_events()),
            _mobile(),
        ),
        _resources(icons, urls, SHORT | MOBILE_TEXTS),
        *([_application(to)] if to.client_id else []),
    )


def _requires(mailbox: str) -> Tag:
    return tag("Requirements", {}, tag("bt:Sets", {"DefaultMinVersion": mailbox}, tag("bt:Set", Name="Mailbox")))


def _hosts(*parts: Tag) -> Tag:
    return tag("Hosts", {}, tag("Host", {"xsi:type": "MailHost"}, *parts))


def _surface(kind: str, name: str, action: Tag) -> Tag:
    tip = tag("Supertip", {}, tag("Title", resid="open.title"), tag("Description", resid="open.description"))
    icon = tag("Icon", {}, *(tag("bt:Image", size=str(size), resid=f"icon.{size}") for size in SIZES))
    label = tag("Label", resid="open.label")
    control = tag("Control", {"xsi:type": "Button", "id": f"{name}.open"}, label, tip, icon, action)
    group = tag("Group", {"id": f"{name}.group"}, tag("Label", resid="group.label"), control)
    return tag("ExtensionPoint", {"xsi:type": kind}, tag("OfficeTab", {"id": "TabDefault"}, group))


def _action(*options: str) -> Tag:
    location = tag("SourceLocation", resid="pane.url")
    return tag("Action", {"xsi:type": "ShowTaskpane"}, location, *(leaf(name, "true") for name in options))


def _launch_events() -> Tag:
    events = tag("LaunchEvents", {}, *(tag("LaunchEvent", event) for event in EVENTS))
    return tag("ExtensionPoint", {"xsi:type": "LaunchEvent"}, events, tag("SourceLocation", resid="commands.url"))


def _mobile() -> Tag:
    read = tag(
        "Group",
        {"id": "mobile.read.group"},
        tag("Label", resid="group.label"),
        _mobile_button("mobile.read.open", "open.label"),
    )
    return tag(
        "MobileFormFactor",
        {},
        tag("ExtensionPoint", {"xsi:type": "MobileMessageReadCommandSurface"}, read),
        tag(
            "ExtensionPoint",
            {"xsi:type": "MobileLogEventAppointmentAttendee"},
            _mobile_button("mobile.log.open", "log.label"),
        ),
    )


def _mobile_button(name: str, label: str) -> Tag:
    images = [
        tag("bt:Image", size=str(size), scale=str(scale), resid=f"icon.{size * scale}")
        for size in MOBILE_SIZES
        for scale in SCALES
    ]
    icon = tag("Icon", {"xsi:type": "bt:MobileIconList"}, *images)
    return tag("Control", {"xsi:type": "MobileButton", "id": name}, tag("Label", resid=label), icon, _action())


def _resources(icons: list[Tag], urls: dict[str, str], short: dict[str, tuple[str, str]]) -> Tag:
    def strings(texts: dict[str, tuple[str, str]]) -> list[Tag]:
        return [told("bt:String", text, identity={"id": name}, override="bt:Override") for name, text in texts.items()]

    return tag(
        "Resources",
        {},
        tag("bt:Images", {}, *icons),
        tag("bt:Urls", {}, *(tag("bt:Url", id=name, DefaultValue=url) for name, url in urls.items())),
        tag("bt:ShortStrings", {}, *strings(short)),
        tag("bt:LongStrings", {}, *strings(LONG)),
    )


def _icons(to: Deployment, sizes: tuple[int, ...] | list[int]) -> list[Tag]:
    return [tag("bt:Image", id=f"icon.{size}", DefaultValue=_icon(to, size)) for size in sizes]


def _icon(to: Deployment, size: int) -> str:
    return f"{to.origin}/static/icons/trato-{size}.png"


def _application(to: Deployment) -> Tag:
    """Return the application, for hosts that sign in without nested authentication (getAccessToken)."""
    return tag(
        "WebApplicationInfo",
        {},
        leaf("Id", str(to.client_id)),
        leaf("Resource", f"api://{to.origin.removeprefix('https://')}/{to.client_id}"),
        tag("Scopes", {}, leaf("Scope", "openid"), leaf("Scope", "profile")),
    )
