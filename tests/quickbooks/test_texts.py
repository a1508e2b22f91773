"""What is sent as text: exact JSON, queries that nothing can break out of, and the mark in a document's note."""

from decimal import Decimal

from hypothesis import given
from hypothesis import strategies as st

from order_sync.quickbooks.json_text import as_decimal, from_json, to_json
from order_sync.quickbooks.marks import LONGEST_NOTE, mark_of, marked_note
from order_sync.quickbooks.queries import portions, quoted, select_in, select_page
from sandbox.quickbooks.query import parse

HASH = "0123456789abcdef"


def test_an_amount_keeps_every_digit_both_ways():
    assert to_json({"Amount": Decimal("1861.08"), "Qty": Decimal("128.350")}) == b'{"Amount":1861.08,"Qty":128.350}'
    assert from_json(b'{"Amount":0.1}')["Amount"] == Decimal("0.1")


def test_a_number_that_a_file_turned_into_text_is_a_number_again():
    assert [as_decimal(value) for value in ("12.50", Decimal("12.50"), 0, None, "")] == [
        Decimal("12.50"),
        Decimal("12.50"),
        0,
        0,
        0,
    ]


@given(st.lists(st.text(min_size=1), min_size=1, max_size=5))
def test_no_value_breaks_out_of_a_query(values):
    (condition,) = parse(select_in("Customer", "DisplayName", values)).conditions
    assert list(condition.values) == values


def test_quotes_and_backslashes_are_escaped():
    assert quoted("Adam's \\ Shop") == "'Adam\\'s \\\\ Shop'"


def test_a_page_says_where_it_starts_and_how_long_it_is():
    query = parse(select_page("Item", 1001, 500, where="Active IN (true,false)"))
    assert (query.kind, query.start, query.most) == ("Item", 1001, 500)


def test_portions_are_filled_in_order():
    assert list(portions([1, 2, 3, 4, 5], 2)) == [[1, 2], [3, 4], [5]]
    assert list(portions([], 2)) == []


@given(st.text(max_size=5_000))
def test_the_mark_is_found_again_whatever_the_note_says(text):
    note = marked_note(text, HASH)
    assert mark_of(note) == HASH
    assert len(note) <= LONGEST_NOTE


def test_a_note_without_a_mark_at_its_end_is_not_ours():
    for note in (None, "", "Voided", f"[order-sync {HASH}] and a person's words", "[order-sync 0123]"):
        assert mark_of(note) is None
