"""Cards of any program are read, and what Trato writes is read back equal."""

import tarfile

import pytest
from hypothesis import given
from tests.phonebook.lists.people import people, read

from trato.phonebook.files.content_lines import folded
from trato.phonebook.files.vcard import read_cards, write_cards
from trato.phonebook.lists.fields import EMAILS, LISTS, PHONES


def one(text, **options):
    (card,) = read_cards(text.encode(options.get("charset", "utf-8")), read_phone=read)
    return card


def tidy(person):
    """A person as a card can say it: no returns, NUL or blank elements, addresses without names."""

    def text(value):
        return value.replace("\r\n", "\n").replace("\r", "").replace("\0", "").replace("\x0b", "").replace("\x0c", "")

    kept = {name: text(value).strip() if isinstance(value, str) else value for name, value in person.items()}
    kept |= {name: [text(one) for one in person[name] if text(one).strip()] for name in LISTS}
    kept[PHONES] = [phone for phone in person[PHONES] if phone["number"].strip()]
    kept[EMAILS] = [{"address": mail["address"], "name": ""} for mail in person[EMAILS] if mail["address"]]
    for place in ("business_address", "home_address", "other_address"):
        kept[place] = {part: text(value).strip() for part, value in person[place].items()}
    return kept


@given(people.map(tidy).filter(lambda person: person["display_name"]))
def test_what_is_written_is_read_back_equal(person):
    (card,) = read_cards(write_cards([person]), read_phone=read)
    assert tidy(card.values) == person


def test_old_cards_with_soft_breaks_and_types_without_names_are_read():
    card = one(
        "BEGIN:VCARD\r\nVERSION:2.1\r\nN;CHARSET=UTF-8;ENCODING=QUOTED-PRINTABLE:Mu=C3=B1oz;Jos=C3=A9 =\r\n"
        "Luis\r\nTEL;CELL;PREF:600 111 222\r\nTEL;WORK;FAX:944000111\r\nEND:VCARD\r\n"
    )
    assert (card.values["given_name"], card.values["surname"]) == ("José Luis", "Muñoz")
    assert card.values["display_name"] == "José Luis Muñoz"
    assert [(phone["e164"], phone["kind"]) for phone in card.values[PHONES]] == [
        ("+34600111222", "mobile"), ("+34944000111", "other"),
    ]  # fmt: skip


def test_a_card_of_another_charset_keeps_its_letters():
    card = one("BEGIN:VCARD\nVERSION:2.1\nFN;CHARSET=ISO-8859-1:Begoña\nEND:VCARD\n", charset="latin-1")
    assert card.values["display_name"] == "Begoña"


def test_groups_uris_and_pictures_are_understood():
    card = one(
        'BEGIN:VCARD\nVERSION:4.0\nFN:Ana\nitem1.TEL;VALUE=uri;TYPE="voice,home":tel:+34-944-000-111;ext=12\n'
        "PHOTO:data:image/png;base64,iVBORw0K\nORG:Norte;Ventas;Sur\nBDAY:19740722\n"
        "NOTE:one\\ntwo\\, three\\;\nEND:VCARD\n"
    )
    (phone,) = card.values[PHONES]
    assert (phone["e164"], phone["extension"], phone["kind"]) == ("+34944000111", "12", "home")
    assert card.photo.startswith(b"\x89PNG")
    assert (card.values["company_name"], card.values["department"]) == ("Norte", "Ventas / Sur")
    assert (card.values["birthday"], card.values["notes"]) == ("1974-07-22", "one\ntwo, three;")


@pytest.mark.parametrize(
    "damaged", ["", "no card", "BEGIN:VCARD", "BEGIN:VCARD\nEND:VCARD\nEND:VCARD", "\0\0", "TEL:1"]
)
def test_what_is_no_card_or_half_a_card_breaks_nothing(damaged):
    assert len(read_cards(damaged.encode(), read_phone=read)) <= 1


def test_no_line_is_longer_than_phones_take_and_no_letter_is_broken():
    line = "NOTE:" + "ñ€" * 60
    pieces = folded(line).split("\r\n")
    assert max(len(piece.encode()) for piece in pieces) <= 75
    assert "".join([pieces[0], *(piece[1:] for piece in pieces[1:])]) == line


@pytest.mark.shared
def test_cards_of_real_programs_are_all_read_and_written_back_equal(shared_data):
    read_all = written_back = 0
    with tarfile.open(shared_data / "vcards" / "vcards.tar.gz") as archive:
        for member in archive.getmembers():
            if not member.name.endswith(".vcf"):
                continue
            cards = read_cards(archive.extractfile(member).read(), read_phone=read)
            assert cards, member.name
            read_all += len(cards)
            for card in cards:
                (again,) = read_cards(write_cards([card.values]), read_phone=read)
                written_back += again.values == card.values
    assert read_all == written_back
