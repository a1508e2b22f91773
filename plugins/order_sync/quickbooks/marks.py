"""The mark by which a document is known as ours: the record's hash, at the end of its private note."""

from __future__ import annotations

import re

LONGEST_NOTE = 4000  # reference section 2.1
_MARK = re.compile(r"\[order-sync ([0-9a-f]{16})\]\s*\Z")


def marked_note(text: str, record_hash: str) -> str:
    """The private note: as much of the text as fits, then the mark."""
    mark = f"[order-sync {record_hash}]"
    kept = text.strip()[: LONGEST_NOTE - len(mark) - 1].rstrip()
    return f"{kept} {mark}".lstrip()


def mark_of(note: object) -> str | None:
    """The hash that a document's private note carries; None: it is not ours, or a person took the mark away."""
    found = _MARK.search(note) if isinstance(note, str) else None
    return found[1] if found else None


def without_mark(note: str) -> str:
    """The note as a person wrote or reads it."""
    return _MARK.sub("", note).rstrip()
