"""Stored documents share their equal parts: what is stored reads as it was written, and is never changed in place."""

from contextlib import suppress
from decimal import Decimal

from hypothesis import given, settings
from hypothesis import strategies as st

from sandbox.quickbooks import shared_parts
from sandbox.quickbooks.errors import Refusal
from sandbox.quickbooks.shared_parts import SharedParts
from tests.sandbox.quickbooks.test_laws import company, steps, work

leaves = st.one_of(
    st.none(),
    st.booleans(),
    st.integers(-2, 2),
    st.sampled_from([Decimal("1"), Decimal("1.0"), Decimal("1.00"), Decimal("-0"), Decimal("0.00")]),
    st.sampled_from(["", "1", "True", "Decimal('1')", "x" * 100]),
)
values = st.recursive(
    leaves, lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.sampled_from("abc'"), inner, max_size=3)
)


@given(st.lists(st.dictionaries(st.sampled_from(["Id", "Line", "DocNumber", "Note"]), values), max_size=8))
def test_what_is_kept_is_equal_to_the_last_digit_and_type(documents):
    parts = SharedParts()
    for document in documents:
        assert repr(parts.of(document)) == repr(document)


def test_equal_lines_of_two_documents_are_one():
    parts = SharedParts()
    one, two = (parts.of({"Id": str(n), "Line": [{"Amount": Decimal("1.00"), "Id": "1"}]}) for n in (1, 2))
    assert one["Line"] is not two["Line"]
    assert one["Line"][0] is two["Line"][0]


def test_what_never_repeats_is_forgotten_in_time(monkeypatch):
    monkeypatch.setattr(shared_parts, "MOST_KNOWN", 10)
    parts = SharedParts()
    for number in range(100):
        parts.of({"Note": str(number), "Line": [{"Amount": Decimal(number)}]})
    assert max(map(len, (parts._texts, parts._amounts, parts._objects))) <= 11


@settings(max_examples=50, deadline=None)
@given(st.lists(steps, max_size=25))
def test_no_work_changes_a_stored_document_in_place(work_list):
    made = company()
    made.fresh = []
    versions = []
    for step in work_list:
        with suppress(Refusal):
            work(made, step)
        versions += [(change.after, repr(change.after)) for change in made.fresh]
        made.fresh.clear()
    for document, written in versions:
        assert repr(document) == written
