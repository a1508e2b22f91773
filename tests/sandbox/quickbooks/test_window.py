"""The window: what a run did can be seen, with its links; secrets cannot."""

import requests


def page(books, path=""):
    answer = requests.get(f"{books.sandbox.url}/window{path}", timeout=5)
    assert answer.status_code == 200, path
    return answer.text


def test_pages_show_documents_with_their_links(books, bodies):
    order = books.make("Estimate", bodies.form(DocNumber="W-1"))
    invoice = books.make("Invoice", bodies.form(DocNumber="I-1", LinkedTxn=[bodies.link(order, "Estimate")]))
    books.make("Payment", bodies.payment("35.00", ("35.00", invoice, "Invoice")))
    home = f"/{books.sandbox.realm}"
    assert books.sandbox.realm in page(books)
    assert "metered" in page(books, home)
    assert "Sales order W-1" in page(books, f"{home}/Invoice")
    assert f"{home}/Payment/" in page(books, f"{home}/Invoice/{invoice['Id']}")
    assert "W-1" in page(books, f"{home}/Estimate")
    assert "Amy" in page(books, f"{home}/Customer")


def test_every_kind_has_its_page_and_what_is_written_in_books_is_harmless_there(books):
    books.make("Customer", {"DisplayName": "<script>alert(1)</script>"})
    for kind in books.sandbox.company.documents:
        assert "<script>" not in page(books, f"/{books.sandbox.realm}/{kind}")


def test_calls_are_shown_with_bodies_and_without_secrets(books, sandbox):
    books.control("reset")
    tokens = books.sign_in(sandbox.refresh_token)
    books.get("preferences")
    home = f"/{sandbox.realm}/calls"
    texts = [page(books, home), *(page(books, f"{home}/{call.number}") for call in sandbox.intuit.log.newest(sandbox.realm))]
    together = "\n".join(texts)
    assert "SalesFormsPrefs" in together
    assert "grant_type=refresh_token" in together
    for secret in (tokens["access_token"], tokens["refresh_token"], sandbox.refresh_token, sandbox.client_secret):
        assert secret not in together


def test_what_does_not_exist_is_404(books):
    for path in (
        "/1",
        f"/{books.sandbox.realm}/Nothing",
        f"/{books.sandbox.realm}/Invoice/9",
        f"/{books.sandbox.realm}/calls/x",
    ):
        assert requests.get(f"{books.sandbox.url}/window{path}", timeout=5).status_code == 404


def test_an_invoice_shows_what_it_debits_and_credits_and_a_sales_order_nothing(books, bodies):
    invoice = books.make("Invoice", bodies.form())
    order = books.make("Estimate", bodies.form())
    home = f"/{books.sandbox.realm}"
    shown = page(books, f"{home}/Invoice/{invoice['Id']}")
    assert "Ledger entries (" in shown and shown.count("35.00") >= 2 and "Accounts Receivable" in shown
    assert "it does not post" in page(books, f"{home}/Estimate/{order['Id']}")


def test_a_body_that_is_no_json_cannot_turn_the_page_around(books):
    books.session.post(f"{books.base}/query", data="select \u202e* from Invoice".encode(), timeout=5)
    (call,) = [call for call in books.sandbox.intuit.log.newest(books.sandbox.realm) if "query" in call.target]
    shown = page(books, f"/{books.sandbox.realm}/calls/{call.number}")
    assert "select \\u202e* from Invoice" in shown and "select \u202e" not in shown
