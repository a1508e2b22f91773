"""Records as QuickBooks' JSON."""

from datetime import date
from decimal import Decimal

import msgspec
import pytest

from order_sync.errors import RecordRefused
from order_sync.ledger import LedgerRecord
from order_sync.orders import LineKind
from order_sync.quickbooks import payloads
from order_sync.quickbooks.json_text import from_json, to_json
from order_sync.quickbooks.payloads import References
from order_sync.quickbooks.preferences import Preferences
from order_sync.quickbooks.state import sales_order_state
from order_sync.records.build import build
from order_sync.records.record import Record
from order_sync.rules.decision import Decision
from order_sync.syncs import RecordKind
from tests.generators.companies import a_company, a_sync
from tests.generators.orders import SHIPPED, a_line, a_payment, an_order, shipping

PREFERENCES = Preferences(sales_tax=True, allow_shipping=True)
REFERENCES = References(
    PREFERENCES,
    customers={"\x1fada lockwood\x1fada@example.com": "7"},
    items={"mug-blue": "11", "shipping": "12"},
    accounts={"discounts given": "86", "undeposited funds": "4"},
    payment_methods={"card": "3"},
)


def records(order=None, *kinds):
    order = order or an_order(shipped=SHIPPED, payments=[a_payment(4_765)])
    made = build(Decision(order=order), a_sync(kinds) if kinds else a_sync(), a_company()).records
    return {record.kind: record for record in made}


def test_a_sales_order_is_an_accepted_estimate_with_everything_on_it():
    body = payloads.document(records()[RecordKind.sales_order], REFERENCES)
    assert (body["TxnStatus"], body["DocNumber"], body["TxnDate"]) == ("Accepted", "1001", "2026-03-02")
    assert body["CustomerRef"] == {"value": "7"}
    assert body["BillEmail"] == {"Address": "ada@example.com"}
    assert body["BillAddr"]["Line1"] == "Ada Lockwood"
    assert body["TxnTaxDetail"] == {"TotalTax": Decimal("2.65")}
    mug, parcel = body["Line"]
    assert (mug["Amount"], mug["SalesItemLineDetail"]["Qty"], mug["SalesItemLineDetail"]["UnitPrice"]) == (40, 2, 20)
    assert mug["SalesItemLineDetail"]["TaxCodeRef"] == {"value": "TAX"}
    assert parcel["SalesItemLineDetail"]["ItemRef"] == {"value": "SHIPPING_ITEM_ID"}


def test_without_the_companys_shipping_field_shipping_is_a_line_of_its_item():
    references = references_with(allow_shipping=False)
    parcel = payloads.document(records()[RecordKind.invoice], references)["Line"][1]
    assert parcel["SalesItemLineDetail"]["ItemRef"] == {"value": "12"}


def references_with(**changes):
    preferences = msgspec.structs.replace(PREFERENCES, **changes)
    return References(preferences, REFERENCES.customers, REFERENCES.items, REFERENCES.accounts, REFERENCES.payment_methods)


def test_a_discount_is_one_flat_amount_to_its_account():
    order = an_order(lines=[a_line(gross=2_000, discount=500), shipping()])
    body = payloads.document(records(order)[RecordKind.sales_order], REFERENCES)
    assert body["Line"][-1] == {
        "Amount": Decimal("5.00"),
        "DetailType": "DiscountLineDetail",
        "DiscountLineDetail": {"PercentBased": False, "DiscountAccountRef": {"value": "86"}},
    }


@pytest.mark.parametrize(
    ("changes", "code"), [({"allow_discount": False}, "discount_off"), ({"sales_tax": False}, "sales_tax_off")]
)
def test_what_the_company_has_turned_off_is_refused_before_it_is_sent(changes, code):
    order = an_order(lines=[a_line(gross=2_000, discount=500, tax=100)])
    with pytest.raises(RecordRefused) as refused:
        payloads.document(records(order)[RecordKind.sales_order], references_with(**changes))
    assert refused.value.code == code
    assert refused.value.remedy


def test_a_name_that_the_company_does_not_have_is_said():
    with pytest.raises(RecordRefused, match="no customer “Ada Lockwood”"):
        payloads.document(records()[RecordKind.invoice], References(PREFERENCES, items=REFERENCES.items))


def test_an_invoice_names_its_sales_order():
    body = payloads.document(records()[RecordKind.invoice], REFERENCES, sales_order_id="48")
    assert body["LinkedTxn"] == [{"TxnId": "48", "TxnType": "Estimate"}]


def test_a_payment_is_applied_as_far_as_it_is_told():
    payment = records()[RecordKind.payment]
    body = payloads.payment(payment, REFERENCES, customer_id="8", applied={"49": 2_000})
    assert (body["TotalAmt"], body["CustomerRef"], body["PaymentRefNum"]) == (Decimal("47.65"), {"value": "8"}, "ch_1")
    assert body["Line"] == [{"Amount": Decimal("20.00"), "LinkedTxn": [{"TxnId": "49", "TxnType": "Invoice"}]}]
    assert "Line" not in payloads.payment(payment, REFERENCES, customer_id="8", applied={})


def test_a_copied_invoice_carries_the_sales_orders_lines_as_they_stand_also_after_a_file():
    document = from_json(
        b'{"Id":"48","SyncToken":"2","TxnStatus":"Accepted","TotalAmt":31.50,"CustomerRef":{"value":"9","name":"Eve"},'
        b'"BillAddr":{"Id":"5","Line1":"1 Test Street","Lat":"1"},"TxnTaxDetail":{"TotalTax":1.50,"TaxLine":[]},"Line":['
        b'{"Id":"1","LineNum":1,"Description":"By hand","Amount":40.00,"DetailType":"SalesItemLineDetail",'
        b'"SalesItemLineDetail":{"ItemRef":{"value":"11"},"Qty":1.5,"UnitPrice":26.66667,"ClassRef":{"value":"2"}}},'
        b'{"Amount":40.00,"DetailType":"SubTotalLineDetail","SubTotalLineDetail":{}},'
        b'{"Amount":10.00,"DetailType":"DiscountLineDetail","DiscountLineDetail":{"PercentBased":true,"DiscountPercent":25}}]}'
    )
    known = LedgerRecord(**dict.fromkeys(LedgerRecord.__dataclass_fields__, "") | {"currency": "USD", "quickbooks_id": "48"})
    state = sales_order_state(known, document)
    assert (state.total, state.discount, state.tax, state.customer_id) == (3_150, 1_000, 150, "9")
    assert sum(line.amount for line in state.lines) - state.discount + state.tax == state.total
    built = msgspec.structs.replace(records()[RecordKind.invoice], copied_state=state, total=state.total)
    record = msgspec.json.decode(msgspec.json.encode(built), type=Record)
    body = payloads.document(record, REFERENCES, sales_order_id="48")
    assert body["CustomerRef"] == {"value": "9"}
    assert body["BillAddr"] == {"Line1": "1 Test Street"}
    assert body["TxnTaxDetail"] == {"TotalTax": Decimal("1.50")}
    line, discount = body["Line"]
    assert "Id" not in line
    assert b'"Amount":40.00' in to_json(line)
    assert b'"UnitPrice":26.66667' in to_json(line)
    assert discount["DiscountLineDetail"] == {"PercentBased": True, "DiscountPercent": 25}


def test_a_gift_card_sold_is_an_item_that_is_owed_not_earned():
    order = an_order(lines=[a_line(title="Gift card", sku=None, kind=LineKind.gift_card_sold, gross=5_000)])
    (line,) = records(order)[RecordKind.sales_order].lines
    accounts = {"gift cards": "92", "sales of product income": "79"}
    assert payloads.item(line, a_sync(), accounts, date(2026, 3, 2))["IncomeAccountRef"] == {"value": "92"}
