"""Users, managers, direct reports, mailbox settings.

https://learn.microsoft.com/graph/api/resources/user, .../mailboxsettings
"""

import re
from typing import Any

from msgspec.json import encode

from graph_sandbox import zones
from graph_sandbox.call import Call, MailboxCall, mailbox_routes, top_routes
from graph_sandbox.delta import SNAPSHOT, Token, Tracked, links, start_or_read
from graph_sandbox.directory import User
from graph_sandbox.odata import collection, listed, selected
from graph_sandbox.web import GraphError, Reply

Payload = dict[str, Any]
_DEFAULT = (
    "businessPhones",
    "displayName",
    "givenName",
    "jobTitle",
    "mail",
    "mobilePhone",
    "officeLocation",
    "preferredLanguage",
    "surname",
    "userPrincipalName",
    "id",
)
_SEARCH = re.compile(r'"(\w+):([^"]*)"')
_SEARCHED = frozenset(("displayName", "mail", "userPrincipalName", "givenName", "surname"))
_LANGUAGES = {"es": ("es-ES", "Spanish (Spain)"), "en": ("en-US", "English (United States)")}


def user_payload(call: Call, user: User) -> Payload:
    """Everything known of a user."""
    given, _, surname = user.name.partition(" ")
    return {
        "businessPhones": [],
        "displayName": user.name,
        "givenName": given or None,
        "jobTitle": user.title,
        "mail": user.upn,
        "mobilePhone": None,
        "officeLocation": None,
        "preferredLanguage": user.language,
        "surname": surname or None,
        "userPrincipalName": user.upn,
        "id": user.id,
        "accountEnabled": not user.is_room,
        "mailNickname": user.upn.partition("@")[0],
        "companyName": call.world.directory.tenant.name,
        "country": call.world.directory.tenant.country,
        "otherMails": [],
        "proxyAddresses": [f"SMTP:{user.upn}", *(f"smtp:{a}" for a in user.aliases)],
        "userType": "Member",
        "imAddresses": [user.upn],
    }


@top_routes.on("GET", "/users")
def list_users(call: Call) -> Reply:
    """All users; $filter, $orderby and $select work, $search for the beginnings of words in names and addresses."""
    everyone = [user_payload(call, user) for user in call.world.directory.users if _is_sought(call, user)]
    return listed(call.request, call.context("users"), everyone, pick=lambda p: _picked(call, p))


@top_routes.on("GET", "/users/delta")
def users_delta(call: Call) -> Reply:
    """All users in a first round; nothing ever changes after."""
    deltas = call.state.deltas
    token = start_or_read(
        call.request, deltas, Tracked("users", 1, 1), lambda: Token("users", deltas.generation, "", 0, 1)
    )
    people = call.world.directory.users if token.since == SNAPSHOT else []
    done = Token("users", deltas.generation, "", 0, 1, since=1)
    items = [encode(_picked(call, user_payload(call, user))) for user in people]
    return Reply(body=collection(call.context("users"), items, links(call.request, deltas, None, done)))


@mailbox_routes.on("GET", "")
def get_user(call: MailboxCall) -> Reply:
    """One user."""
    return _one(call, call.mailbox.user)


@mailbox_routes.on("GET", "/manager", "/manager/graph.user", "/manager/microsoft.graph.user")
def get_manager(call: MailboxCall) -> Reply:
    """The user's manager, 404 if there is none."""
    manager = call.world.directory.manager_of(call.mailbox.user)
    if manager is None:
        raise GraphError(
            404,
            "Request_ResourceNotFound",
            "Resource 'manager' does not exist or one of its queried reference-property objects are not present.",
        )
    return _one(call, manager, "directoryObjects/$entity")


@mailbox_routes.on("GET", "/directReports", "/directReports/graph.user", "/directReports/microsoft.graph.user")
def list_reports(call: MailboxCall) -> Reply:
    """Who reports to the user."""
    people = [user_payload(call, user) for user in call.world.directory.reports_of(call.mailbox.user)]
    return listed(call.request, call.context("directoryObjects"), people, pick=lambda p: _typed(_picked(call, p)))


@mailbox_routes.on("GET", "/memberOf", "/transitiveMemberOf")
def list_groups(call: MailboxCall) -> Reply:
    """No groups exist here."""
    return listed(call.request, call.context("directoryObjects"), [])


@mailbox_routes.on("GET", "/mailboxSettings")
def get_settings(call: MailboxCall) -> Reply:
    """Time zone, language, working hours."""
    payload = settings_of(call.mailbox.user) | call.mailbox.settings
    context = {"@odata.context": call.owner_context("mailboxSettings")}
    return Reply.json(context | selected(payload, call.options.select))


@mailbox_routes.on("GET", "/mailboxSettings/{setting}")
def get_setting(call: MailboxCall) -> Reply:
    """One of them by itself."""
    payload = settings_of(call.mailbox.user) | call.mailbox.settings
    name = next((name for name in payload if name.lower() == call.args["setting"].lower()), None)
    if name is None:
        raise GraphError(400, "BadRequest", f"Resource not found for the segment '{call.args['setting']}'.")
    value, context = payload[name], {"@odata.context": call.owner_context(f"mailboxSettings/{name}")}
    return Reply.json(context | (value if isinstance(value, dict) else {"value": value}))


@mailbox_routes.on("PATCH", "/mailboxSettings")
def change_settings(call: MailboxCall) -> Reply:
    """Change some of them.

    https://learn.microsoft.com/graph/api/user-update-mailboxsettings
    """
    wanted = call.request.json()
    known = settings_of(call.mailbox.user) | call.mailbox.settings
    if "timeZone" in wanted and zones.zone(str(wanted["timeZone"])) is None:
        raise GraphError(400, "ErrorInvalidTimeZone", "The time zone is not valid.")
    call.mailbox.settings |= {key: _setting(known[key], value) for key, value in wanted.items() if key in known}
    return get_settings(call)


def _setting(before: Any, given: Any) -> Any:
    """A setting as it is from now on: days in lower case, a zone by its name; what is not given stays."""
    if not isinstance(before, dict) or not isinstance(given, dict):
        return given
    made = before | {name: value for name, value in given.items() if not name.startswith("@")}
    if isinstance(made.get("daysOfWeek"), list):
        made["daysOfWeek"] = [str(day).lower() for day in made["daysOfWeek"]]
    if isinstance(made.get("timeZone"), dict):
        made["timeZone"] = {"name": made["timeZone"].get("name")}
    return made


def settings_of(user: User) -> Payload:
    """The settings a new mailbox of this user has."""
    locale, shown = _LANGUAGES.get(user.language, (user.language, user.language))
    return {
        "archiveFolder": None,
        "timeZone": zones.windows_name(user.timezone),
        "delegateMeetingMessageDeliveryOptions": "sendToDelegateOnly",
        "dateFormat": "dd/MM/yyyy" if user.language == "es" else "M/d/yyyy",
        "timeFormat": "H:mm" if user.language == "es" else "h:mm tt",
        "userPurpose": "room" if user.is_room else "user",
        "automaticRepliesSetting": {
            "status": "disabled",
            "externalAudience": "all",
            "internalReplyMessage": "",
            "externalReplyMessage": "",
        },
        "language": {"locale": locale, "displayName": shown},
        "workingHours": {
            "daysOfWeek": ["monday", "tuesday", "wednesday", "thursday", "friday"],
            "startTime": "08:00:00.0000000",
            "endTime": "17:00:00.0000000",
            "timeZone": {"name": zones.windows_name(user.timezone)},
        },
    }


def _is_sought(call: Call, user: User) -> bool:
    """Whether a user fits the $search; the header that Graph asks for with it must be there.

    https://learn.microsoft.com/graph/search-query-parameter
    """
    text = call.request.query.get("$search")
    if text is None:
        return True
    if call.request.headers.get("consistencylevel", "").lower() != "eventual":
        raise GraphError(400, "Request_UnsupportedQuery", "Request with $search needs ConsistencyLevel: eventual.")
    sought = _SEARCH.fullmatch(text.strip())
    if sought is None or sought[1] not in _SEARCHED:
        raise GraphError(400, "Request_BadRequest", 'A $search is "property:value" in quotes.')
    words = str(user_payload(call, user).get(sought[1]) or "").lower().replace("@", " ").split()
    return any(word.startswith(sought[2].strip().lower()) for word in words)


def _one(call: Call, user: User, context: str = "users/$entity") -> Reply:
    shown = _picked(call, user_payload(call, user))
    typed = {"@odata.type": "#microsoft.graph.user"} if context.startswith("directory") else {}
    return Reply.json({"@odata.context": call.context(context)} | typed | shown)


def _typed(payload: Payload) -> Payload:
    return {"@odata.type": "#microsoft.graph.user"} | payload


def _picked(call: Call, payload: Payload) -> Payload:
    return selected(payload, call.options.select or _DEFAULT)
