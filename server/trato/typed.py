"""Reading JSON, MessagePack and plain values into typed ones, from any thread.

msgspec 0.22 fills what it knows of a struct while a first call reads it, and lets other threads use what is only half
filled: two first reads at once end the process with a segmentation fault. Here the types are learnt one at a time,
before anything is read with them; so nothing else of Trato calls msgspec's own `decode` and `convert`.
"""

from __future__ import annotations

import threading
from typing import Any, TypeVar

import msgspec

Kind = TypeVar("Kind")

_learning = threading.Lock()
_decoders: dict[Any, msgspec.json.Decoder[Any]] = {}


def from_json(content: bytes | str | msgspec.Raw, kind: type[Kind]) -> Kind:
    """Read JSON as `kind`. Raises msgspec.DecodeError or UnicodeDecodeError when it is something else."""
    decoder: msgspec.json.Decoder[Kind] = _decoders.get(kind) or learnt(kind)
    return decoder.decode(content)


def from_msgpack(content: bytes, kind: type[Kind]) -> Kind:
    """Read MessagePack as `kind`. Raises msgspec.DecodeError when it is something else."""
    learnt(kind)
    return msgspec.msgpack.decode(content, type=kind)  # noqa: TID251  this is the place


def from_values(values: Any, kind: type[Kind]) -> Kind:
    """Make a `kind` of plain values. Raises msgspec.ValidationError when they do not fit."""
    learnt(kind)
    return msgspec.convert(values, kind)  # noqa: TID251  this is the place


def learnt(kind: type[Kind]) -> msgspec.json.Decoder[Kind]:
    """Have msgspec learn a type and all it is made of; return its decoder."""
    found: msgspec.json.Decoder[Kind] | None = _decoders.get(kind)
    if found is None:
        with _learning:
            found = _decoders[kind] = msgspec.json.Decoder(kind)
    return found
