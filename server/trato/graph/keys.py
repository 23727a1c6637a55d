"""Keys that seal what must not be read in the database (AES-256-GCM, NIST SP 800-38D), and how they are exchanged.

The first key of a ring seals, all of them open. A sealed text is bound to its place (tenant and holder) and to its
key's id, so a row moved elsewhere does not open. Keys come from TRATO_KEYS, or from a file that is made on first use
and readable by its owner only; there is no default.
"""

from __future__ import annotations

import base64
import binascii
import contextlib
import os
import secrets
from pathlib import Path

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from trato.errors import SettingsError, TratoError

KEY_BYTES, NONCE_BYTES = 32, 12


class SealBrokenError(TratoError):
    """What was sealed does not open: another place, another key, or changed. The remedy is to sign in again."""

    code = "seal_broken"


class Keyring:
    """The keys of this installation, by id; those of a file are read again when it changes."""

    def __init__(self, keys: dict[str, bytes], file: Path | None = None) -> None:
        self._keys = keys
        self._file = file
        self._seen = _version(file)

    def __repr__(self) -> str:
        return f"Keyring({', '.join(self._keys)})"

    @classmethod
    def from_text(cls, text: str) -> Keyring:
        """Read `id:key` pairs, separated by commas or white space, keys in base64. Raises SettingsError."""
        return cls(_parsed(text, "TRATO_KEYS"))

    @classmethod
    def from_file(cls, file: Path) -> Keyring:
        """Read the keys of a file, made with one key if it is not there. Raises SettingsError."""
        if not file.exists():
            _write(file, _new_line(), exclusively=True)
        return cls(_parsed(_text_of(file), str(file)), file)

    @property
    def current(self) -> str:
        """Return the id of the key that seals."""
        self._refresh()
        return next(iter(self._keys))

    @property
    def is_file(self) -> bool:
        """Whether keys can be added here."""
        return self._file is not None

    def seal(self, plain: bytes, place: str) -> tuple[str, bytes]:
        """Return the id of the key and the sealed text, bound to that place."""
        key_id = self.current
        nonce = os.urandom(NONCE_BYTES)
        return key_id, nonce + AESGCM(self._keys[key_id]).encrypt(nonce, plain, _bound(key_id, place))

    def open(self, key_id: str, sealed: bytes, place: str) -> bytes:
        """Return the plain text. Raises SealBrokenError."""
        self._refresh()
        if key_id not in self._keys:
            raise SealBrokenError(f"the key {key_id!r} is not among this installation's; sign in again")
        nonce, text = sealed[:NONCE_BYTES], sealed[NONCE_BYTES:]
        try:
            return AESGCM(self._keys[key_id]).decrypt(nonce, text, _bound(key_id, place))
        except (InvalidTag, ValueError) as error:
            raise SealBrokenError(f"what was kept sealed for {place} does not open; sign in again") from error

    def add_key(self) -> str:
        """Put a new key first; return its id. Raises SettingsError where keys come from TRATO_KEYS."""
        self._refresh()
        return self._rewrite(_new_line() + _text_of(self._own_file()))

    def drop_old_keys(self) -> str:
        """Keep only the key that seals; return its id. Raises SettingsError where keys come from TRATO_KEYS."""
        self._refresh()
        return self._rewrite(_text_of(self._own_file()).splitlines(keepends=True)[0])

    def _own_file(self) -> Path:
        if self._file is None:
            raise SettingsError("keys come from TRATO_KEYS: put a new one first there, start Trato anew, then repeat")
        return self._file

    def _rewrite(self, text: str) -> str:
        _write(self._own_file(), text, exclusively=False)
        self._refresh()
        return next(iter(self._keys))

    def _refresh(self) -> None:
        if self._file is not None and (version := _version(self._file)) != self._seen:
            self._keys, self._seen = _parsed(_text_of(self._file), str(self._file)), version


def _bound(key_id: str, place: str) -> bytes:
    return f"{key_id}\n{place}".encode()


def _parsed(text: str, source: str) -> dict[str, bytes]:
    keys: dict[str, bytes] = {}
    for pair in text.replace(",", " ").split():
        key_id, _, encoded = pair.partition(":")
        with contextlib.suppress(binascii.Error):
            keys[key_id] = base64.b64decode(encoded, validate=True)
        if not key_id or len(keys.get(key_id, b"")) != KEY_BYTES:
            raise SettingsError(f"{source} must hold pairs id:key, each key {KEY_BYTES} bytes in base64")
    if not keys:
        raise SettingsError(f"{source} holds no key; it must hold pairs id:key")
    return keys


def _new_line() -> str:
    return f"{secrets.token_hex(4)}:{base64.b64encode(os.urandom(KEY_BYTES)).decode()}\n"


def _text_of(file: Path) -> str:
    try:
        return file.read_text(encoding="utf-8")
    except OSError as error:
        raise SettingsError(f"the keys in {file} cannot be read ({error.strerror})") from error


def _write(file: Path, text: str, *, exclusively: bool) -> None:
    """Write the file at once and whole, for its owner only; the first of several processes that make it wins."""
    beside = file.with_name(f"{file.name}.{secrets.token_hex(4)}")
    try:
        file.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
        with os.fdopen(os.open(beside, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w", encoding="utf-8") as out:
            out.write(text)
            out.flush()
            os.fsync(out.fileno())
        if exclusively:
            with contextlib.suppress(FileExistsError):
                os.link(beside, file)
            beside.unlink()
        else:
            beside.replace(file)
    except OSError as error:
        raise SettingsError(f"the keys in {file} cannot be written ({error.strerror})") from error


def _version(file: Path | None) -> tuple[int, int] | None:
    if file is None or not file.exists():
        return None
    status = file.stat()
    return status.st_mtime_ns, status.st_ino
