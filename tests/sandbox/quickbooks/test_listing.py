"""Ids stand in their order, whatever the order in which they come and go."""

from hypothesis import given
from hypothesis import strategies as st

from sandbox.quickbooks.listing import Listing

ids = st.one_of(st.integers(1, 30).map(str), st.sampled_from(("TAX", "NON")))


@given(st.lists(st.tuples(ids, st.booleans())), st.integers(0, 10))
def test_a_listing_is_the_sorted_set_of_what_was_put_in(changes, start):
    listing, plain = Listing(), {}
    for id, is_listed in changes:
        listing.put(id, is_listed)
        plain.pop(id, None) if not is_listed else plain.setdefault(id)
    in_order = sorted(plain, key=lambda id: int(id) if id.isdigit() else 0)
    assert list(listing.ids(start)) == in_order[start:]
    assert list(listing.ids(start, newest_first=True)) == in_order[::-1][start:]
    assert len(listing) == len(plain)
    assert all((id in listing) == (id in plain) for id in map(str, (*range(32), "TAX", "NON")))
