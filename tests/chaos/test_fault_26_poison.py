"""Fault 26: mails made to choke a reader. Each is taken in or set aside, in little time, and hurts no other."""

import requests
from tests.chaos.office import Letter
from tests.chaos.scene import a_scene
from tests.small_company import ANA, LUIS, NOW

MB = 1_000_000
MOST_CPU_S = 2.0
"""A reader that chokes takes minutes. Measured on two busy cores: 0.7 s for 100,000 recipients, less for all others."""
MOST_MIB = 80.0
AS_IT_COMES = 1.0
"""Its own size, as bytes on the line, and beside it what is bounded: 68 MiB for 100,000 recipients, less for others."""
HEAD = f"From: {LUIS}\nSubject: poison\nMessage-ID: <poison@mail.example>\nDate: Mon, 2 Mar 2026 08:00:00 +0000\n"


def html(body: str, to: str = ANA) -> bytes:
    return f"{HEAD}To: {to}\nMIME-Version: 1.0\nContent-Type: text/html; charset=utf-8\n\n{body}".encode()


def deep_mime(depth: int) -> bytes:
    parts = "".join(f'Content-Type: multipart/mixed; boundary="b{n}"\n\n--b{n}\n' for n in range(depth))
    return f"{HEAD}To: {ANA}\nMIME-Version: 1.0\n{parts}Content-Type: text/plain\n\nend\n".encode()


POISON = {
    "50 MB of html": lambda: html("<p>" + "Lorem ipsum dolor. " * (50 * MB // 19) + "</p>"),
    "10,000 tags deep": lambda: html("<div>" * 10_000 + "hello" + "</div>" * 10_000),
    "100,000 recipients": lambda: html("hello", ", ".join(f"p{n}@norte.example" for n in range(100_000))),
    "spaces for a pattern to try": lambda: html("<p>On " + " " * 200_000 + "wrote</p>"),
    "marks for a pattern to try": lambda: html(
        "<pre>" + ">" * 100_000 + "\n" + "-" * 100_000 + "\n" + "a@" * 100_000 + "</pre>"
    ),
    "references without end": lambda: html("hello").replace(
        b"Subject:", b"References: " + b" ".join(b"<r%d@mail.example>" % n for n in range(50_000)) + b"\nSubject:"
    ),
    "MIME in MIME in MIME": lambda: deep_mime(2_000),
    "a subject of a megabyte": lambda: html("hello").replace(b"Subject: poison", b"Subject: " + b"Re: " * (MB // 4)),
}  # fmt: skip


def test_fault_26_a_poisoned_mail_costs_little_and_hurts_no_other(around):
    with a_scene(around, owners=[ANA]) as scene:
        scene.one_pass()
        scene.office.deliver(ANA, Letter(1, LUIS, (ANA,), NOW))
        usual = scene.one_pass()
        for number, (kind, make) in enumerate(POISON.items()):
            mime = make()
            scene.office.deliver(ANA, Letter(100 + number, LUIS, (ANA,), NOW))
            arrive(scene, mime)
            scene.office.deliver(ANA, Letter(200 + number, LUIS, (ANA,), NOW))
            poisoned = scene.one_pass()
            balance = scene.compare()
            others = [told for told in balance.lost + balance.edits_lost if "Letter" in told]
            assert (kind, others, balance.doubled, poisoned.faults) == (kind, [], [], {})
            size_mib = len(mime) / 1024 / 1024
            assert (kind, poisoned.cpu_s) <= (kind, usual.cpu_s + MOST_CPU_S)
            assert (kind, poisoned.peak_rss_mb) <= (kind, usual.peak_rss_mb + MOST_MIB + AS_IT_COMES * size_mib)
            (taken,) = [mail["id"] for mail in scene.office.every(ANA, "/messages?$select=id,subject&$top=99")
                        if not mail["subject"].startswith("Letter")]  # fmt: skip
            scene.office.do(ANA, "POST", f"/messages/{taken}/permanentDelete")


def arrive(scene, mime):
    url = f"{scene.office.sandbox.url}/_sandbox/mailboxes/{ANA}/mail"
    requests.post(url, data=mime, timeout=120).raise_for_status()
