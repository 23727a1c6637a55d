import pytest
import requests

from .company import ANA

IMMUTABLE = {"Prefer": 'IdType="ImmutableId"'}


def test_a_user_sees_folders_with_counts_and_well_known_names(ana):
    folders = {f["displayName"]: f for f in ana.value("/me/mailFolders")}
    assert folders["Inbox"]["totalItemCount"] == 28
    assert folders["Inbox"]["childFolderCount"] == 1
    assert folders["Sent Items"]["totalItemCount"] == 1
    for name in ("inbox", "sentitems", "drafts", "deleteditems", "junkemail", "archive"):
        assert ana.get(f"/me/mailFolders/{name}").status_code == 200
    child = ana.value("/me/mailFolders/inbox/childFolders")[0]
    assert (child["displayName"], child["totalItemCount"]) == ("Clientes", 2)
    assert child["parentFolderId"] == folders["Inbox"]["id"]


def test_lists_come_newest_first_in_pages_of_ten(ana):
    page = ana.get("/me/mailFolders/inbox/messages").json()
    assert len(page["value"]) == 10
    everything = ana.value("/me/mailFolders/inbox/messages")
    times = [m["receivedDateTime"] for m in everything]
    assert len(everything) == 28
    assert times == sorted(times, reverse=True)
    assert len({m["id"] for m in everything}) == 28


def test_a_mail_carries_what_outlook_gives(ana):
    mail = ana.value("/me/messages?$filter=subject eq 'Oferta'")[0]
    assert mail["internetMessageId"] == "<m30@norte.example>"
    assert mail["receivedDateTime"] == "2026-02-10T08:00:00Z"
    assert mail["from"]["emailAddress"]["address"] == "luis@norte.example"
    assert mail["toRecipients"][0]["emailAddress"]["address"] == ANA
    assert mail["hasAttachments"] is True
    assert mail["body"]["contentType"] == "html"
    assert mail["bodyPreview"].startswith("Hola Ana")
    assert "uniqueBody" not in mail
    assert "internetMessageHeaders" not in mail
    assert mail["@odata.etag"] == f'W/"{mail["changeKey"]}"'


def test_a_body_comes_as_text_on_request(ana):
    ident = ana.value("/me/messages?$filter=subject eq 'Oferta'")[0]["id"]
    reply = ana.get(f"/me/messages/{ident}", headers={"Prefer": 'outlook.body-content-type="text"'})
    assert reply.json()["body"] == {"contentType": "text", "content": "Hola Ana\r\nPrecio: 3 €"}
    assert reply.headers["Preference-Applied"] == 'outlook.body-content-type="text"'


def test_headers_and_the_unique_body_come_only_by_select(ana):
    mail = ana.value("/me/messages?$filter=subject eq 'Re: Oferta'&$select=internetMessageHeaders,uniqueBody,body")[0]
    headers = {h["name"]: h["value"] for h in mail["internetMessageHeaders"]}
    assert headers["X-From"] == "Luis O"
    assert headers["X-To"] == "Ana"
    assert mail["uniqueBody"]["content"] == "De acuerdo."
    assert "\r\nFrom the start" in mail["body"]["content"].replace(">From", "From")
    assert set(mail) == {"@odata.etag", "id", "internetMessageHeaders", "uniqueBody", "body"}


def test_a_reply_is_in_the_conversation_of_what_it_answers(ana):
    mails = {m["subject"]: m for m in ana.value("/me/messages?$select=subject,conversationId,conversationIndex")}
    assert mails["Re: Oferta"]["conversationId"] == mails["Oferta"]["conversationId"]
    assert mails["Re: Oferta"]["conversationIndex"][:24] == mails["Oferta"]["conversationIndex"][:24]
    assert mails["Re: Pedido 1"]["conversationId"] == mails["Pedido 1"]["conversationId"]
    assert mails["Pedido 2"]["conversationId"] != mails["Pedido 1"]["conversationId"]


def test_an_invitation_is_an_event_message(ana):
    mail = ana.value("/me/messages?$filter=subject eq 'Reunión'")[0]
    assert mail["@odata.type"] == "#microsoft.graph.eventMessageRequest"
    assert mail["meetingMessageType"] == "meetingRequest"


def test_attachments_can_be_listed_and_fetched(ana):
    ident = ana.value("/me/messages?$filter=hasAttachments eq true")[0]["id"]
    listed = ana.value(f"/me/messages/{ident}/attachments")
    assert [(a["name"], a["contentType"], a["contentBytes"]) for a in listed] == [
        ("oferta.pdf", "application/pdf", "JVBERi0xLjQ=")
    ]
    raw = ana.get(f"/me/messages/{ident}/attachments/{listed[0]['id']}/$value")
    assert raw.content == b"%PDF-1.4"
    expanded = ana.get(f"/me/messages/{ident}?$expand=attachments").json()
    assert expanded["attachments"][0]["name"] == "oferta.pdf"
    assert b"Message-ID: <m30@norte.example>" in ana.get(f"/me/messages/{ident}/$value").content


def test_filters_sort_and_select(ana):
    found = ana.value(
        "/me/messages?$filter=receivedDateTime ge 2026-02-10T00:00:00Z and contains(subject,'oferta')"
        "&$orderby=receivedDateTime asc&$select=subject"
    )
    assert [m["subject"] for m in found] == ["Oferta", "Re: Oferta"]
    address = ana.value("/me/messages?$filter=from/emailAddress/address eq 'LUIS@norte.example'&$top=1000")
    assert len(address) == 30
    refused = ana.get("/me/messages?$filter=isRead eq true&$orderby=receivedDateTime desc")
    assert (refused.status_code, refused.json()["error"]["code"]) == (400, "InefficientFilter")
    assert ana.get("/me/messages?$filter=subject eq").status_code == 400
    assert ana.get("/me/messages?$top=1001").status_code == 400
    assert ana.get("/me/messages?$count=true&$top=1").json()["@odata.count"] == 31


def test_immutable_ids_are_other_ids_of_the_same_mails(ana):
    plain = ana.value("/me/messages?$top=1000")
    stable = ana.value("/me/messages?$top=1000", headers=IMMUTABLE)
    assert {m["id"] for m in plain}.isdisjoint(m["id"] for m in stable)
    assert [m["internetMessageId"] for m in plain] == [m["internetMessageId"] for m in stable]
    assert ana.get(f"/me/messages/{stable[0]['id']}", headers=IMMUTABLE).json()["id"] == stable[0]["id"]


def test_wrong_ids_are_told_apart(ana, client):
    ident = ana.value("/me/messages?$top=1&$select=id")[0]["id"]
    assert ana.get("/me/messages/nonsense").json()["error"]["code"] == "ErrorInvalidIdMalformed"
    swapped = ident[:130] + ident[130:].swapcase()
    assert ana.get(f"/me/messages/{swapped}").status_code in (400, 404)
    other = client.value("/users/ben@vega.example/messages")[0]["id"]
    assert ana.get(f"/me/messages/{other}").json()["error"]["code"] == "ErrorItemNotFound"


def test_a_delta_round_gives_everything_newest_first_and_then_nothing(ana):
    mails, link = ana.round(
        "/me/mailFolders/inbox/messages/delta?$select=subject,receivedDateTime",
        headers={"Prefer": "odata.maxpagesize=10"},
    )
    times = [m["receivedDateTime"] for m in mails]
    assert len(mails) == 28
    assert times == sorted(times, reverse=True)
    assert set(mails[0]) == {"@odata.type", "@odata.etag", "id", "subject", "receivedDateTime"}
    assert ana.round(link)[0] == []


def test_delta_refuses_what_it_can_not_track(ana):
    base = "/me/mailFolders/inbox/messages/delta"
    for option in ("$search=x", "$orderby=subject", "$filter=isRead eq true"):
        assert ana.get(f"{base}?{option}").status_code == 400
    recent, _ = ana.round(f"{base}?$filter=receivedDateTime ge 2026-02-10T00:00:00Z")
    assert len(recent) == 3
    reply = ana.get(base)
    assert "odata.track-changes" in reply.headers["Preference-Applied"]
    assert ana.get(f"{base}?$deltatoken=AAAA").status_code == 400


@pytest.mark.parametrize("depth", [400, 2000])
def test_a_mail_of_parts_in_parts_without_end_hides_no_other(sandbox, as_user, depth):
    parts = "".join(f'Content-Type: multipart/mixed; boundary="b{n}"\n\n--b{n}\n' for n in range(depth))
    mail = f"From: luis@norte.example\nTo: {ANA}\nSubject: Nested\nMIME-Version: 1.0\n{parts}\nthe end\n"
    before = len(as_user(ANA).value("/me/messages?$top=1000"))
    url = f"{sandbox.url}/_sandbox/mailboxes/{ANA}/mail"
    assert requests.post(url, data=mail.encode(), timeout=20).status_code == 200
    mails = as_user(ANA).value("/me/messages?$top=1000")
    (nested,) = [mail for mail in mails if mail["subject"] == "Nested"]
    assert (len(mails), "the end" in nested["body"]["content"]) == (before + 1, True)
