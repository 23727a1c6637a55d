"""What kind of file came with a mail, by its media type (RFC 6838) or, where that says nothing, its name's ending."""

from enum import StrEnum

from trato.mail.reading.model import Attachment


class AttachmentKind(StrEnum):
    """What a file is to the person who gets it."""

    DOCUMENT = "document"
    SPREADSHEET = "spreadsheet"
    PRESENTATION = "presentation"
    IMAGE = "image"
    CALENDAR = "calendar"
    CONTACT = "contact"
    MESSAGE = "message"
    ARCHIVE = "archive"
    OTHER = "other"


_BY_ENDING = {
    AttachmentKind.DOCUMENT: "pdf doc docx odt rtf txt md pages wpd",
    AttachmentKind.SPREADSHEET: "xls xlsx xlsm xlsb ods csv tsv numbers",
    AttachmentKind.PRESENTATION: "ppt pptx pps ppsx odp key",
    AttachmentKind.IMAGE: "png jpg jpeg gif bmp tif tiff webp heic svg ico",
    AttachmentKind.CALENDAR: "ics vcs ifb",
    AttachmentKind.CONTACT: "vcf",
    AttachmentKind.MESSAGE: "eml msg mht",
    AttachmentKind.ARCHIVE: "zip gz tgz tar 7z rar bz2 xz",
}
_ENDINGS = {ending: kind for kind, endings in _BY_ENDING.items() for ending in endings.split()}
_TYPES = (
    ("image/", AttachmentKind.IMAGE),
    ("message/", AttachmentKind.MESSAGE),
    ("text/calendar", AttachmentKind.CALENDAR),
    ("application/ics", AttachmentKind.CALENDAR),
    ("text/vcard", AttachmentKind.CONTACT),
    ("text/x-vcard", AttachmentKind.CONTACT),
    ("text/csv", AttachmentKind.SPREADSHEET),
    ("application/vnd.ms-excel", AttachmentKind.SPREADSHEET),
    ("application/vnd.openxmlformats-officedocument.spreadsheetml", AttachmentKind.SPREADSHEET),
    ("application/vnd.oasis.opendocument.spreadsheet", AttachmentKind.SPREADSHEET),
    ("application/vnd.ms-powerpoint", AttachmentKind.PRESENTATION),
    ("application/vnd.openxmlformats-officedocument.presentationml", AttachmentKind.PRESENTATION),
    ("application/vnd.oasis.opendocument.presentation", AttachmentKind.PRESENTATION),
    ("application/msword", AttachmentKind.DOCUMENT),
    ("application/vnd.openxmlformats-officedocument.wordprocessingml", AttachmentKind.DOCUMENT),
    ("application/vnd.oasis.opendocument.text", AttachmentKind.DOCUMENT),
    ("application/pdf", AttachmentKind.DOCUMENT),
    ("application/rtf", AttachmentKind.DOCUMENT),
    ("application/zip", AttachmentKind.ARCHIVE),
    ("application/gzip", AttachmentKind.ARCHIVE),
    ("text/", AttachmentKind.DOCUMENT),
)


def kind_of(file: Attachment) -> AttachmentKind:
    """By the name's ending, which programs set with more care than the type; else by the type; else other."""
    ending = file.name.rpartition(".")[2].lower() if "." in file.name else ""
    if ending in _ENDINGS:
        return _ENDINGS[ending]
    named = file.content_type.lower()
    return next((kind for start, kind in _TYPES if named.startswith(start)), AttachmentKind.OTHER)
