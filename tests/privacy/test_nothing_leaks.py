"""Words of a mail or meeting reach nobody whom its level, or a rule, keeps them from: asked of everything there is.

Every GET operation of the API's document is asked, by everybody, for every id there is; and every table is read as
everybody, without any of the application's own queries between.
"""

import io
import itertools
import re
import zipfile

import pytest
import sqlalchemy as sa
from tests.db.every_table import all_tables
from tests.event_items import event, series
from tests.event_items import occurrence as date_of
from tests.http.conftest import app, key_server, sign_in  # noqa: F401  fixtures
from tests.mail_items import mail
from tests.privacy.scene import choices_of, decider, exclude, tell_events, tell_mails
from tests.small_company import ANA, BEN, CARLA, EVA, LUIS, MARTA, NOW, PEOPLE

from trato.calendar.model import Attendee
from trato.privacy.levels import Chosen

SUBJECT, SUMMARY, PLACE = "Zarzaparrilla", "Mandragora", "Valdehierro"
LEVELS = ("metadata", "subject", "full")
# What each level lets those read who see the customer; the place of a meeting is nobody's but its guests'.
SHOWN = {"metadata": set(), "subject": {SUBJECT}, "full": {SUBJECT, SUMMARY}}
COLLEAGUES = (BEN, MARTA, EVA)


def allowed(upn, level):
    if level == "excluded":
        return set()
    if upn == ANA:
        return {SUBJECT, SUMMARY, PLACE}
    return SHOWN[level] if upn in COLLEAGUES else set()


def fill(company):
    """Mail and meetings of Ana's with Luis, past and to come, as her mailbox and her calendar tell them."""
    text = f"{SUMMARY} P-40{7} is what we need"
    tell_mails(
        company,
        mail("m1", subject=f"{SUBJECT} presses", text=text, at=NOW.replace(month=2), conversation_id="talk",
             reference_numbers=("P-407",)),
        mail("m2", sender=ANA, to=[LUIS], folder="sent", subject=f"RE: {SUBJECT} presses", text=text,
             references=["m1@mail.example"], at=NOW.replace(month=2, day=3)),
    )  # fmt: skip
    guests = (Attendee(LUIS, "Luis", "required", "accepted"),)
    tell_events(
        company,
        event("e1", subject=SUBJECT, location=PLACE, attendees=guests, at=NOW.replace(month=2, day=10)),
        event("e2", subject=SUBJECT, location=PLACE, attendees=guests, at=NOW.replace(day=20)),
        series(subject=SUBJECT, location=PLACE, attendees=guests),
        date_of(0, subject=SUBJECT, attendees=guests),
    )


@pytest.fixture(scope="module")
def companies(new_company):
    """The same company for each level, and one in which a rule keeps all of it out."""
    made = {}
    for level in (*LEVELS, "excluded"):
        company = made[level] = new_company()
        fill(company)
        if level == "excluded":
            exclude(company, "participant", LUIS, upn=EVA)
        elif level != "metadata":
            choices_of(company).choose_level(decider(company, ANA), Chosen(company.mailboxes[ANA].id), level)
    return made


CASES = list(itertools.product((*LEVELS, "excluded"), PEOPLE))
# The API is asked by those for whom something is hidden; at a level that shows more, one of them stands for all.
ASKED = [
    *(("metadata", upn) for upn in (BEN, MARTA, EVA, CARLA)), ("subject", BEN), ("full", CARLA), ("excluded", ANA),
    ("excluded", EVA),
]  # fmt: skip


def leaked(text, upn, level):
    return {word for word in (SUBJECT, SUMMARY, PLACE) if word.lower() in text.lower()} - allowed(upn, level)


@pytest.mark.parametrize(("level", "upn"), CASES)
def test_no_table_shows_more_than_the_level_allows(companies, level, upn):
    company = companies[level]
    with company.as_user(upn) as connection:
        for table in all_tables():
            if table.name in {"exclusion_rules", "audit_log"}:
                continue
            found = connection.execute(sa.text(f"SELECT t::text FROM {table.name} t")).scalars()  # noqa: S608  its own name
            assert not leaked("\n".join(found), upn, level), table.name


def words_of(answer):
    """What an answer says; of a workbook, which is a ZIP archive (ISO/IEC 29500-2), all its parts."""
    if not answer.mimetype.endswith("spreadsheetml.sheet"):
        return answer.text
    with zipfile.ZipFile(io.BytesIO(answer.data)) as parts:
        return "\n".join(parts.read(name).decode("utf-8") for name in parts.namelist())


@pytest.mark.parametrize(("level", "upn"), ASKED)
def test_no_answer_of_the_api_shows_more_than_the_level_allows(companies, sign_in, level, upn):  # noqa: F811
    company = companies[level]
    api = sign_in(company, upn)
    for path, query in requests_of(api, company):
        answer = api.get(path, **query)
        assert answer.status_code < 500
        assert not leaked(words_of(answer), upn, level), (path, query)


@pytest.mark.parametrize("level", LEVELS)
def test_what_a_level_allows_is_shown(companies, sign_in, level):  # noqa: F811
    company = companies[level]
    for upn, words in ((ANA, {SUBJECT, SUMMARY}), *((one, SHOWN[level]) for one in COLLEAGUES), (CARLA, set())):
        answer = sign_in(company, upn).get("/interactions", account_id=company.accounts["norte"])
        assert {word for word in (SUBJECT, SUMMARY) if word in answer.text} == words, upn


@pytest.mark.parametrize("upn", PEOPLE)
@pytest.mark.parametrize("level", ["metadata", "excluded"])
def test_the_pane_tells_a_colleague_no_word_of_a_mail_they_name(companies, sign_in, upn, level):  # noqa: F811
    api = sign_in(companies[level], upn)
    for item in ({"internet_message_id": "<m1@mail.example>"}, {"item_id": "m1"}, {"conversation_id": "talk"},
                 {"kind": "appointment", "item_id": "e1"}, {"from": {"address": LUIS}}):  # fmt: skip
        assert not leaked(api.post("/context", {"kind": "message", **item}).text, upn, level)


@pytest.mark.parametrize("upn", [BEN, MARTA, EVA, CARLA])
def test_searching_tells_nobody_whether_hidden_words_are_there(companies, sign_in, upn):  # noqa: F811
    api = sign_in(companies["metadata"], upn)
    for path, name in searches_of(api):
        hidden, nowhere = (api.get(path, **{name: word}).get_json() for word in (SUMMARY[:7], "Qwertz"))
        assert hidden == nowhere, path


def test_what_is_excluded_is_not_counted_anywhere(companies, sign_in):  # noqa: F811
    company = companies["excluded"]
    for upn in PEOPLE:
        answer = sign_in(company, upn).get("/interactions", account_id=company.accounts["norte"])
        assert answer.get_json()["items"] == []
    with company.system() as connection:
        for table in ("interactions", "messages", "threads", "message_links", "thread_numbers", "event_attendees"):
            assert connection.execute(sa.text(f"SELECT count(*) FROM {table}")).scalar() == 0, table  # noqa: S608


def operations(api):
    return api.app.spec["paths"].items()


def searches_of(api):
    """The operations that take words, with the name of the parameter."""
    names = {"q", "query", "text", "name"}
    for path, operation in operations(api):
        for parameter in operation.get("get", {}).get("parameters", ()):
            if parameter["name"] in names and "{" not in path:
                yield path.removeprefix("/api/v1"), parameter["name"]


def requests_of(api, company):
    """Every GET operation for every id of what its parameters name, and for words that are in the mail."""
    for path, operation in operations(api):
        if "get" not in operation or not path.startswith("/api/v1/"):
            continue
        names = re.findall(r"{(\w+)}", path)
        parameters = [one for one in operation["get"].get("parameters", ()) if one["in"] == "query"]
        for values in itertools.product(*(ids_of(company, name) for name in names)):
            filled = path.removeprefix("/api/v1").format(**dict(zip(names, values, strict=True)))
            for query in queries_of(company, parameters):
                yield filled, query


def queries_of(company, parameters):
    """No query, one that asks for all, and each parameter by itself with everything it may be."""
    required = {one["name"]: values_of(company, one)[0] for one in parameters if one.get("required")}
    yield required
    for parameter in parameters:
        if parameter["name"] in {"cursor", "limit"}:
            continue
        for value in values_of(company, parameter):
            yield required | {parameter["name"]: value}


def values_of(company, parameter):
    schema = parameter["schema"]
    options = [schema, *schema.get("anyOf", ())]
    if any("enum" in one for one in options):
        return [value for one in options for value in one.get("enum", ())]
    if any(one.get("type") == "boolean" for one in options):
        return [True, False]
    if any(one.get("type") == "integer" for one in options):
        return [max(1, schema.get("minimum", 1))]
    if parameter["name"].endswith("_id"):
        return ids_of(company, parameter["name"])
    if any(one.get("format") in {"date", "date-time"} for one in options):
        return [NOW.date().isoformat() if schema.get("format") == "date" else NOW.isoformat()]
    return [SUBJECT[:8], SUMMARY[:7], "interaction", "a"]


def ids_of(company, name):
    """The ids that a parameter may mean; of one whose table is not known, those of all."""
    tables = {f"{name.removesuffix('_id')}{end}" for end in ("s", "es")} | {f"{name.removesuffix('y_id')}ies"}
    known = {table.name for table in all_tables() if "id" in table.c}
    tables |= {"exclusion_rules"} if name == "rule_id" else set()
    wanted = (tables & known) or {"threads", "events", "interactions", "accounts", "contacts"}
    with company.system() as connection:
        found = {
            str(one)
            for table in sorted(wanted)
            for one in connection.execute(sa.text(f"SELECT id FROM {table} ORDER BY id LIMIT 12")).scalars()  # noqa: S608
        }
    return sorted(found) or ["1"]
