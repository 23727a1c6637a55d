from trato.mail.reading import mime

MAIL = (
    b"From: =?iso-8859-1?Q?Jos=E9?= <jose@x.es>\r\nSubject: =?utf-8?q?Propuesta?=\r\n =?utf-8?q?_a=C3=B1o?=\r\n"
    b"Date: Wed, 4 Mar 2026 12:00:00 +0100\r\n"
    b'Content-Type: multipart/mixed; boundary="b"\r\n\r\n--b\r\nContent-Type: text/html; charset=utf-8\r\n\r\n'
    b"<p>Hola</p><p>Adi\xc3\xb3s</p>\r\n"
    b'--b\r\nContent-Type: application/pdf; name="folleto.pdf"\r\n'
    b'Content-Disposition: attachment; filename="folleto.pdf"\r\n'
    b"Content-Transfer-Encoding: base64\r\n\r\nSGk=\r\n--b--\r\n"
)


def test_subject_sender_date_body_and_attachments_are_decoded():
    found = mime.parse(MAIL)

    assert found.subject == "Propuesta año"
    assert found.sender == "José <jose@x.es>"
    assert found.sent_at.isoformat() == "2026-03-04T12:00:00+01:00"
    assert found.body == "Hola\n\nAdiós"
    assert [(a.name, a.content_type, a.size) for a in found.attachments] == [("folleto.pdf", "application/pdf", 2)]


def test_a_mail_the_rust_parser_refuses_is_read_by_the_library():
    broken = b"From: a@b.c\nSubject: x\nContent-Transfer-Encoding: base64\n\n!!!! not base64 !!!!\n"

    found = mime.parse(broken)

    assert found.subject == "x"


def test_nothing_at_all_is_a_mail_that_says_nothing():
    assert mime.parse(b"").body == ""
