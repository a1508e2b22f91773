"""Text from a store, made plain."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from order_sync.stores.plain_text import plain_text, plain_texts


@pytest.mark.parametrize(
    ("given", "plain"),
    [
        (None, ""),
        (12, "12"),
        ("Tom &amp; Jerry &ndash; 2 &times; 3", "Tom & Jerry – 2 × 3"),
        ("Cafe\u0301", "Café"),
        ("bell\x07 and\x00 null", "bell and null"),
        ("two\r\nlines\tand  spaces ", "two lines and spaces"),
        ("half \ud83d an emoji", "half an emoji"),
        ("a whole one 🎁", "a whole one 🎁"),
    ],
)
def test_text_becomes_plain(given, plain):
    assert plain_text(given) == plain


@given(st.text())
def test_plain_text_can_always_be_written_to_a_file(text):
    plain = plain_text(text)
    plain.encode("utf-8")
    assert plain == " ".join(plain.split())


def test_nameless_values_are_dropped():
    assert plain_texts({"Gift &amp; wrap": "yes", "": "x", None: "y"}) == {"Gift & wrap": "yes"}
