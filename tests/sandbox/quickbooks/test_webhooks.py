"""Webhooks to an address on this machine: signed, in order, repeated a few times, and never in the API's way."""

import base64
import hashlib
import hmac
import json
import queue
import threading
import time
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import pytest
import requests

TOKEN = "a verifier token"


class Listener:
    """An app's own address: keeps what arrives, answers `statuses` first and then 200."""

    def __init__(self):
        self.arrived = queue.Queue()
        self.statuses = []
        self.hold = threading.Event()
        self.hold.set()
        outer = self

        class Handler(BaseHTTPRequestHandler):
            def do_POST(self):
                body = self.rfile.read(int(self.headers["Content-Length"]))
                outer.hold.wait(10)
                status = outer.statuses.pop(0) if outer.statuses else 200
                outer.arrived.put((status, self.headers["intuit-signature"], body))
                self.send_response(status)
                self.send_header("Content-Length", "0")
                self.end_headers()

            def log_message(self, *_):
                pass

        self.server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        threading.Thread(target=self.server.serve_forever, kwargs={"poll_interval": 0.02}, daemon=True).start()
        self.url = f"http://127.0.0.1:{self.server.server_address[1]}/hook"

    def next(self):
        return self.arrived.get(timeout=5)

    def events(self, count):
        found = []
        while len(found) < count:
            found += json.loads(self.next()[2])
        return found


@pytest.fixture
def listener():
    made = Listener()
    yield made
    made.hold.set()
    made.server.shutdown()
    made.server.server_close()


def point(books, listener, **more):
    more = {"gather_seconds": 0.01, "retry_seconds": 0.01, **more}
    return books.control("webhooks", url=listener.url, verifier_token=TOKEN, **more)


def shown(books):
    return books.session.get(f"{books.sandbox.url}/_sandbox/webhooks", timeout=5).json()


def settled(books, **wanted):
    """The counters, once they are as wanted."""
    deadline = time.monotonic() + 5
    while time.monotonic() < deadline:
        found = shown(books)
        if wanted.items() <= found.items():
            return found
        threading.Event().wait(0.01)
    raise AssertionError(found)


def test_a_message_is_signed_over_its_bytes_with_the_verifier_token(books, bodies, listener):
    point(books, listener)
    invoice = books.make("Invoice", bodies.form())
    _, signature, body = listener.next()
    assert base64.b64decode(signature) == hmac.new(TOKEN.encode(), body, hashlib.sha256).digest()
    (event,) = json.loads(body)
    assert (event["type"], event["intuitentityid"]) == ("qbo.invoice.created.v1", invoice["Id"])
    assert (event["specversion"], event["intuitaccountid"]) == ("1.0", books.sandbox.realm)


def test_create_update_void_and_delete_come_in_their_order(books, bodies, listener):
    point(books, listener, kinds=["Invoice"])
    first = books.make("Invoice", bodies.form())
    books.make("Invoice", {"Id": first["Id"], "SyncToken": "0", "sparse": True, "DocNumber": "W-1"})
    books.post("invoice", {"Id": first["Id"], "SyncToken": "1"}, operation="void")
    books.post("invoice", {"Id": first["Id"], "SyncToken": "2"}, operation="delete")
    assert [event["type"].split(".")[2] for event in listener.events(4)] == ["created", "updated", "voided", "deleted"]


def test_a_refused_write_is_no_news(books, bodies, listener):
    point(books, listener)
    books.refused("Invoice", bodies.form(customer="999"))
    books.make("Customer", {"DisplayName": "Ada"})
    assert [event["type"] for event in listener.events(1)] == ["qbo.customer.created.v1"]


def test_the_older_shape_is_a_switch(books, bodies, listener):
    point(books, listener)
    books.control("switches", webhook_format="legacy")
    customer = books.make("Customer", {"DisplayName": "Ada"})
    (notification,) = json.loads(listener.next()[2])["eventNotifications"]
    (entity,) = notification["dataChangeEvent"]["entities"]
    assert notification["realmId"] == books.sandbox.realm
    assert (entity["name"], entity["id"], entity["operation"]) == ("Customer", customer["Id"], "Create")


def test_a_message_that_is_not_taken_is_sent_again_the_same(books, bodies, listener):
    listener.statuses = [500, 503]
    point(books, listener)
    books.make("Customer", {"DisplayName": "Ada"})
    tries = [listener.next() for _ in range(3)]
    assert [status for status, _, _ in tries] == [500, 503, 200]
    assert len({body for _, _, body in tries}) == 1
    settled(books, messages=1, failed=2, given_up=0)


def test_retries_are_bounded(books, listener):
    listener.statuses = [500] * 10
    point(books, listener, retries=2)
    books.make("Customer", {"DisplayName": "Ada"})
    settled(books, failed=3, given_up=1, waiting=0)


def test_a_listener_that_hangs_does_not_hold_up_the_api(books, bodies, listener):
    listener.hold.clear()
    point(books, listener)
    for number in range(20):
        books.make("Customer", {"DisplayName": f"Ada {number}"})
    assert shown(books)["messages"] == 0
    listener.hold.set()
    assert len(listener.events(20)) == 20


def test_a_reset_sends_no_news_and_ends_the_webhooks(books, listener):
    point(books, listener)
    books.control("reset")
    assert shown(books)["target"] is None
    assert listener.arrived.empty()


@pytest.mark.parametrize("url", ["http://example.com/hook", "https://127.0.0.1/hook", "file:///etc/passwd", ""])
def test_webhooks_go_nowhere_but_to_this_machine(sandbox, url):
    asked = {"url": url, "verifier_token": TOKEN}
    assert requests.post(f"{sandbox.url}/_sandbox/webhooks", json=asked, timeout=5).status_code == 400


def test_the_verifier_token_is_not_shown(books, listener):
    assert TOKEN not in str(point(books, listener))
