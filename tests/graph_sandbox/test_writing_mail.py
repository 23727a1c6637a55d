import base64
import email
import email.policy

import pytest
import requests

from .company import ANA, BEN

IMMUTABLE = {"Prefer": 'IdType="ImmutableId"'}
PROPERTY = "String {66f5a359-4659-4830-9070-00047ec6ac6e} Name OpportunityId"


def to(*addresses):
    return [{"emailAddress": {"address": address}} for address in addresses]


@pytest.fixture
def ana(as_user):
    return as_user(ANA)


@pytest.fixture
def outbox(sandbox):
    return lambda: requests.get(f"{sandbox.url}/_sandbox/outbox", timeout=5).json()["outbox"]


def test_a_draft_is_written_changed_and_sent(ana, as_user, outbox):
    draft = ana.post(
        "/me/messages",
        json={
            "subject": "Oferta 7",
            "toRecipients": to(BEN, "luis@norte.example"),
            "body": {"contentType": "HTML", "content": "<p>Hola</p>"},
        },
        headers=IMMUTABLE,
    )
    assert draft.status_code == 201
    ident = draft.json()["id"]
    assert draft.json()["isDraft"] is True
    assert outbox() == []
    changed = ana.patch(f"/me/messages/{ident}", json={"subject": "Oferta 8", "importance": "High"}, headers=IMMUTABLE)
    assert (changed.json()["subject"], changed.json()["importance"]) == ("Oferta 8", "high")
    sent = ana.post(f"/me/messages/{ident}/send")
    assert (sent.status_code, sent.content) == (202, b"")
    kept = ana.get(f"/me/messages/{ident}", headers=IMMUTABLE).json()
    assert kept["isDraft"] is False
    assert kept["parentFolderId"] == ana.get("/me/mailFolders/sentitems").json()["id"]
    received = as_user(BEN).value("/me/mailFolders/inbox/messages")[0]
    assert received["internetMessageId"] == kept["internetMessageId"]
    assert (received["isRead"], received["from"]["emailAddress"]["address"]) == (False, ANA)
    (told,) = outbox()
    assert (told["kind"], told["recipients"], told["application"]) == (
        "mail",
        [BEN, "luis@norte.example"],
        "sandbox-test",
    )
    assert ana.patch(f"/me/messages/{ident}", json={"subject": "x"}).status_code == 400


def test_send_mail_keeps_a_copy_unless_told_not_to(ana, outbox):
    message = {"subject": "Uno", "toRecipients": to("x@y.example"), "body": {"contentType": "Text", "content": "a"}}
    assert ana.post("/me/sendMail", json={"message": message}).status_code == 202
    assert (
        ana.post("/me/sendMail", json={"Message": message | {"subject": "Dos"}, "SaveToSentItems": False}).status_code
        == 202
    )
    assert {m["subject"] for m in ana.value("/me/mailFolders/sentitems/messages")} == {"Uno", "Re: Pedido 1"}
    assert [m["subject"] for m in outbox()] == ["Uno", "Dos"]
    assert ana.post("/me/sendMail", json={"message": {"subject": "nobody"}}).status_code == 400
    foreign = message | {"from": to(BEN)[0]}
    assert ana.post("/me/sendMail", json={"message": foreign}).json()["error"]["code"] == "ErrorSendAsDenied"


def test_mime_can_be_sent(ana, outbox):
    raw = f"From: {ANA}\r\nTo: x@y.example\r\nSubject: =?utf-8?q?Adi=C3=B3s?=\r\n\r\nHasta luego".encode()
    reply = ana.post("/me/sendMail", data=base64.b64encode(raw), headers={"Content-Type": "text/plain"})
    assert reply.status_code == 202
    assert outbox()[0]["subject"] == "Adiós"


def test_a_written_mail_can_be_had_as_mime(ana):
    file = {
        "@odata.type": "#microsoft.graph.fileAttachment",
        "name": "a.txt",
        "contentBytes": "YWJj",
        "contentType": "text/plain",
    }
    draft = ana.post(
        "/me/messages",
        json={
            "subject": "Señal",
            "toRecipients": to(BEN),
            "attachments": [file],
            "body": {"contentType": "html", "content": "<p>ñ</p>"},
        },
    ).json()
    whole = email.message_from_bytes(ana.get(f"/me/messages/{draft['id']}/$value").content, policy=email.policy.default)
    assert (whole["Subject"], whole["To"], whole["Message-ID"]) == ("Señal", BEN, draft["internetMessageId"])
    assert whole.get_body(("html",)).get_content().strip() == "<p>ñ</p>"
    assert [a.get_content() for a in whole.iter_attachments()] == ["abc"]


def test_replies_quote_and_stay_in_the_conversation(ana, outbox):
    original = ana.value("/me/messages?$filter=subject eq 'Oferta'")[0]
    reply = ana.post(f"/me/messages/{original['id']}/createReply", json={"comment": "Gracias"}).json()
    assert reply["subject"] == "RE: Oferta"
    assert reply["toRecipients"] == [original["from"]]
    assert reply["conversationId"] == original["conversationId"]
    assert "Gracias" in reply["body"]["content"]
    assert "Hola <b>Ana</b>" in reply["body"]["content"]
    forward = ana.post(f"/me/messages/{original['id']}/forward", json={"comment": "Mira", "toRecipients": to(BEN)})
    assert forward.status_code == 202
    assert outbox()[0]["subject"] == "FW: Oferta"
    copy = ana.value("/me/mailFolders/sentitems/messages")[0]
    assert copy["hasAttachments"] is True


def test_moving_changes_the_default_id_but_not_the_immutable_one(ana):
    stable = ana.value("/me/mailFolders/inbox/messages", headers=IMMUTABLE)[0]["id"]
    before = ana.value("/me/mailFolders/inbox/messages")[0]["id"]
    moved = ana.post(f"/me/messages/{before}/move", json={"destinationId": "archive"})
    assert moved.status_code == 201
    assert moved.json()["id"] != before
    assert ana.get(f"/me/messages/{before}").status_code == 404
    assert ana.get(f"/me/messages/{stable}").json()["parentFolderId"] == ana.get("/me/mailFolders/archive").json()["id"]
    translated = ana.post(
        "/me/translateExchangeIds",
        json={"inputIds": [moved.json()["id"]], "sourceIdType": "restId", "targetIdType": "restImmutableEntryId"},
    )
    assert translated.json()["value"][0]["targetId"] == stable


def test_delta_tells_what_came_changed_moved_and_went(ana):
    _, link = ana.round("/me/mailFolders/inbox/messages/delta?$select=subject,isRead", headers=IMMUTABLE)
    _, archive = ana.round("/me/mailFolders/archive/messages/delta", headers=IMMUTABLE)
    mails = ana.value("/me/mailFolders/inbox/messages", headers=IMMUTABLE)
    read, moved, gone = (m["id"] for m in mails[:3])
    ana.patch(f"/me/messages/{read}", json={"isRead": False, "categories": ["Rojo"]})
    ana.post(f"/me/messages/{moved}/move", json={"destinationId": "archive"})
    ana.post(f"/me/messages/{gone}/permanentDelete")
    new = ana.post("/me/mailFolders/inbox/messages", json={"subject": "Nuevo"}, headers=IMMUTABLE).json()["id"]
    changes, link = ana.round(link, headers=IMMUTABLE)
    by_id = {c["id"]: c for c in changes}
    assert by_id[read]["isRead"] is False
    assert by_id[moved]["@removed"] == {"reason": "changed"}
    assert by_id[gone]["@removed"] == {"reason": "deleted"}
    assert by_id[new]["subject"] == "Nuevo"
    assert len(changes) == 4
    assert [c["id"] for c in ana.round(archive, headers=IMMUTABLE)[0]] == [moved]
    assert ana.round(link, headers=IMMUTABLE)[0] == []


def test_deleting_puts_into_deleted_items_first(ana):
    ident = ana.value("/me/mailFolders/inbox/messages", headers=IMMUTABLE)[0]["id"]
    assert ana.delete(f"/me/messages/{ident}").status_code == 204
    assert [m["id"] for m in ana.value("/me/mailFolders/deleteditems/messages", headers=IMMUTABLE)] == [ident]
    assert ana.delete(f"/me/messages/{ident}").status_code == 204
    assert ana.get(f"/me/messages/{ident}").status_code == 404


def test_a_stale_etag_is_refused(ana):
    mail = ana.value("/me/messages")[0]
    etag = {"If-Match": mail["@odata.etag"]}
    assert ana.patch(f"/me/messages/{mail['id']}", json={"isRead": False}, headers=etag).status_code == 200
    refused = ana.patch(f"/me/messages/{mail['id']}", json={"isRead": True}, headers=etag)
    assert (refused.status_code, refused.json()["error"]["code"]) == (412, "ErrorIrresolvableConflict")


def test_extended_properties_are_kept_expanded_and_filtered(ana):
    mails = ana.value("/me/messages")
    given = {"singleValueExtendedProperties": [{"id": PROPERTY, "value": "opp-7"}]}
    assert "singleValueExtendedProperties" not in ana.patch(f"/me/messages/{mails[0]['id']}", json=given).json()
    found = ana.value(
        f"/me/messages?$filter=singleValueExtendedProperties/Any(ep: ep/id eq '{PROPERTY}' and ep/value eq 'opp-7')"
    )
    assert [m["id"] for m in found] == [mails[0]["id"]]
    expand = f"$expand=singleValueExtendedProperties($filter=id eq '{PROPERTY}')"
    one = ana.get(f"/me/messages/{mails[0]['id']}?{expand}").json()
    assert one["singleValueExtendedProperties"] == [{"id": PROPERTY, "value": "opp-7"}]
    assert "singleValueExtendedProperties" not in ana.get(f"/me/messages/{mails[1]['id']}?{expand}").json()


def test_small_and_large_files_hang_on_drafts(ana):
    ident = ana.post("/me/messages", json={"subject": "Con adjuntos"}, headers=IMMUTABLE).json()["id"]
    small = {
        "@odata.type": "#microsoft.graph.fileAttachment",
        "name": "a.txt",
        "contentBytes": base64.b64encode(b"abc").decode(),
    }
    assert ana.post(f"/me/messages/{ident}/attachments", json=small).status_code == 201
    item = {"AttachmentItem": {"attachmentType": "file", "name": "b.bin", "size": 3_500_000}}
    session = ana.post(f"/me/messages/{ident}/attachments/createUploadSession", json=item).json()
    data = bytes(range(250)) * 14_000
    first = requests.put(
        session["uploadUrl"], data=data[:2_000_000], timeout=9, headers={"Content-Range": "bytes 0-1999999/3500000"}
    )
    assert (first.status_code, first.json()["nextExpectedRanges"]) == (200, ["2000000-"])
    gap = requests.put(
        session["uploadUrl"], data=b"x", timeout=9, headers={"Content-Range": "bytes 3000000-3000000/3500000"}
    )
    assert gap.status_code == 416
    last = requests.put(
        session["uploadUrl"],
        data=data[2_000_000:],
        timeout=9,
        headers={"Content-Range": "bytes 2000000-3499999/3500000"},
    )
    assert last.status_code == 201
    assert "Attachments('" in last.headers["Location"]
    listed = {a["name"]: a for a in ana.value(f"/me/messages/{ident}/attachments")}
    assert base64.b64decode(listed["b.bin"]["contentBytes"]) == data
    assert ana.delete(f"/me/messages/{ident}/attachments/{listed['a.txt']['id']}").status_code == 204
    assert ana.get(f"/me/messages/{ident}").json()["hasAttachments"] is True


def test_folders_are_made_moved_and_removed(ana):
    _, link = ana.round("/me/mailFolders/delta")
    made = ana.post("/me/mailFolders", json={"displayName": "Proyectos"})
    assert made.status_code == 201
    assert ana.post("/me/mailFolders", json={"displayName": "proyectos"}).status_code == 409
    ident = made.json()["id"]
    child = ana.post(f"/me/mailFolders/{ident}/childFolders", json={"displayName": "Norte"}).json()["id"]
    assert ana.patch(f"/me/mailFolders/{child}", json={"displayName": "Sur"}).json()["displayName"] == "Sur"
    moved = ana.post(f"/me/mailFolders/{child}/move", json={"destinationId": "inbox"})
    assert (moved.status_code, moved.json()["id"]) == (200, child)
    assert ana.delete(f"/me/mailFolders/{ident}").status_code == 204
    assert ana.get(f"/me/mailFolders/{ident}").status_code == 404
    assert ana.delete("/me/mailFolders/inbox").status_code == 403
    changes, _ = ana.round(link)
    assert {c["id"]: c.get("displayName") for c in changes} == {child: "Sur", ident: None}


def test_categories_have_unique_names(ana):
    made = ana.post("/me/outlook/masterCategories", json={"displayName": "Cliente", "color": "preset5"})
    assert made.status_code == 201
    assert ana.post("/me/outlook/masterCategories", json={"displayName": "cliente", "color": "none"}).status_code == 409
    path = f"/me/outlook/masterCategories/{made.json()['id']}"
    assert ana.patch(path, json={"color": "preset1"}).json()["color"] == "preset1"
    assert ana.delete(path).status_code == 204
    assert ana.value("/me/outlook/masterCategories") == []


def test_another_mailbox_is_closed_to_a_user_and_open_to_the_application(ana, app):
    refused = ana.get(f"/users/{BEN}/messages")
    assert (refused.status_code, refused.json()["error"]["code"]) == (403, "ErrorAccessDenied")
    assert ana.get(f"/users/{ANA}/messages").status_code == 200
    assert app.get(f"/users/{BEN}/messages").status_code == 200
    assert app.get("/me/messages").status_code == 400
    assert app.get("/users/nobody@vega.example/messages").status_code == 404
