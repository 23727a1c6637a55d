"""What people do with their mail and its folders."""

from __future__ import annotations

from typing import Any

from hypothesis import strategies as st
from hypothesis.stateful import precondition, rule
from tests.chaos.office import Letter, recipients, words
from tests.chaos.scenario import STRANGER, Scenario, outsiders, owners, picks
from tests.small_company import ANA, BEN, LUIS, NOA

PLACES = ("inbox", "archive", "junkemail", "deleteditems", "drafts")


class MailActs(Scenario):
    """Mails arrive, are moved, copied, marked, drafted, sent and deleted; folders come, change and go."""

    @rule(
        sender=outsiders,
        both=st.booleans(),
        upn=owners,
        answers=st.none() | picks,
        place=st.sampled_from(("inbox", "inbox", "inbox", "junkemail")),
        is_automatic=st.sampled_from((False, False, False, True)),
    )
    def mail_arrives(
        self, sender: str, both: bool, upn: str, answers: int | None, place: str, is_automatic: bool
    ) -> None:
        parent = self.one(self.letters, answers) if answers is not None else None
        to = (ANA, BEN) if both else (upn,)
        letter = Letter(
            self.next_number(), sender, to, self.office.now(), parent.number if parent else None, is_automatic
        )
        self.letters.append(letter)
        self.did(f"{sender} writes {letter.number} to {to} in {place}, answering {letter.answers}")
        self.mails += [(one, self.office.deliver(one, letter, folder=place)) for one in to]

    @precondition(lambda self: self.letters)
    @rule(pick=picks, upn=owners, has_own_id=st.booleans())
    def copy_reaches_another(self, pick: int, upn: str, has_own_id: bool) -> None:
        letter = self.one(self.letters, pick)
        if letter is not None:
            n = self.next_number()
            self.did(f"{upn} also gets letter {letter.number}, own id {has_own_id}")
            own = f"exported-{n}@mail.example" if has_own_id else ""
            self.mails.append((upn, self._same_mail(upn, letter, own)))

    def _same_mail(self, upn: str, letter: Letter, message_id: str) -> str:
        """Deliver once more what was written then: the same words with the same date."""
        found = next((mail for mail in self.office.every(upn, "/messages?$top=1000&$select=id,subject")
                      if mail["subject"] == f"Letter {letter.number}"), None)  # fmt: skip
        if found is not None:
            made = self.office.do(upn, "POST", f"/messages/{found['id']}/copy", {"destinationId": "inbox"})
            assert made is not None
            return str(made["id"])
        return self.office.deliver(upn, letter, message_id=message_id)

    @precondition(lambda self: self.mails)
    @rule(pick=picks, place=st.sampled_from(PLACES) | picks)
    def move_mail(self, pick: int, place: str | int) -> None:
        self._into(pick, place, "move")

    @precondition(lambda self: self.mails)
    @rule(pick=picks, place=st.sampled_from(("inbox", "archive")) | picks)
    def copy_mail(self, pick: int, place: str | int) -> None:
        made = self._into(pick, place, "copy")
        if made is not None:
            self.mails.append(made)

    def _into(self, pick: int, place: str | int, how: str) -> tuple[str, str] | None:
        mail = self.one(self.mails, pick)
        if mail is None:
            return None
        upn, ident = mail
        own = [folder for one, folder in self.folders if one == upn]
        where = place if isinstance(place, str) else self.one(own, place) or "inbox"
        self.did(f"{how} {mail} to {where}")
        made = self.office.do(upn, "POST", f"/messages/{ident}/{how}", {"destinationId": where})
        return (upn, str(made["id"])) if made else None

    @precondition(lambda self: self.mails)
    @rule(pick=picks, how=st.sampled_from(("DELETE", "permanentDelete")))
    def delete_mail(self, pick: int, how: str) -> None:
        mail = self.one([*self.mails, *self.drafts], pick)
        if mail is not None:
            self.did(f"{how} {mail}")
            path = f"/messages/{mail[1]}"
            self.office.do(mail[0], *(("DELETE", path) if how == "DELETE" else ("POST", f"{path}/permanentDelete")))

    @precondition(lambda self: self.mails)
    @rule(pick=picks, change=st.sampled_from((
        {"isRead": True}, {"isRead": False}, {"categories": ["Red"]}, {"importance": "high"},
        {"flag": {"flagStatus": "flagged"}})))  # fmt: skip
    def mark_mail(self, pick: int, change: dict[str, Any]) -> None:
        mail = self.one([*self.mails, *self.drafts], pick)
        if mail is not None:
            self.did(f"mark {mail} {change}")
            self.office.do(mail[0], "PATCH", f"/messages/{mail[1]}", change)

    @rule(
        upn=owners, to=st.lists(st.sampled_from((LUIS, NOA, STRANGER, ANA, BEN)), min_size=1, max_size=3, unique=True)
    )
    def begin_draft(self, upn: str, to: list[str]) -> None:
        n = self.next_number()
        self.did(f"{upn} begins draft {n} to {to}")
        self.drafts.append((upn, self.office.draft(upn, n, to)))

    @precondition(lambda self: self.drafts)
    @rule(pick=picks, to=outsiders)
    def edit_draft(self, pick: int, to: str) -> None:
        draft = self.one(self.drafts, pick)
        if draft is not None:
            change = {**words(self.next_number()), "toRecipients": recipients([to])}
            self.did(f"edit draft {draft}: {change['subject']} to {to}")
            if self._is_draft(draft):
                self.office.do(draft[0], "PATCH", f"/messages/{draft[1]}", change)

    @precondition(lambda self: self.drafts)
    @rule(pick=picks)
    def send_draft(self, pick: int) -> None:
        draft = self.one(self.drafts, pick)
        if draft is not None and self._is_draft(draft):
            self.did(f"send draft {draft}")
            self.office.do(draft[0], "POST", f"/messages/{draft[1]}/send")
            self.mails.append(draft)

    def _is_draft(self, draft: tuple[str, str]) -> bool:
        found = self.office.do(draft[0], "GET", f"/messages/{draft[1]}?$select=isDraft")
        return found is not None and bool(found["isDraft"])

    # --- folders ------------------------------------------------------------------------------------------------------

    @rule(upn=owners, below=st.none() | picks)
    def make_folder(self, upn: str, below: int | None) -> None:
        own = [folder for one, folder in self.folders if one == upn]
        parent = self.one(own, below) if below is not None else None
        path = f"/mailFolders/{parent or 'inbox'}/childFolders" if below is not None else "/mailFolders"
        n = self.next_number()
        self.did(f"{upn} makes folder {n} at {path}")
        made = self.office.do(upn, "POST", path, {"displayName": f"Folder {n}"})
        if made is not None:
            self.folders.append((upn, str(made["id"])))

    @precondition(lambda self: self.folders)
    @rule(pick=picks, how=st.sampled_from(("rename", "move", "bin", "out", "copy", "delete")))
    def change_folder(self, pick: int, how: str) -> None:
        folder = self.one(self.folders, pick)
        if folder is None:
            return
        upn, ident = folder
        self.did(f"{how} folder {folder}")
        path = f"/mailFolders/{ident}"
        if how == "rename":
            self.office.do(upn, "PATCH", path, {"displayName": f"Folder {self.next_number()}"})
        elif how == "delete":
            self.office.do(upn, "DELETE", path)
        elif how == "copy":
            made = self.office.do(upn, "POST", f"{path}/copy", {"destinationId": "archive"})
            self.folders += [(upn, str(made["id"]))] if made else []
        else:
            where = {"move": "inbox", "bin": "deleteditems", "out": "msgfolderroot"}[how]
            self.office.do(upn, "POST", f"{path}/move", {"destinationId": where})
