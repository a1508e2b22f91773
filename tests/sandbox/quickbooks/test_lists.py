"""Customers, items and the other lists: names, lengths, references, activity."""

import pytest


def test_a_customer_comes_back_with_what_quickbooks_adds(books):
    made = books.make("Customer", {"DisplayName": "Ada's Looms", "PrimaryEmailAddr": {"Address": "ada@example.com"}})
    assert made["SyncToken"] == "0"
    assert made["domain"] == "QBO"
    assert made["Active"] is True
    assert made["FullyQualifiedName"] == made["PrintOnCheckName"] == "Ada's Looms"
    assert made["CurrencyRef"]["value"] == "USD"
    assert made["MetaData"]["CreateTime"].endswith("-07:00")
    assert books.read("Customer", made["Id"]) == made


def test_a_display_name_is_made_of_the_name_parts(books):
    assert books.make("Customer", {"GivenName": "Ada", "FamilyName": "Loom"})["DisplayName"] == "Ada Loom"


def test_a_customer_without_any_name_is_refused(books):
    assert books.refused("Customer", {"Notes": "nobody"})["code"] == "6080"


@pytest.mark.parametrize("taken", ["amy's bird sanctuary", "Harbour Paper Supply", "ROBIN VALE"])
def test_a_name_is_used_once_among_customers_vendors_and_employees_in_any_case(books, taken):
    error = books.refused("Customer", {"DisplayName": taken})
    assert (error["code"], error["Message"]) == ("6240", "Duplicate Name Exists Error")
    assert "element" not in error


def test_a_customers_name_has_no_colon(books):
    assert books.refused("Customer", {"DisplayName": "a:b"})["code"] == "2040"


@pytest.mark.parametrize(
    ("kind", "body", "code"),
    [
        ("Customer", {"DisplayName": "x" * 501}, "2050"),
        ("Customer", {"DisplayName": "Ok", "GivenName": "x" * 101}, "2050"),
        ("Customer", {"DisplayName": "Ok", "Color": "red"}, "2010"),
        ("Customer", {"DisplayName": "Ok", "PrimaryEmailAddr": {"Address": "nobody"}}, "2210"),
        ("Item", {"Name": "Ok", "Type": "Service"}, "2020"),
        ("Item", {"Name": "Ok", "Type": "Toy", "IncomeAccountRef": {"value": "1"}}, "2120"),
        ("Item", {"Name": "Ok", "Type": "Service", "IncomeAccountRef": {"value": "999"}}, "2500"),
        ("Item", {"Name": "Ok", "Type": "Service", "IncomeAccountRef": {"value": "35"}}, "6430"),
        ("Item", {"Name": "Hours", "Type": "Service", "IncomeAccountRef": {"value": "1"}}, "6240"),
        ("Account", {"Name": "New"}, "6010"),
        ("Account", {"Name": 'With "quotes"', "AccountType": "Bank"}, "2040"),
        ("Term", {"Name": "New"}, "2020"),
        ("Term", {"Name": "New", "DueDays": 1000}, "2240"),
        ("PaymentMethod", {"Name": "x" * 32}, "2050"),
        ("Class", {"Name": "New", "SubClass": True}, "6150"),
    ],
)
def test_what_breaks_a_rule_is_refused_with_its_code(books, kind, body, code):
    assert books.refused(kind, body)["code"] == code


def test_an_unknown_property_is_named_in_the_json_readers_words(books):
    detail = books.refused("Customer", {"DisplayName": "Ok", "Color": "red"})["Detail"]
    assert detail.startswith('Property Name:Unrecognized field "Color" (class com.intuit.schema.finance.v3.Customer)')


@pytest.mark.parametrize(
    ("kind", "body"),
    [
        ("Item", {"Name": "Lamp", "Type": "NonInventory", "IncomeAccountRef": {"value": "79"}, "Sku": "L-1"}),
        ("Account", {"Name": "Stripe Bank", "AccountType": "Bank"}),
        ("Class", {"Name": "Wholesale"}),
        ("Department", {"Name": "Reno"}),
        ("Term", {"Name": "Net 10", "DueDays": "10"}),
        ("PaymentMethod", {"Name": "Voucher"}),
    ],
)
def test_every_list_can_be_added_to_and_read(books, kind, body):
    made = books.make(kind, body)
    assert books.read(kind, made["Id"])["Name"] == body["Name"]


def test_a_tax_code_cannot_be_written(books):
    answer = books.post("taxcode", {"Name": "CITY"})
    assert (answer.status_code, answer.json()["Fault"]["Error"][0]["code"]) == (400, "500")


def test_a_stock_item_needs_its_accounts_and_start(books):
    codes = books.post("item", {"Name": "Bolt", "Type": "Inventory"}).json()["Fault"]["Error"]
    assert {error["element"] for error in codes} >= {"TrackQtyOnHand", "InvStartDate", "AssetAccountRef"}


def test_a_sub_customer_stands_under_its_parent(books):
    made = books.make("Customer", {"DisplayName": "Aviary", "Job": True, "ParentRef": {"value": "1"}})
    assert made["FullyQualifiedName"] == "Amy's Bird Sanctuary:Aviary"


def test_a_parents_new_name_and_place_go_on_to_those_below_it(books):
    names = ("Top", "Middle", "Leaf")
    made = [books.make("Class", {"Name": name})["Id"] for name in names]
    for child, parent in zip(made[1:], made[:2], strict=True):
        books.make(
            "Class", {"Id": child, "SyncToken": "0", "sparse": True, "SubClass": True, "ParentRef": {"value": parent}}
        )
    books.make("Class", {"Id": made[0], "SyncToken": "0", "sparse": True, "Name": "Roof"})
    assert [books.read("Class", id)["FullyQualifiedName"] for id in made] == ["Roof", "Roof:Middle", "Roof:Middle:Leaf"]
    assert books.query("select * from Class where FullyQualifiedName = 'Roof:Middle:Leaf'")["Class"][0]["Id"] == made[2]


def test_nothing_stands_below_itself(books):
    below = books.make("Class", {"Name": "Below", "SubClass": True, "ParentRef": {"value": "1"}})
    for parent in ("1", below["Id"]):
        body = {"Id": "1", "SyncToken": "0", "sparse": True, "SubClass": True, "ParentRef": {"value": parent}}
        assert books.refused("Class", body)["code"] == "900"


def test_what_is_moved_takes_its_own_levels_with_it(books):
    def under(parent, *names):
        for name in names:
            parent = books.make("Class", {"Name": name, "SubClass": True, "ParentRef": {"value": parent}})["Id"]
        return parent

    deep = under("1", "a", "b", "c")
    top = books.make("Class", {"Name": "Top"})["Id"]
    under(top, "d")
    body = {"Id": top, "SyncToken": "0", "sparse": True, "SubClass": True, "ParentRef": {"value": deep}}
    assert books.refused("Class", body)["code"] == "6180"


def test_an_account_stands_below_one_of_its_own_type(books):
    body = {"Name": "Till", "AccountType": "Bank", "SubAccount": True, "ParentRef": {"value": "1"}}
    assert books.refused("Account", body)["code"] == "700"


def test_a_sparse_update_changes_only_what_it_names(books):
    made = books.make("Customer", {"DisplayName": "Ada", "Notes": "old", "CompanyName": "Looms"})
    changed = books.make("Customer", {"Id": made["Id"], "SyncToken": "0", "sparse": True, "Notes": "new"})
    assert (changed["SyncToken"], changed["Notes"], changed["CompanyName"]) == ("1", "new", "Looms")


def test_a_full_update_forgets_what_it_leaves_out(books):
    made = books.make("Customer", {"DisplayName": "Ada", "Notes": "old", "CompanyName": "Looms"})
    changed = books.make("Customer", {"Id": made["Id"], "SyncToken": "0", "DisplayName": "Ada", "Notes": "new"})
    assert "CompanyName" not in changed


def test_a_stale_sync_token_is_refused(books):
    books.make("Customer", {"Id": "1", "SyncToken": "0", "sparse": True, "Notes": "first"})
    assert books.refused("Customer", {"Id": "1", "SyncToken": "0", "sparse": True, "Notes": "second"})["code"] == "5010"


def test_an_inactive_object_is_hidden_gives_its_name_free_and_cannot_be_used(books, bodies):
    books.make("Customer", {"Id": "2", "SyncToken": "0", "sparse": True, "Active": False})
    assert "Customer" not in books.query("select * from Customer where Id = '2'")
    hidden = books.query("select * from Customer where Id = '2' and Active in (true, false)")["Customer"][0]
    assert hidden["DisplayName"] == "Blue Door Books (deleted)"
    assert books.make("Customer", {"DisplayName": "Blue Door Books"})["Id"] != "2"
    error = books.refused("Invoice", bodies.form(customer="2"))
    assert (error["code"], "made inactive" in error["Detail"]) == ("610", True)


def test_a_customer_with_an_open_balance_stays_active(books, bodies):
    books.make("Invoice", bodies.form())
    assert books.refused("Customer", {"Id": "1", "SyncToken": "0", "sparse": True, "Active": False})["code"] == "6220"


@pytest.mark.parametrize(("path", "code"), [("customer/999", "610"), ("customer/1.5", "2030"), ("customer/1/5", "500")])
def test_what_is_not_there_answers_400_not_404(books, path, code):
    answer = books.get(path)
    assert (answer.status_code, answer.json()["Fault"]["Error"][0]["code"]) == (400, code)
