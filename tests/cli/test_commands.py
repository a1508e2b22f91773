"""What a person sees at a terminal."""

from local.books import read_books


def test_a_preview_shows_totals_and_reasons_and_posts_nothing(order_sync, flow):
    shown = order_sync("preview", "shopify", "--from", "2026-01-01")
    assert shown.returncode == 0, shown.stderr
    assert "sales order" in shown.stdout and "to the cent" in shown.stdout
    assert "Only invoice fulfilled orders" in shown.stdout
    assert read_books(flow.company.url).documents == 0


def test_one_order_is_synced_explained_and_then_stands_in_the_status(order_sync, flow):
    (order, *_) = flow.orders("fulfilled_unpaid")
    assert order_sync("sync", "shopify", "--order", order["number"]).returncode == 0
    assert flow.books_of(order).kinds == ["sales_order", "invoice"]
    explained = order_sync("explain", order["number"])
    assert "do nothing" in explained.stdout and "all of it is posted" in explained.stdout
    status = order_sync("status", "shopify")
    assert "1 sales order" in status.stdout and "No order needs a person" in status.stdout


def test_an_order_that_needs_a_person_stands_in_the_status_with_what_to_do(order_sync, flow):
    (order, *_) = flow.orders("no_customer_name")
    order_sync("sync", "shopify", "--order", order["number"])
    status = order_sync("status")
    assert order["number"] in status.stdout and "quarantined" in status.stdout and "Fill in the name" in status.stdout


def test_what_is_wrong_is_said_with_what_to_do_and_without_a_traceback(order_sync):
    for words, said in [
        (("sync", "shopfy"), "Known are: shopify, woocommerce."),
        (("sync", "shopify", "--status", "shiped"), "shiped"),
        (("explain", "99999"), "99999"),
    ]:
        shown = order_sync(*words)
        assert shown.returncode == 1
        assert said in shown.stdout
        assert "Traceback" not in shown.stdout + shown.stderr


def test_an_order_that_a_rule_holds_is_approved_and_taken_back_at_the_terminal(order_sync, flow):
    flow.rewrite("rules/demo.yaml", "rules:\n", "rules:\n  - {name: Large, when: always, do: hold order}\n")
    (order, *_) = flow.orders("fulfilled_unpaid")
    number = order["number"]
    shown = order_sync("approve", number, "--sync", "shopify", "--by", "Ada Lockwood")
    assert shown.returncode == 0, shown.stdout + shown.stderr
    assert "held by rule “Large”: approved by Ada Lockwood on" in shown.stdout
    assert "approved by Ada Lockwood" in order_sync("approve", number).stdout
    assert "approved by Ada Lockwood" in order_sync("explain", number, "--sync", "shopify").stdout
    assert "is no longer approved by Ada Lockwood" in order_sync("approve", number, "--undo").stdout
    for words, said in [((number, "--undo"), "No approval"), (("99999",), "99999"), ((number, "--by", " "), "--by NAME")]:
        shown = order_sync("approve", *words)
        assert shown.returncode == 1 and said in shown.stdout and "Traceback" not in shown.stderr
