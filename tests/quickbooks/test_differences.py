"""What counts as a difference between the JSON that would be sent and the document as it stands, and what is then sent."""

from decimal import Decimal

from hypothesis import given
from hypothesis import strategies as st

from order_sync.ledger import Content
from order_sync.quickbooks.content import hashes_of
from order_sync.quickbooks.differences import differences, edited
from order_sync.quickbooks.json_text import from_json, to_json
from order_sync.quickbooks.updates import update_body


def a_line(item="11", amount="40.00", **detail):
    said = {"ItemRef": {"value": item}, "Qty": Decimal("2"), "UnitPrice": Decimal("20"), **detail}
    return {
        "Amount": Decimal(amount),
        "DetailType": "SalesItemLineDetail",
        "SalesItemLineDetail": said,
        "Description": "Mug",
    }


SHIPPING = {
    "Amount": Decimal("5.00"),
    "DetailType": "SalesItemLineDetail",
    "SalesItemLineDetail": {"ItemRef": {"value": "SHIPPING_ITEM_ID"}},
}
DISCOUNT = {"Amount": Decimal("1.00"), "DetailType": "DiscountLineDetail", "DiscountLineDetail": {"PercentBased": False}}
SENT = {
    "TxnDate": "2026-03-02",
    "PrivateNote": "Order 1001",
    "CustomerRef": {"value": "7"},
    "BillAddr": {"Line1": "Ada", "Line2": "12 Test Street"},
    "Line": [SHIPPING, a_line(), DISCOUNT],
    "TxnTaxDetail": {"TotalTax": Decimal("0.00")},
}


def stands(**changes):
    """The document that QuickBooks makes of what was sent: numbered, summed, laid out and named."""
    mug = {**a_line(Qty=2, UnitPrice=20), "Id": "1", "LineNum": 1}
    mug["SalesItemLineDetail"] |= {"ItemRef": {"value": "11", "name": "Mug"}, "TaxCodeRef": {"value": "NON"}}
    subtotal = {"Amount": Decimal("40.00"), "DetailType": "SubTotalLineDetail", "SubTotalLineDetail": {}}
    document = {
        **SENT,
        "Id": "48",
        "SyncToken": "0",
        "sparse": False,
        "DueDate": "2026-04-01",
        "CustomerRef": {"value": "7", "name": "Ada"},
        "BillAddr": {"Id": "3", "Line1": "Ada", "Line2": "12 Test Street", "Lat": "1"},
        "Line": [mug, subtotal, DISCOUNT, {**SHIPPING, "Id": "2", "LineNum": 2}],
        "TxnTaxDetail": {"TotalTax": 0, "TaxLine": []},
        "TotalAmt": Decimal("44.00"),
        "Balance": Decimal("44.00"),
        "LinkedTxn": [],
    }
    return {**document, **changes}


def known(sent=None, standing=None):
    return Content(hashes_of("Invoice", sent or SENT), hashes_of("Invoice", standing or stands()))


def paths(found):
    return [(" ".join(one.path), one.standing, one.wanted) for parts in found.values() for one in parts]


def test_what_quickbooks_adds_numbers_and_lays_out_anew_is_no_difference():
    assert differences("Invoice", SENT, stands(), None) == {}
    assert differences("Invoice", SENT, stands(), known()) == {}
    assert differences("Invoice", SENT, from_json(to_json(stands())), known()) == {}


def test_what_would_be_sent_as_the_last_time_is_no_difference_however_quickbooks_spells_it():
    moved = stands(BillAddr={"Line1": "Ada", "Line3": "12 Test Street"})
    assert differences("Invoice", SENT, moved, known(standing=moved)) == {}
    assert paths(differences("Invoice", SENT, moved, None)) == [("BillAddr Line2", None, "12 Test Street")]


def test_numbers_compare_as_numbers_and_references_by_their_ids():
    wanted = {**SENT, "Line": [a_line("12", "40.0", UnitPrice=Decimal("20.000")), SHIPPING, DISCOUNT]}
    assert paths(differences("Invoice", wanted, stands(), known())) == [
        ("Line 1 SalesItemLineDetail ItemRef", {"value": "11"}, {"value": "12"})
    ]


def test_lines_more_and_fewer_are_differences_of_their_own():
    more = {**SENT, "Line": [a_line(), a_line("12"), SHIPPING, DISCOUNT]}
    assert [(path, before is None) for path, before, _ in paths(differences("Invoice", more, stands(), known()))] == [
        ("Line 2", True)
    ]
    fewer = {**SENT, "Line": [a_line(), SHIPPING]}
    assert [(path, after) for path, _, after in paths(differences("Invoice", fewer, stands(), known()))] == [
        ("Line 3", None)
    ]


def test_what_was_sent_and_would_not_be_any_more_is_emptied_but_not_what_quickbooks_filled_in():
    with_terms = {**SENT, "CustomerMemo": {"value": "Thanks"}}
    standing = stands(CustomerMemo={"value": "Thanks"}, ShipAddr={"Line1": "of the customer"})
    found = differences("Invoice", SENT, standing, known(with_terms, standing))
    assert paths(found) == [("CustomerMemo", {"value": "Thanks"}, None)]
    assert differences("Invoice", SENT, standing, known(with_terms, standing), copied={"CustomerMemo"}) == {}
    body = update_body("Invoice", SENT, standing, found)
    assert "CustomerMemo" not in body and "sparse" not in body and "Balance" not in body
    assert (body["ShipAddr"], body["Line"], body["SyncToken"]) == (standing["ShipAddr"], standing["Line"], "0")


def test_a_class_that_rules_took_off_a_line_is_seen():
    classed = {**SENT, "Line": [a_line(ClassRef={"value": "3"}), SHIPPING, DISCOUNT]}
    standing = stands(Line=[{**classed["Line"][0], "Id": "1"}, SHIPPING, DISCOUNT])
    found = differences("Invoice", SENT, standing, known(classed, standing))
    assert paths(found) == [("Line 1 SalesItemLineDetail ClassRef", {"value": "3"}, None)]
    assert "ClassRef" not in update_body("Invoice", SENT, standing, found)["Line"][0]["SalesItemLineDetail"]


def test_a_sparse_update_names_only_what_changes_and_lines_all_together_with_their_ids_and_the_tax():
    wanted = {**SENT, "PrivateNote": "New", "Line": [a_line("12"), SHIPPING, DISCOUNT]}
    found = differences("Invoice", wanted, stands(), known())
    body = update_body("Invoice", wanted, stands(), found)
    assert set(body) == {"Id", "SyncToken", "sparse", "PrivateNote", "Line", "TxnTaxDetail"}
    assert [line.get("Id") for line in body["Line"]] == ["1", "2", None]
    assert hashes_of("Invoice", body)["Line"] == hashes_of("Invoice", wanted)["Line"]


def test_an_invoices_due_date_follows_its_date_and_is_worked_out_anew_after_new_terms():
    later = {**SENT, "TxnDate": "2026-03-12"}
    found = differences("Invoice", later, stands(), known())
    assert paths(found)[1] == ("DueDate", "2026-04-01", "2026-04-11")
    assert update_body("Invoice", later, stands(), found)["DueDate"] == "2026-04-11"
    other_terms = {**SENT, "SalesTermRef": {"value": "2"}}
    found = differences("Invoice", other_terms, stands(), known())
    body = update_body("Invoice", other_terms, stands(), found)
    assert "DueDate" not in body and body["SalesTermRef"] == {"value": "2"} and "sparse" not in body


def test_custom_fields_compare_by_their_definition_and_a_persons_own_stay_unless_they_were_ours():
    wanted = {**SENT, "CustomField": [{"DefinitionId": "1", "Type": "StringType", "StringValue": "Fair"}]}
    standing = stands(CustomField=[{"DefinitionId": "1", "Name": "Source"}, {"DefinitionId": "2", "Name": "Crew"}])
    assert paths(differences("Invoice", wanted, standing, known(standing=standing))) == [
        ("CustomField", None, {"1": "Fair"})
    ]
    standing["CustomField"] = [{"DefinitionId": "1", "Name": "Source", "Type": "StringType", "StringValue": "Web"}]
    found = differences("Invoice", wanted, standing, None)
    assert paths(found) == [("CustomField 1", "Web", "Fair")]


def test_an_edit_is_known_by_field_whatever_the_version():
    assert edited("Invoice", stands(SyncToken="9", Balance=0, LinkedTxn=[{"TxnId": "5"}]), known()) == []
    assert edited("Invoice", stands(PrivateNote="Mine"), known()) == ["PrivateNote"]
    assert edited("Invoice", stands(DueDate="2027-01-01"), known()) == ["DueDate"]
    renamed = {**stands(), "CustomerRef": {"value": "7", "name": "Lockwood, Ada"}}
    assert edited("Invoice", renamed, known()) == []


@given(
    note=st.text(min_size=1).filter(str.strip),
    amounts=st.lists(st.decimals(min_value=1, max_value=9_999, places=2), min_size=1, max_size=6),
)
def test_after_an_update_there_is_no_difference_any_more(note, amounts):
    wanted = {**SENT, "PrivateNote": note, "Line": [a_line(amount=str(amount)) for amount in amounts]}
    standing = stands()
    body = update_body("Invoice", wanted, standing, differences("Invoice", wanted, standing, known()))
    after = {**standing, **body, "SyncToken": "1"}
    assert differences("Invoice", wanted, after, None) == {}
