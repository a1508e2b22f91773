"""Text from a store, made plain."""

from __future__ import annotations

import html
import unicodedata

_SPACES = str.maketrans("\t\r\n\v\f", "     ")


def plain_text(value: object) -> str:
    """One line of clean text: entities unescaped, Unicode in its composed form, no control characters; "" for null.

    Half an emoji (a lone surrogate) is dropped, since no file could hold it.
    """
    if value is None:
        return ""
    if type(value) is str and value.isascii() and value.isprintable() and "&" not in value:
        return " ".join(value.split())  # nothing to be made plain: nearly every text
    text = unicodedata.normalize("NFC", html.unescape(str(value)).translate(_SPACES))
    return " ".join("".join(c for c in text if unicodedata.category(c) not in ("Cc", "Cs")).split())


def plain_texts(rows: dict[object, object]) -> dict[str, str]:
    """Names and values as plain text; nameless ones are dropped."""
    named = ((plain_text(name), plain_text(value)) for name, value in rows.items())
    return {name: value for name, value in named if name}
