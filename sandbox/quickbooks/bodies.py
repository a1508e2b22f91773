"""A request's body as HTTP/1.1 carries it: of a known length, or in chunks (RFC 9112, sections 6 and 7)."""

from __future__ import annotations

from collections.abc import Mapping
from typing import BinaryIO

LONGEST_LINE = 1000


class UnreadableBody(Exception):
    """Where the body ends is not known, or it is longer than allowed: the connection cannot be used any more."""


def read_body(stream: BinaryIO, headers: Mapping[str, str], most: int) -> bytes:
    """Raises UnreadableBody."""
    coding = headers.get("Transfer-Encoding")
    if coding is not None:
        if coding.strip().lower() != "chunked":
            raise UnreadableBody
        return _chunks(stream, most)
    length = _number(headers.get("Content-Length") or "0", 10)
    if length > most:
        raise UnreadableBody
    return stream.read(length)


def _chunks(stream: BinaryIO, most: int) -> bytes:
    body = bytearray()
    while size := _number(_line(stream).partition(";")[0].strip(), 16):
        if len(body) + size > most:
            raise UnreadableBody
        body += stream.read(size)
        if _line(stream):
            raise UnreadableBody
    while _line(stream):  # trailers
        pass
    return bytes(body)


def _line(stream: BinaryIO) -> str:
    line = stream.readline(LONGEST_LINE)
    if not line.endswith(b"\n"):
        raise UnreadableBody
    return line.decode("latin-1").strip()


def _number(text: str, base: int) -> int:
    """Digits alone: no sign, no blank, no underscore."""
    if not text.isascii() or not text.isalnum():
        raise UnreadableBody
    try:
        return int(text, base)
    except ValueError:
        raise UnreadableBody from None
