"""What rules say of headings and classes goes onto posted documents, and off them again."""

from __future__ import annotations

from tests.quickbooks.test_resync import HOLD, INVOICES, pending, shipped

HEADING = "map class: Web, map location: Retail, map terms: Net 15, map customer message: Thank you, map memo: Hi"
PUT = ("ClassRef", "DepartmentRef", "CustomerMemo")


def rules(do: str) -> str:
    return f"rules:\n  - name: Heading\n    when: always\n    do: {{{do}}}\n"


def prefer(books, **preferences: bool) -> None:
    books.sandbox.company.documents["Preferences"]["1"]["AccountingInfoPrefs"].update(preferences)


def a_document_of_each_kind(books) -> None:
    """Sales order 1; sales order 2 with its invoice; invoice 3."""
    prefer(books, ClassTrackingPerTxn=True, ClassTrackingPerTxnLine=False, TrackDepartments=True)
    books.run([pending("1")], **HOLD)
    books.run([shipped("2")])
    books.run([shipped("3")], INVOICES)


def resync_all(books) -> list[str]:
    """The fates of what still differs."""
    rows = [*books.resync([pending("1")], **HOLD), *books.resync([shipped("2")]), *books.resync([shipped("3")], INVOICES)]
    return [str(row.fate) for row in rows]


def test_a_heading_that_rules_now_set_stands_on_sales_order_and_invoice(books) -> None:
    a_document_of_each_kind(books)
    books.rules = rules(HEADING)
    resync_all(books)
    assert books.document("Estimate", "1")["CustomerMemo"] == {"value": "Thank you"}
    invoice = books.document("Invoice", "2")
    named = {name: invoice[name]["name"] for name in ("ClassRef", "DepartmentRef", "SalesTermRef")}
    assert named == {"ClassRef": "Web", "DepartmentRef": "Retail", "SalesTermRef": "Net 15"}
    assert {"TxnId": books.document("Estimate", "2")["Id"], "TxnType": "Estimate"} in invoice["LinkedTxn"]
    assert books.document("Invoice", "3")["DueDate"] == "2026-03-20"
    assert set(resync_all(books)) == {"left"}  # the sales order that its invoice closed


def test_what_rules_no_longer_set_is_taken_off_again(books) -> None:
    a_document_of_each_kind(books)
    books.rules = rules(HEADING)
    resync_all(books)
    books.rules = rules("map memo: Hi")
    resync_all(books)
    assert not set(PUT) & books.document("Estimate", "1").keys()
    assert not {*PUT, "SalesTermRef"} & books.document("Invoice", "3").keys()


def test_a_message_that_a_person_wrote_on_the_sales_order_stays_on_its_invoice(books) -> None:
    books.rules = rules("map customer message: Thank you")
    books.run([pending()], **HOLD)
    books.person("edit", doc_number="1001", memo="Mine")
    books.run([shipped()])
    books.rules = rules("map customer message: Other, map memo: Hi")
    books.resync([shipped()])
    assert books.document("Invoice", "1001")["CustomerMemo"]["value"] == "Mine"


def test_classes_of_lines_go_on_and_off(books) -> None:
    prefer(books, ClassTrackingPerTxn=False, ClassTrackingPerTxnLine=True)

    def classes() -> list[object]:
        lines = books.document("Estimate", "1001")["Line"]
        return [
            line["SalesItemLineDetail"].get("ClassRef", {}).get("name") for line in lines if "SalesItemLineDetail" in line
        ]

    books.run([pending()], **HOLD)
    books.rules = rules("map line class: Web")
    books.resync([pending()], **HOLD)
    assert "Web" in classes()
    books.rules = ""
    books.resync([pending()], **HOLD)
    assert set(classes()) == {None}
