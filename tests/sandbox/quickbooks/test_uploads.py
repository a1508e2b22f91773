"""POST /upload: files and their metadata in one request; what is kept of them."""

import json

import pytest


def part(name, content, content_type="text/plain", more=""):
    head = f'Content-Disposition: form-data; name="{name}"{more}\r\nContent-Type: {content_type}\r\n\r\n'
    return head.encode() + content


def upload(books, *parts, content_type="multipart/form-data; boundary=b", **parameters):
    body = b"".join(b"--b\r\n" + piece + b"\r\n" for piece in parts) + b"--b--\r\n"
    return books.session.post(
        f"{books.base}/upload", data=body, headers={"Content-Type": content_type}, params=parameters, timeout=5
    )


def metadata(number="01", **values):
    return part(f"file_metadata_{number}", json.dumps(values).encode(), "application/json")


def file(number="01", content=b"hello", name="hello.txt", content_type="text/plain"):
    return part(f"file_content_{number}", content, content_type, f'; filename="{name}"')


def test_a_file_alone_is_named_by_its_part(books):
    (answer,) = upload(books, file(content=b"\x00\r\n\xff--", name="a b.bin", content_type="image/png")).json()[
        "AttachableResponse"
    ]
    made = answer["Attachable"]
    assert (made["FileName"], made["ContentType"], made["Size"], made["SyncToken"]) == ("a b.bin", "image/png", 6, "0")
    assert made["FileAccessUri"] == f"/v3/company/{books.sandbox.realm}/download/{made['Id']}"
    assert books.read("Attachable", made["Id"]) == made


def test_its_metadata_names_it_and_links_it(books, bodies):
    invoice = books.make("Invoice", bodies.form())
    beside = [{"EntityRef": {"type": "Invoice", "value": invoice["Id"]}}]
    sent = metadata(FileName="slip.txt", Note="signed", AttachableRef=beside, Size=99)
    (answer,) = upload(books, sent, file()).json()["AttachableResponse"]
    made = answer["Attachable"]
    assert (made["FileName"], made["Note"], made["Size"]) == ("slip.txt", "signed", 5)
    assert made["AttachableRef"][0]["EntityRef"]["value"] == invoice["Id"]


def test_what_the_metadata_says_wrong_costs_its_own_file_only(books):
    wrong = metadata("02", AttachableRef=[{"EntityRef": {"type": "Invoice", "value": "999"}}])
    good, bad = upload(books, file("01"), file("02"), wrong).json()["AttachableResponse"]
    assert good["Attachable"]["FileName"] == "hello.txt"
    assert bad["Fault"]["Error"][0]["code"] == "6000"
    assert len(books.documents("Attachable")) == 1


@pytest.mark.parametrize("sent", [b"{", b"[" * 100_000, b"[]", b'{"Nonsense": 1}', b'"text"', b"\xff"])
def test_metadata_that_is_no_attachable_is_refused(books, sent):
    (answer,) = upload(books, part("file_metadata_01", sent, "application/json"), file()).json()["AttachableResponse"]
    assert answer["Fault"]["Error"][0]["code"] == "2010"


def test_a_file_without_any_name_is_refused(books):
    (answer,) = upload(books, part("file_content_01", b"x")).json()["AttachableResponse"]
    assert answer["Fault"]["Error"][0]["element"] == "FileName"


def test_a_request_without_a_file_or_of_another_kind_is_refused_as_a_whole(books):
    assert upload(books, metadata()).json()["Fault"]["Error"][0]["code"] == "2020"
    assert upload(books, file(), content_type="multipart/form-data").status_code == 400
    other = upload(books, file(), content_type="text/plain")
    assert (other.status_code, other.json()["Fault"]["Error"][0]["code"]) == (400, "1050")


def test_a_name_too_long_is_refused_wherever_it_stands(books):
    for sent in ([file(name="n" * 1001)], [file(), metadata(FileName="n" * 1001)]):
        (answer,) = upload(books, *sent).json()["AttachableResponse"]
        assert answer["Fault"]["Error"][0]["code"] == "2050"


def test_rubbish_is_refused_and_never_an_error_of_the_server(books):
    nested = b"--b\r\nContent-Type: multipart/mixed; boundary=b\r\n\r\n" * 3000
    mangled = file().replace(b"filename=", b"filename*=utf-9''%ff%; name*0*=x; y=") + b"\r\n--b\r\n" + bytes(range(256))
    for body in (nested, mangled, b"", b"--b", b"--b--", b"\r\n\r\n--b\r\n\r\n", b"\0" * 1000):
        headers = {"Content-Type": "multipart/form-data; boundary=b"}
        answer = books.session.post(f"{books.base}/upload", data=body, headers=headers, timeout=30)
        assert answer.status_code in (200, 400), answer.text


def test_a_request_id_makes_a_second_attempt_the_same_file(books):
    first, second = (upload(books, file(), requestid="once").json() for _ in range(2))
    assert first == second
    assert len(books.documents("Attachable")) == 1
