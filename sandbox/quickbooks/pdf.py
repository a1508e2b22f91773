"""A plain page for a form, as a PDF that any reader opens."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from sandbox.quickbooks.company import Company, Document
from sandbox.quickbooks.errors import not_found, unsupported_operation
from sandbox.quickbooks.fields import checked_id
from sandbox.quickbooks.sending import SENDABLE

PAGE = (612, 792)  # points: US letter
LINES_A_PAGE = 48
CONTENT_TYPE = "application/pdf"


def page_of(company: Company, kind: str, id: str) -> bytes:
    if kind not in SENDABLE:
        raise unsupported_operation(f"pdf {kind}")
    form = company.find(kind, checked_id(id))
    if form is None:
        raise not_found()
    return written(list(_text(company, kind, form)))


def _text(company: Company, kind: str, form: Document) -> Iterator[str]:
    yield str(company.documents["CompanyInfo"]["1"]["CompanyName"])
    yield f"{kind} {form.get('DocNumber', form['Id'])}"
    yield f"Date {form['TxnDate']}   Customer {form.get('CustomerRef', {}).get('name', '-')}"
    yield ""
    for line in form["Line"]:
        yield f"{_what(line)[:70]:<72}{line.get('Amount', ''):>12}"
    tax = form.get("TxnTaxDetail", {}).get("TotalTax")
    if tax:
        yield f"{'Tax':<72}{tax:>12}"
    yield f"{'Total ' + form['CurrencyRef']['value']:<72}{form['TotalAmt']:>12}"


def _what(line: dict[str, Any]) -> str:
    if line.get("DetailType") == "SubTotalLineDetail":
        return "Subtotal"
    item = line.get("SalesItemLineDetail", {}).get("ItemRef", {})
    linked = [f"{link['TxnType']} {link['TxnId']}" for link in line.get("LinkedTxn", [])]
    words = (line.get("Description"), item.get("name"), item.get("value"), *linked, line.get("DetailType"))
    return next(str(word) for word in (*words, "") if word is not None)


def written(lines: list[str]) -> bytes:
    """PDF 1.4: a catalogue, its pages, one text stream for each page, one font, and the table of where they stand."""
    pages = [lines[start : start + LINES_A_PAGE] for start in range(0, len(lines), LINES_A_PAGE)] or [[]]
    numbers = [4 + 2 * place for place in range(len(pages))]
    kids = " ".join(f"{number} 0 R" for number in numbers)
    bodies = [
        b"<< /Type /Catalog /Pages 2 0 R >>",
        f"<< /Type /Pages /Kids [{kids}] /Count {len(pages)} >>".encode(),
        b"<< /Type /Font /Subtype /Type1 /BaseFont /Courier /Encoding /WinAnsiEncoding >>",
    ]
    for number, page in zip(numbers, pages, strict=True):
        stream = _stream(page)
        bodies.append(
            f"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 {PAGE[0]} {PAGE[1]}] /Contents {number + 1} 0 R "
            "/Resources << /Font << /F1 3 0 R >> >> >>".encode()
        )
        bodies.append(b"<< /Length %d >>\nstream\n%s\nendstream" % (len(stream), stream))
    return _file(bodies)


def _stream(page: list[str]) -> bytes:
    shown = [line.encode("cp1252", "replace").translate(None, b"\r\n") for line in page]
    escaped = [line.replace(b"\\", b"\\\\").replace(b"(", b"\\(").replace(b")", b"\\)") for line in shown]
    return b"BT /F1 9 Tf 14 TL 50 740 Td " + b" ".join(b"(" + line + b") Tj T*" for line in escaped) + b" ET"


def _file(bodies: list[bytes]) -> bytes:
    file, places = b"%PDF-1.4\n", []
    for number, body in enumerate(bodies, start=1):
        places.append(len(file))
        file += b"%d 0 obj\n%s\nendobj\n" % (number, body)
    table = b"".join(b"%010d 00000 n \n" % place for place in places)
    count = len(bodies) + 1
    end = b"trailer\n<< /Size %d /Root 1 0 R >>\nstartxref\n%d\n%%%%EOF\n" % (count, len(file))
    return file + b"xref\n0 %d\n0000000000 65535 f \n%s" % (count, table) + end
