"""What requests at random found in the sandbox, each once (bench/sandbox_fuzz.py)."""

import pytest


@pytest.mark.parametrize("method", ["PATCH", "HEAD", "OPTIONS", "TRACE"])
def test_a_method_that_quickbooks_does_not_have_was_answered_501_by_the_http_server_itself(method, books):
    answer = books.session.request(method, f"{books.base}/invoice/1", timeout=5)
    assert answer.status_code == 400
    assert answer.headers["Content-Type"] == "application/json"
    assert books.get("companyinfo/1").status_code == 200, "the connection is still of use"


def test_the_window_and_the_consent_page_answered_every_method(books):
    for path in ("/window", "/connect/oauth2"):
        assert books.session.put(books.sandbox.url + path, data="", timeout=5).status_code == 404
