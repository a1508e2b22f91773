"""Updates, voids and deletes of sales forms."""


def discount(**detail):
    amount = {"Amount": detail.pop("Amount")} if "Amount" in detail else {}
    return {"DetailType": "DiscountLineDetail", "DiscountLineDetail": detail, **amount}


def test_a_closed_period_refuses_writes_and_deletes(books, bodies):
    made = books.make("Invoice", bodies.form(TxnDate="2026-01-31"))
    books.control("preferences", AccountingInfoPrefs={"BookCloseDate": "2026-01-31"})
    assert books.refused("Invoice", bodies.form(TxnDate="2026-01-31"))["code"] == "6200"
    assert books.refused("Invoice", made, operation="delete")["code"] == "6200"
    moved = {"Id": made["Id"], "SyncToken": "0", "sparse": True, "TxnDate": "2026-02-01"}
    assert books.refused("Invoice", moved)["code"] == "6200"
    assert books.make("Invoice", bodies.form(TxnDate="2026-02-01"))["TxnDate"] == "2026-02-01"


def test_a_full_update_keeps_number_and_date_and_forgets_the_rest(books, bodies):
    made = books.make("Invoice", bodies.form(DocNumber="W-1", TxnDate="2026-01-31", PrivateNote="note"))
    changed = books.make("Invoice", bodies.form("40.00", Id=made["Id"], SyncToken="0"))
    assert (changed["DocNumber"], changed["TxnDate"], changed["TotalAmt"]) == ("W-1", "2026-01-31", 40)
    assert "PrivateNote" not in changed


def test_a_sparse_update_without_lines_leaves_them(books, bodies):
    made = books.make("Estimate", bodies.form(Line=[bodies.line(70, Qty=2, UnitPrice=35), discount(Amount=5)]))
    changed = books.make("Estimate", {"Id": made["Id"], "SyncToken": "0", "sparse": True, "TxnStatus": "Accepted"})
    assert changed["TxnStatus"] == "Accepted"
    assert (changed["Line"], changed["TotalAmt"]) == (made["Line"], made["TotalAmt"])


def test_a_line_sent_with_its_id_keeps_it_and_one_without_gets_a_new_one(books, bodies):
    made = books.make("SalesReceipt", bodies.form(Line=[bodies.line(5), bodies.line(6)]))
    first = made["Line"][0]
    changed = books.make("SalesReceipt", bodies.form(Id=made["Id"], SyncToken="0", Line=[first, bodies.line(6)]))
    assert [line.get("Id") for line in changed["Line"]] == ["1", "3", None]


def test_a_voided_invoice_is_worth_nothing(books, bodies):
    made = books.make("Invoice", bodies.form(Line=[bodies.line(70, Qty=2, UnitPrice=35)], TxnTaxDetail={"TotalTax": 5}))
    voided = books.make("Invoice", {"Id": made["Id"], "SyncToken": "0"}, operation="void")
    assert (voided["TotalAmt"], voided["Balance"], voided["PrivateNote"], voided["SyncToken"]) == (0, 0, "Voided", "1")
    assert voided["Line"][0]["Amount"] == 0
    assert not {"Qty", "UnitPrice"} & voided["Line"][0]["SalesItemLineDetail"].keys()


def test_a_deleted_invoice_is_gone(books, bodies):
    made = books.make("Invoice", bodies.form())
    answer = books.make("Invoice", {"Id": made["Id"], "SyncToken": "0"}, operation="delete")
    assert answer == {"status": "Deleted", "domain": "QBO", "Id": made["Id"]}
    assert books.get(f"invoice/{made['Id']}").json()["Fault"]["Error"][0]["code"] == "610"
