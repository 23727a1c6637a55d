"""Supported time zones and languages.

https://learn.microsoft.com/graph/api/outlookuser-supportedtimezones
"""

from graph_sandbox import zones
from graph_sandbox.call import MailboxCall, mailbox_routes
from graph_sandbox.odata import listed
from graph_sandbox.web import Reply


@mailbox_routes.on("GET", "/outlook/supportedTimeZones")
def list_zones(call: MailboxCall) -> Reply:
    """Windows names, or IANA names if asked for."""
    is_iana = "iana" in call.args.get("arguments", "").lower()
    names = zones.iana_names() if is_iana else zones.windows_names()
    payloads = [{"alias": name, "displayName": name} for name in names]
    return listed(call.request, call.context("Collection(microsoft.graph.timeZoneInformation)"), payloads, size=1000)


@mailbox_routes.on("GET", "/outlook/supportedLanguages")
def list_languages(call: MailboxCall) -> Reply:
    """The locales a mailbox may have."""
    known = (("en-US", "English (United States)"), ("es-ES", "Spanish (Spain)"), ("es-MX", "Spanish (Mexico)"))
    payloads = [{"locale": locale, "displayName": name} for locale, name in known]
    return listed(call.request, call.context("Collection(microsoft.graph.localeInfo)"), payloads)
