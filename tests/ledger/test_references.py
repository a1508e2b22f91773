from __future__ import annotations

from datetime import datetime, timezone

from order_sync.ledger import CompanyFacts, Ledger, ReferenceRow

ADA = ReferenceRow("Customer", "7", "Ada Lockwood", details={"email": "Ada@example.com"})
MUG = ReferenceRow("Item", "11", "Blue mug", sync_token="2", details={"sku": "MUG-1", "type": "NonInventory"})


def test_a_name_is_found_however_it_is_written(ledger: Ledger):
    ledger.references.save("9130", "Customer", [ADA])
    found = ledger.references.find("9130", "Customer", ["ADA LOCKWOOD", " ada lockwood ", "Grace Holloway", ""])
    assert found == {"ADA LOCKWOOD": ADA, " ada lockwood ": ADA}


def test_companies_and_lists_are_kept_apart(ledger: Ledger):
    ledger.references.save("9130", "Customer", [ADA])
    assert ledger.references.find("9131", "Customer", ["Ada Lockwood"]) == {}
    assert ledger.references.find("9130", "Item", ["Ada Lockwood"]) == {}


def test_an_item_is_found_by_its_sku_and_a_customer_by_e_mail(ledger: Ledger):
    ledger.references.save("9130", "Item", [MUG])
    ledger.references.save("9130", "Customer", [ADA])
    assert ledger.references.find_alias("9130", "Item", ["mug-1"]) == {"mug-1": MUG}
    assert ledger.references.find_alias("9130", "Customer", ["ada@example.com"]) == {"ada@example.com": ADA}


def test_of_several_with_one_name_the_active_one_counts_then_the_oldest(ledger: Ledger):
    names = [("2", False), ("10", True), ("9", True)]
    rows = [ReferenceRow("Class", quickbooks_id, "Retail", active) for quickbooks_id, active in names]
    ledger.references.save("9130", "Class", rows)
    assert ledger.references.find("9130", "Class", ["retail"])["retail"].quickbooks_id == "9"


def test_an_entry_is_brought_up_to_date_and_removed(ledger: Ledger):
    ledger.references.save("9130", "Item", [MUG])
    renamed = ReferenceRow("Item", "11", "Red mug", sync_token="3")
    ledger.references.save("9130", "Item", [renamed])
    assert ledger.references.by_ids("9130", "Item", ["11", "12"]) == {"11": renamed}
    assert ledger.references.find("9130", "Item", ["Blue mug"]) == {}
    ledger.references.remove("9130", "Item", ["11"])
    assert ledger.references.count("9130", "Item") == 0


def test_a_whole_list_comes_in_the_order_of_names(ledger: Ledger):
    rows = [ReferenceRow("Account", str(number), name) for number, name in enumerate(["sales", "Bank", "Undeposited Funds"])]
    ledger.references.save("9130", "Account", rows)
    assert [row.name for row in ledger.references.all("9130", "Account")] == ["Bank", "sales", "Undeposited Funds"]
    assert ledger.references.count("9130", "Account") == 3


def test_ten_thousand_names_are_looked_up_at_once(ledger: Ledger):
    rows = [ReferenceRow("Customer", str(number), f"Customer {number}") for number in range(10_000)]
    ledger.references.save("9130", "Customer", rows)
    found = ledger.references.find("9130", "Customer", [f"customer {number}" for number in range(10_000)])
    assert len(found) == 10_000


def test_the_cursor_is_none_until_the_lists_were_read_and_can_be_forgotten(ledger: Ledger):
    read_at = datetime(2026, 3, 1, 9, 0, 0, 123456, tzinfo=timezone.utc)
    assert ledger.references.cursor("9130") is None
    ledger.references.set_cursor("9130", read_at)
    assert ledger.references.cursor("9130") == read_at
    ledger.references.set_cursor("9130", None)
    assert ledger.references.cursor("9130") is None


def test_what_was_read_of_a_company_is_kept(ledger: Ledger):
    preferences = {"SalesFormsPrefs": {"CustomTxnNumbers": True}}
    facts = CompanyFacts("9130", "Mug Works", "USD", False, preferences, datetime(2026, 3, 1, tzinfo=timezone.utc))
    assert ledger.references.company("9130") is None
    ledger.references.save_company(facts)
    assert ledger.references.company("9130") == facts


def test_customers_are_found_by_each_of_their_email_addresses(ledger: Ledger) -> None:
    rows = [
        ReferenceRow("Customer", "1", "Ada", details={"email": "Ada@example.com"}),
        ReferenceRow("Customer", "2", "Kit", details={"email": "kit@example.com, ada@example.com; k@work.example"}),
        ReferenceRow("Customer", "3", "Bo", details={"email": "bada@example.com"}),
        ReferenceRow("Customer", "4", "Cy"),
    ]
    ledger.references.save("9130", "Customer", rows)
    found = ledger.references.find_emails("9130", ["ADA@example.com", "k@work.example", "", "nobody@example.com"])
    assert {email: [row.quickbooks_id for row in of] for email, of in found.items()} == {
        "ada@example.com": ["1", "2"],
        "k@work.example": ["2"],
    }
    assert ledger.references.find_emails("other", ["ada@example.com"]) == {}


def test_entries_below_others_are_listed_by_their_paths(ledger: Ledger) -> None:
    rows = [ReferenceRow("Item", "1", "Kitchen"), ReferenceRow("Item", "2", "Kitchen:Mug")]
    ledger.references.save("9130", "Item", rows)
    assert [row.name for row in ledger.references.in_parents("9130", "Item")] == ["Kitchen:Mug"]
