"""`order-sync resync` as a person or a script calls it."""

from tests.pipeline.test_resync import add_rule


def test_a_preview_shows_what_would_change_and_apply_with_yes_does_it(order_sync, flow):
    (order, *_) = flow.orders("fulfilled_unpaid")
    words = ("resync", "shopify", "--order", order["number"])
    order_sync("sync", "shopify", "--order", order["number"])
    assert "nothing differs" in order_sync(*words).stdout
    add_rule(flow)
    preview = order_sync(*words)
    assert preview.returncode == 0, preview.stderr
    for said in ("invoice", "memo", "Web order", "to be updated", "left alone", "its invoice copied it"):
        assert said in preview.stdout
    assert "Web order" not in flow.books_of(order).invoices[0]["PrivateNote"]
    done = order_sync(*words, "--apply", "--yes")
    assert "1 updated, 1 left alone" in done.stdout
    assert "Web order" in flow.books_of(order).invoices[0]["PrivateNote"]
    assert "1 invoice updated" in order_sync("status", "shopify").stdout


def test_without_a_terminal_it_does_not_change_anything_unasked(order_sync, flow):
    shown = order_sync("resync", "shopify", "--order", "1001", "--apply")
    assert shown.returncode == 1 and "--yes" in shown.stdout


def test_without_a_choice_of_orders_it_says_what_to_do(order_sync):
    shown = order_sync("resync", "shopify")
    assert shown.returncode == 1 and "--order" in shown.stdout
