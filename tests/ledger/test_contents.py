"""What the ledger keeps of a document's content, from its creation through its updates."""

from __future__ import annotations

from order_sync.ledger import Content
from order_sync.ledger.contents import after_update

CREATED = Content({"Date": "a", "Memo": "b", "Terms": "c"}, {"Date": "a", "Memo": "b", "Terms": "c", "Due": "d"})


def test_a_sparse_update_adds_what_it_set_and_keeps_the_rest():
    update = Content({"Memo": "x"}, {"Date": "a", "Memo": "x", "Terms": "c", "Due": "d"}, whole=False)
    assert after_update(CREATED, update) == Content({"Date": "a", "Memo": "x", "Terms": "c"}, update.stood)


def test_what_a_whole_update_only_echoed_is_not_ours_and_what_it_left_out_is_no_longer():
    stood = {"Date": "z", "Memo": "b", "Due": "d"}
    update = Content({"Date": "z", "Memo": "b", "Due": "d"}, stood, whole=True)
    assert after_update(CREATED, update) == Content({"Date": "z", "Memo": "b"}, stood)


def test_of_a_document_posted_before_this_was_kept_only_what_an_update_set_is_known():
    update = Content({"Memo": "x"}, {"Date": "a", "Memo": "x"}, whole=False)
    assert after_update(None, update) == Content({"Memo": "x"}, update.stood)
    assert after_update(None, Content({"Memo": "x", "Due": "d"}, {"Memo": "x"}, whole=True)).sent == {}
