"""Bodies and connections as HTTP clients of every kind send and keep them."""

import json
import socket
from io import BytesIO

import pytest
import requests
from hypothesis import given
from hypothesis import strategies as st

from sandbox.quickbooks.bodies import UnreadableBody, read_body

CHUNKED = {"Transfer-Encoding": "chunked"}


@given(st.lists(st.binary(min_size=1, max_size=300)), st.binary(max_size=20))
def test_chunks_give_what_was_cut_into_them_and_leave_the_rest_unread(pieces, rest):
    sent = b"".join(b"%X;name=value\r\n%s\r\n" % (len(piece), piece) for piece in pieces) + b"0\r\nTrailer: x\r\n\r\n"
    stream = BytesIO(sent + rest)
    assert read_body(stream, CHUNKED, 100_000) == b"".join(pieces)
    assert stream.read() == rest


@pytest.mark.parametrize(
    ("headers", "sent"),
    [
        (CHUNKED, b"-5\r\nhello\r\n0\r\n\r\n"),
        (CHUNKED, b"+5\r\nhello\r\n0\r\n\r\n"),
        (CHUNKED, b"5_0\r\nhello\r\n0\r\n\r\n"),
        (CHUNKED, b"\r\n"),
        (CHUNKED, b"zz\r\n"),
        (CHUNKED, b"5\r\nhello-and-more\r\n0\r\n\r\n"),
        (CHUNKED, b"65\r\n" + b"x" * 101),
        (CHUNKED, b"5\r\nhello\r\n"),
        (CHUNKED, b"5" * 2000),
        ({"Transfer-Encoding": "gzip, chunked"}, b"0\r\n\r\n"),
        ({"Content-Length": "-1"}, b""),
        ({"Content-Length": "²"}, b""),
        ({"Content-Length": "101"}, b"x" * 101),
    ],
)
def test_a_body_whose_end_is_not_clear_or_too_far_is_not_read(headers, sent):
    with pytest.raises(UnreadableBody):
        read_body(BytesIO(sent), headers, 100)


def test_a_body_in_chunks_is_understood_and_the_connection_goes_on(books):
    pieces = iter([b'{"DisplayName": ', b'"In pieces"}'])
    answer = books.session.post(
        f"{books.base}/customer", data=pieces, headers={"Content-Type": "application/json"}, timeout=5
    )
    assert answer.json()["Customer"]["DisplayName"] == "In pieces"
    assert books.get("preferences").status_code == 200


def test_a_client_that_asks_for_the_connection_to_be_closed_is_told_that_it_is(books):
    answer = books.session.get(f"{books.base}/preferences", headers={"Connection": "close"}, timeout=5)
    assert answer.headers["Connection"] == "close"
    for _ in range(20):  # a client that is not told runs into a closed connection now and then
        assert books.session.get(f"{books.base}/preferences", headers={"Connection": "close"}, timeout=5).status_code == 200


def test_a_body_too_long_is_refused_and_the_next_client_is_served(sandbox, books):
    host, port = sandbox.url.removeprefix("http://").split(":")
    with socket.create_connection((host, int(port)), timeout=5) as connection:
        connection.sendall(b"POST /v3/company/1/batch HTTP/1.1\r\nHost: x\r\nContent-Length: 99999999999\r\n\r\n")
        answered = connection.makefile("rb").read()
    assert answered.startswith(b"HTTP/1.1 411")
    assert json.loads(answered.partition(b"\r\n\r\n")[2])["error"]
    assert requests.get(f"{sandbox.url}/.well-known/openid_configuration", timeout=5).status_code == 200
