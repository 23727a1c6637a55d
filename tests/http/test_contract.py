"""What any client may rely on: problems, the document, bounds, etags and cursors (RFC 9457, 9110, OpenAPI 3.1)."""

import base64
import json
from datetime import timedelta
from pathlib import Path

import pytest
import sqlalchemy as sa
from hypothesis import given, settings
from hypothesis import strategies as st
from openapi_spec_validator import OpenAPIV31SpecValidator
from tests.http.api import Api, code_of
from tests.http.conftest import make_app
from tests.http.meetings import meet, meeting
from tests.mail_items import deliver, mail
from tests.small_company import ANA, EVA, LUIS, NOW

from trato.crm.tables import accounts, opportunities
from trato.db.engine import Database, make_engine

DOCS = Path(__file__).parents[2] / "docs"
HUGE = 10**30
STRANGE = [
    "",
    " ",
    "\x00",
    "a\x00b",
    "'",
    "\\",
    "a & | ! ( ) :* b",
    "<->",
    "%",
    "²",
    "①",
    "ñ",
    "K-22",
    "x" * 200,
    "\U0001f980",
]


@pytest.fixture(scope="module")
def company(new_company):
    """Read by all tests of the module, and written to only in ways that none of them minds."""
    company = new_company()
    deliver(company, *(mail(f"m{n}", at=NOW - timedelta(days=n), subject=f"Presses {n}") for n in range(25)))
    return company


@pytest.fixture(scope="module")
def eva(company, sign_in) -> Api:
    return sign_in(company, EVA)


@pytest.fixture(scope="module")
def ana(company, sign_in) -> Api:
    return sign_in(company, ANA)


# --- the document -----------------------------------------------------------------------------------------------------


def test_the_document_is_valid_openapi(app):
    OpenAPIV31SpecValidator(json.loads(json.dumps(app.spec))).validate()


def test_the_document_kept_in_docs_is_the_one_served(app):
    served = Api(app)._client.get("/api/v1/openapi.json")
    assert served.status_code == 200
    assert served.get_json() == json.loads((DOCS / "openapi.json").read_text("utf-8"))


def test_every_operation_has_a_name_of_its_own_and_says_what_it_answers(app):
    operations = [one for path in app.spec["paths"].values() for one in path.values()]
    names = [one["operationId"] for one in operations]
    assert len(set(names)) == len(names) == len(operations)
    for one in operations:
        assert one["summary"]
        assert {"400", "401", "403", "404", "412", "422"} < set(one["responses"])


# --- problems ---------------------------------------------------------------------------------------------------------


def test_a_path_that_is_none(ana):
    assert code_of(ana.get("/nothing")) == (404, "not_found")


def test_a_method_that_is_not_allowed(ana):
    assert code_of(ana.call("DELETE", "/accounts")) == (405, "method_not_allowed")


@pytest.mark.parametrize("data", [b"{", b"\xff\xfe", b'{"kind": }', b""])
def test_a_body_that_is_no_json(ana, data):
    answer = ana.call("POST", "/context", data=data, content_type="application/json")
    assert code_of(answer) in {(400, "bad_request"), (422, "invalid_input")}


@pytest.mark.parametrize(
    "data", [b"[]", b'"x"', b"1", b"null", b"{}", b'{"kind":"fax"}', b'{"kind":"message","more":1}']
)
def test_a_body_that_does_not_fit_names_the_field(ana, data):
    answer = ana.call("POST", "/context", data=data, content_type="application/json")
    assert code_of(answer) == (422, "invalid_input")
    assert answer.get_json()["detail"]


@pytest.mark.parametrize("kind", ["text/plain", "application/xml", "application/x-www-form-urlencoded"])
def test_a_body_of_another_kind(ana, kind):
    answer = ana.call("POST", "/context", data=b'{"kind":"message"}', content_type=kind)
    assert code_of(answer) == (415, "unsupported_media_type")


def test_a_body_that_is_too_large(ana):
    body = json.dumps({"kind": "message", "subject": "x" * 1_000_001}).encode()
    answer = ana.call("POST", "/context", data=body, content_type="application/json")
    assert answer.status_code == 413
    assert answer.get_json()["code"] == "content_too_large"


def test_a_bug_tells_the_caller_nothing_of_the_inside(shared_tenant, key_server, sign_in):
    """A database that is gone is the nearest to a bug that nobody has to plant."""
    token = sign_in(shared_tenant, ANA).token
    gone = Database(make_engine("postgresql://nobody@127.0.0.1:9/nowhere"))
    answer = Api(make_app(gone, key_server.url), token).get("/me")
    assert code_of(answer) == (500, "internal_error")
    assert "127.0.0.1" not in answer.text


# --- bounds -----------------------------------------------------------------------------------------------------------


def participants(count):
    return [{"address": f"p{number}@norte.example"} for number in range(count)]


@pytest.mark.parametrize(("count", "status"), [(500, 200), (501, 422)])
def test_a_mail_has_at_most_500_recipients_of_a_kind(ana, count, status):
    assert ana.post("/context", {"kind": "message", "to": participants(count)}).status_code == status


@pytest.mark.parametrize(
    "item",
    [
        {"subject": "x" * 2001}, {"internet_message_id": "x" * 1001}, {"from": {"address": "x" * 321}},
        {"from": {"address": "a@b.example", "name": "x" * 501}}, {"start": "tomorrow"}, {"to": "a@b.example"},
        {"from": {"address": None}}, {"to": [{}]}, {"ical_uid": 5},
    ],
)  # fmt: skip
def test_what_is_too_long_or_of_another_kind_is_refused(ana, item):
    assert code_of(ana.post("/context", {"kind": "message", **item})) == (422, "invalid_input")


@pytest.mark.parametrize("text", STRANGE)
@pytest.mark.parametrize("place", ["internet_message_id", "ical_uid", "subject", "address", "name"])
def test_strange_text_in_an_open_item_is_no_error(ana, text, place):
    item = {"from": {"address": LUIS, place: text}} if place in {"address", "name"} else {place: text}
    assert ana.post("/context", {"kind": "message", **item}).status_code == 200


@pytest.mark.parametrize("place", ["internet_message_id", "subject", "mailbox"])
def test_half_a_character_is_refused(ana, place):
    body = json.dumps({"kind": "message", place: "\ud800"}).encode()
    answer = ana.call("POST", "/context", data=body, content_type="application/json")
    assert code_of(answer) == (422, "invalid_input")


@pytest.mark.parametrize("text", STRANGE)
@pytest.mark.parametrize("path", ["/accounts", "/opportunities"])
def test_strange_words_are_searched_without_an_error(eva, path, text):
    assert eva.get(path, query=text).status_code == 200


@settings(max_examples=60)
@given(text=st.text(max_size=40))
def test_any_words_can_be_searched(eva, text):
    assert eva.get("/accounts", query=text).status_code == 200


@pytest.mark.parametrize(
    ("query", "found"),
    [("norte", {"Norte SA"}), ("NOR", {"Norte SA"}), ("bod rioja", {"Bodegas Rioja"}), ("rioja norte", set()),
     ("cía", {"Sur y Cía"}), ("orte", {"Norte SA"}), ("&", set())],
)  # fmt: skip
def test_a_search_finds_names_by_their_words_or_parts_of_them(eva, query, found):
    assert {one["name"] for one in eva.get("/accounts", query=query).get_json()["items"]} == found


@pytest.mark.parametrize("query", ["K-22", "K-22 y sec", "secador k-2", "(K-22)", "K-22's"])
def test_names_with_signs_in_them_are_found_as_they_are_typed(tenant, sign_in, query):
    name = "K-22's y secador" if "'" in query else "K-22 y secador"
    with tenant.system() as connection:
        connection.execute(sa.update(opportunities).where(opportunities.c.key == "presses").values(name=name))
    found = sign_in(tenant, ANA).get("/opportunities", query=query).get_json()["items"]
    assert [one["name"] for one in found] == [name]


@pytest.mark.parametrize("limit", [0, -1, 101, HUGE, "x", "1.5", ""])
def test_a_page_has_between_1_and_100_items(eva, limit):
    for path in ("/accounts", "/opportunities"):
        assert code_of(eva.get(path, limit=limit)) == (422, "invalid_input")


@pytest.mark.parametrize("value", ["x", "-1", "1.0", "1e3", HUGE, "١", "", "1\n", "0x10", "null"])
def test_an_id_is_a_short_row_of_digits(eva, value):
    assert code_of(eva.get("/interactions", account_id=value)) == (422, "invalid_input")


@pytest.mark.parametrize("value", ["0", "9" * 18, str(2**63), str(HUGE)])
@pytest.mark.parametrize("path", ["/threads/{}/link", "/events/{}/exclusion"])
def test_an_id_beyond_all_ids_is_of_nothing(ana, path, value):
    assert code_of(ana.delete(path.format(value))) in {(404, "not_found"), (422, "invalid_input")}


@pytest.mark.parametrize("value", [0, 2**63, HUGE])
def test_an_opportunity_beyond_all_ids_is_none(ana, value):
    answer = ana.patch(f"/opportunities/{value}", {}, etag="1")
    assert code_of(answer) in {(404, "not_found"), (422, "invalid_input")}


def test_exactly_one_subject_of_interactions_is_named(ana, company):
    one = str(company.accounts["norte"])
    for query in ({}, {"account_id": one, "contact_id": one}):
        assert code_of(ana.get("/interactions", **query)) == (422, "invalid_input")


@pytest.mark.parametrize(
    "body",
    [
        {"kind": "mail_in", "summary": "x"}, {"kind": "note"}, {"kind": "note", "summary": "x" * 2001},
        {"kind": "note", "summary": "x", "contact_ids": ["1"] * 51}, {"kind": "note", "summary": "x"},
        {"kind": "note", "summary": "x", "at": "2026-03-01T09:00:00"},
        {"kind": "note", "summary": "x", "at": "2026-03-05T09:00:00Z"},
        {"kind": "note", "summary": "x", "at": "0001-01-01T00:00:00+14:00"},
        {"kind": "note", "summary": "x", "at": "0001-01-01T00:00:00Z"},
        {"kind": "note", "summary": "x", "at": "9999-12-31T23:59:59-14:00"},
    ],
)  # fmt: skip
def test_a_note_that_does_not_fit_is_not_kept(ana, company, body):
    about = {} if body == {"kind": "note", "summary": "x"} else {"account_id": str(company.accounts["norte"])}
    assert code_of(ana.post("/interactions", {**about, **body})) == (422, "invalid_input")
    assert ana.get("/interactions", account_id=str(company.accounts["norte"])).status_code == 200


def test_a_note_is_read_back_as_it_was_written(tenant, sign_in):
    api = sign_in(tenant, ANA)
    told = api.post(
        "/interactions",
        {"kind": "call", "summary": " Llamó: 20 % más, «ya» 🦀\x00 ", "contact_ids": [str(tenant.contacts["luis"])],
         "opportunity_id": str(tenant.opportunities["presses"]), "at": "2026-03-01T10:00:00+01:00"},
    )  # fmt: skip
    assert told.status_code == 201
    body = told.get_json()
    assert (body["summary"], body["at"]) == ("Llamó: 20 % más, «ya» 🦀", "2026-03-01T09:00:00Z")
    for name, of in (("account_id", tenant.accounts["norte"]), ("contact_id", tenant.contacts["luis"]),
                     ("opportunity_id", tenant.opportunities["presses"])):  # fmt: skip
        assert api.get("/interactions", **{name: str(of)}).get_json()["items"][0] == body
    with tenant.system() as connection:
        assert connection.execute(sa.text("SELECT action, actor_id FROM audit_log")).all() == [
            ("call.logged", tenant.users[ANA])
        ]


# --- changes of an opportunity ----------------------------------------------------------------------------------------


@pytest.fixture
def deal(tenant, sign_in):
    """One opportunity, and how Ana reads and changes it."""
    api = sign_in(tenant, ANA)
    path = f"/opportunities/{tenant.opportunities['presses']}"

    def read():
        items = api.get("/opportunities").get_json()["items"]
        return next(one for one in items if one["id"] == str(tenant.opportunities["presses"]))

    return read, lambda body, etag: api.patch(path, body, etag=etag), api, path


def test_a_change_needs_the_version_it_is_of(deal):
    read, change, api, path = deal
    assert code_of(api.patch(path, {"close_date": "2026-12-01"})) == (422, "invalid_input")
    before = read()
    first = change({"close_date": "2026-12-01"}, before["etag"])
    assert first.status_code == 200
    assert first.headers["ETag"] == f'"{first.get_json()["etag"]}"'
    assert int(first.get_json()["etag"]) == int(before["etag"]) + 1
    assert code_of(change({"close_date": "2026-12-24"}, before["etag"])) == (412, "changed_meanwhile")
    assert read() == first.get_json()


@pytest.mark.parametrize(
    "body",
    [{}, {"stage": "proposal"}, {"amount": {"value": "125000.00", "currency": "EUR"}}, {"next_step": None},
     {"close_date": None}],
)  # fmt: skip
def test_what_is_so_already_is_no_change(deal, body):
    read, change, _, _ = deal
    before = read()
    answer = change(body, before["etag"])
    assert answer.status_code == 200
    assert answer.get_json()["etag"] == before["etag"]


def test_all_fields_are_changed_and_cleared(deal, tenant):
    read, change, _, _ = deal
    step = {"date": "2026-03-09", "objective": "Agree on the price"}
    body = {"stage": "negotiation", "amount": {"value": "130000.50", "currency": "USD"}, "close_date": "2026-06-30",
            "next_step": step}  # fmt: skip
    changed = change(body, read()["etag"]).get_json()
    assert changed["stage"]["key"] == "negotiation"
    assert changed["amount"] == body["amount"]
    assert (changed["close_date"], changed["next_step"]) == ("2026-06-30", step)
    cleared = change({"close_date": None, "next_step": None}, changed["etag"]).get_json()
    assert (cleared["close_date"], cleared["next_step"]) == (None, None)
    with tenant.system() as connection:
        found = connection.execute(sa.text("SELECT detail FROM audit_log ORDER BY id")).scalars().all()
        moved = sa.text("SELECT before, after FROM opportunity_changes WHERE field = 'stage_key'")
        assert connection.execute(moved).all() == [("proposal", "negotiation")]
    assert "stage_key" in found[0]["fields"]
    assert len(found) == 2


@pytest.mark.parametrize(
    "body",
    [{"stage": "nowhere"}, {"stage": "a\x00"}, {"amount": {"value": "-1", "currency": "EUR"}},
     {"amount": {"value": "NaN", "currency": "EUR"}}, {"amount": {"value": "1.001", "currency": "EUR"}},
     {"amount": {"value": "1" * 17, "currency": "EUR"}}, {"amount": {"value": "1", "currency": "euro"}},
     {"close_date": "2026-02-30"}, {"next_step": {"date": "2026-03-09", "objective": "x" * 201}},
     {"next_step": {"date": "2026-03-09"}}, {"name": "other"}],
)  # fmt: skip
def test_a_change_that_does_not_fit_changes_nothing(deal, body):
    read, change, _, _ = deal
    before = read()
    assert code_of(change(body, before["etag"])) == (422, "invalid_input")
    assert read() == before


def test_nul_in_an_objective_is_left_out(deal):
    read, change, _, _ = deal
    answer = change({"next_step": {"date": "2026-03-09", "objective": "a\x00b"}}, read()["etag"])
    assert answer.get_json()["next_step"]["objective"] == "ab"


@pytest.mark.parametrize("tag", ["x", '"x"', '"²"', '"-1"', '"1e3"', f'"{"9" * 5000}"', '""', '"1", "x"'])
def test_an_etag_that_was_never_given_matches_nothing(deal, tag):
    read, _, api, path = deal
    before = read()
    answer = api.call("PATCH", path, json={"close_date": "2026-12-01"}, headers={"If-Match": tag})
    assert answer.status_code in {412, 422}
    assert read() == before


# --- links ------------------------------------------------------------------------------------------------------------


@pytest.fixture(params=["threads", "events"])
def target(request, tenant, sign_in):
    """A thread or an event of Ana's, which is linked to the presses by itself."""
    api = sign_in(tenant, ANA)
    deliver(tenant, mail("m", subject="Hydraulic presses Bilbao"))
    meet(tenant, meeting("e@x", NOW - timedelta(days=2)))
    found = api.context(internet_message_id="<m@mail.example>") if request.param == "threads" else api.context(
        kind="appointment", ical_uid="e@x"
    )  # fmt: skip
    return api, f"/{request.param}/{found['link'][request.param.removesuffix('s') + '_id']}", found["link"]


@pytest.mark.parametrize("how", ["link", "exclusion", "undo"])
def test_a_link_is_changed_only_as_it_was_read(tenant, target, how):
    api, path, link = target
    body = {"opportunity_id": str(tenant.opportunities["loading"])} if how == "link" else {}

    def act(etag):
        return api.delete(f"{path}/link", etag) if how == "undo" else api.put(f"{path}/{how}", body, etag)

    other = api.put(f"{path}/link", {"account_id": str(tenant.accounts["norte"])}, link["etag"])
    assert other.status_code == 200
    assert other.headers["ETag"] == f'"{other.get_json()["etag"]}"'
    assert int(other.get_json()["etag"]) > int(link["etag"])
    assert code_of(act(link["etag"])) == (412, "changed_meanwhile")
    assert act(other.get_json()["etag"]).status_code == 200


def test_any_version_will_do_where_the_client_says_so(tenant, target):
    api, path, _ = target
    body = {"opportunity_id": str(tenant.opportunities["loading"])}
    for headers in ({}, {"If-Match": "*"}):
        assert api.call("PUT", f"{path}/link", json=body, headers=headers).status_code == 200


@pytest.mark.parametrize("tag", ['"x"', '"²"', '""', "", f'"{"9" * 5000}"'])
def test_a_link_has_no_etag_that_was_never_given(target, tag):
    api, path, _ = target
    answer = api.call("PUT", f"{path}/link", json={}, headers={"If-Match": tag})
    assert answer.status_code in {412, 422}


# --- pages ------------------------------------------------------------------------------------------------------------


def walk(api, path, **query):
    """All items of a list by its cursors, however many pages; a list that never ends fails."""
    items, cursor = [], None
    for _ in range(200):
        page = api.get(path, **query, **({"cursor": cursor} if cursor else {})).get_json()
        items += page["items"]
        cursor = page["next_cursor"]
        if cursor is None:
            return items
    raise AssertionError("the pages never end")


@pytest.mark.parametrize("limit", [1, 2, 3, 100])
def test_pages_hold_each_item_once(eva, ana, company, limit):
    whole = {"/accounts": len(company.accounts), "/opportunities": len(company.opportunities)}
    for path, count in whole.items():
        found = [one["id"] for one in walk(eva, path, limit=limit)]
        assert len(found) == len(set(found)) == count
    found = [one["id"] for one in walk(ana, "/interactions", limit=limit, account_id=str(company.accounts["norte"]))]
    assert len(found) == len(set(found)) == 25


def test_pages_hold_each_item_once_where_many_are_alike(tenant, sign_in):
    """Names, dates and instants that are all the same: only the id tells them apart."""
    deliver(tenant, *(mail(f"m{n}", subject=f"Presses {n}") for n in range(12)))
    with tenant.system() as connection:
        connection.execute(sa.update(accounts).values(name="Same"))
        connection.execute(sa.update(opportunities).values(close_date=NOW.date()))
    api = sign_in(tenant, EVA)
    assert len({one["id"] for one in walk(api, "/accounts", limit=1)}) == len(tenant.accounts)
    assert len({one["id"] for one in walk(api, "/opportunities", limit=1)}) == len(tenant.opportunities)
    told = walk(sign_in(tenant, ANA), "/interactions", limit=5, account_id=str(tenant.accounts["norte"]))
    assert (len(told), len({one["id"] for one in told})) == (12, 12)


def forged(*parts):
    return base64.urlsafe_b64encode(json.dumps(parts).encode()).decode().rstrip("=")


FORGED = [
    "x", "é", "====", "AAAA", forged(), forged(1, 2), forged("a"), forged("a", "b"), forged(True), forged(None),
    forged("\x00", 1), forged("\ud800", 1), forged(1.5), forged([1]), forged({}), forged("2026-03-01", 1),
    forged("2026-03-01T00:00:00", 1), forged("not a time", 1), forged("a", HUGE), forged(HUGE), forged(-1),
    forged("2026-03-01T00:00:00+00:00", HUGE), forged("0001-01-01T00:00:00+14:00", 1), forged(2**63),
    base64.b64encode(b"[" * 300).decode(),
]  # fmt: skip


@pytest.mark.parametrize("cursor", FORGED)
def test_a_forged_cursor_is_refused_or_harmless(eva, company, cursor):
    """A cursor is no secret: one that could have been given is answered, any other is a fault of the client's."""
    lists = (
        ("/accounts", {}),
        ("/opportunities", {}),
        ("/interactions", {"account_id": str(company.accounts["norte"])}),
    )
    refused = 0
    for path, query in lists:
        answer = eva.get(path, cursor=cursor, **query)
        assert answer.status_code == 200 or code_of(answer) == (422, "invalid_input"), path
        refused += answer.status_code == 422
    # No cursor fits all three lists.
    assert refused >= 2


def test_a_cursor_of_one_list_is_none_of_another(eva):
    cursor = eva.get("/accounts", limit=1).get_json()["next_cursor"]
    assert code_of(eva.get("/opportunities", cursor=cursor)) == (422, "invalid_input")
