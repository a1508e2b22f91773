"""What the ledger keeps of a document's content, from its creation through its updates."""

from __future__ import annotations

from order_sync.ledger import Content
from order_sync.ledger.contents import after_update
from order_sync.ledger.tables import contents

CREATED = Content({"Date": "a", "Memo": "b", "Terms": "c"}, {"Date": "a", "Memo": "b", "Terms": "c", "Due": "d"})


def test_a_sparse_update_adds_what_it_set_and_keeps_the_rest():
    update = Content({"Memo": "x"}, {"Date": "a", "Memo": "x", "Terms": "c", "Due": "d"}, whole=False)
    assert after_update(CREATED, update) == Content({"Date": "a", "Memo": "x", "Terms": "c"}, update.stood)


def test_what_a_whole_update_only_echoed_is_not_ours_and_what_it_left_out_is_no_longer():
    stood = {"Date": "z", "Memo": "b", "Class": "e", "Due": "d"}
    update = Content(stood, stood, whole=True)
    assert after_update(CREATED, update) == Content({"Date": "z", "Memo": "b", "Class": "e"}, stood)


def test_of_a_document_posted_before_this_was_kept_what_updates_set_is_known(ledger):
    ledger.contents.stand({"key": {"Date": "a", "Memo": "b"}})
    known = ledger.contents.of(["key", "another"])
    assert known == {"key": Content({}, {"Date": "a", "Memo": "b"})}
    update = Content({"Date": "a", "Memo": "x"}, {"Date": "a", "Memo": "x"}, whole=True)
    assert after_update(known["key"], update) == Content({"Memo": "x"}, update.stood)


def test_how_a_document_reads_today_changes_nothing_of_what_was_sent(ledger):
    ledger.contents.stand({"key": {"Date": "a"}})
    with ledger.engine.begin() as connection:
        connection.execute(contents.update().values(sent={"Date": "s"}))
    ledger.contents.stand({"key": {"Date": "b"}})
    assert ledger.contents.of(["key"]) == {"key": Content({"Date": "s"}, {"Date": "b"})}
