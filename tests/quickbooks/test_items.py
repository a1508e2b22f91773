"""Items in a company: found, made as the sync says, woken."""

from decimal import Decimal

import msgspec
import pytest

from order_sync.errors import CompanyError
from tests.generators.companies import a_sync
from tests.generators.orders import a_line, an_order


def order(number, sku="MUG-BLUE", title="Blue mug", item="", **more):
    line = msgspec.structs.replace(a_line(sku=sku, title=title, quantity=2, gross=4_000), item=item)
    return an_order(number=number, lines=(line,), **more)


def sync(settings=""):
    return a_sync(["sales_order"], more=f"items: {{{settings}}}\n" if settings else "")


def add(books, name, **more):
    company = books.sandbox.company
    kept = {key: value for key, value in company.find("Item", "11").items() if key not in ("Id", "SyncToken", "MetaData")}
    return company.add("Item", {**kept, "Name": name.rpartition(":")[2], "FullyQualifiedName": name, **more})["Id"]


def in_category(books, name, **more):
    category = name.rpartition(":")[0]
    known = [one["Id"] for one in books.documents("Item") if one["FullyQualifiedName"] == category]
    parent = known[0] if known else add(books, category, Type="Category")
    return add(books, name, SubItem=True, ParentRef={"value": parent}, **more)


def sold(books):
    return {
        one["DocNumber"]: one["Line"][0]["SalesItemLineDetail"]["ItemRef"]["name"] for one in books.documents("Estimate")
    }


def made(books, name):
    return next(one for one in books.documents("Item") if one["FullyQualifiedName"] == name)


def test_a_sku_finds_an_item_by_its_sku_or_by_its_name_in_the_order_of_the_sync(books):
    add(books, "Of this SKU", Sku="MUG-BLUE")
    add(books, "MUG-BLUE")
    books.run([order("1")], sync())
    books.run([order("2")], sync("match: [name, sku]"))
    books.run([order("3")], sync("match: name"))
    books.run([order("4")], sync("match: sku"))
    assert sold(books) == {"1": "Of this SKU", "2": "MUG-BLUE", "3": "MUG-BLUE", "4": "Of this SKU"}


def test_the_name_of_an_item_in_a_category_is_enough_where_only_one_bears_it(books):
    in_category(books, "Kitchen:MUG-BLUE")
    books.run([order("1")], sync())
    assert sold(books) == {"1": "Kitchen:MUG-BLUE"}
    in_category(books, "Office:MUG-BLUE")
    result = books.run([order("2"), order("3", sku="Office:MUG-BLUE")], sync())
    assert result.planned[0].held[0].code == "item_ambiguous"
    assert sold(books) == {"1": "Kitchen:MUG-BLUE", "3": "Office:MUG-BLUE"}


def test_a_category_is_no_item(books):
    add(books, "MUG-BLUE", Type="Category")
    result = books.run([order("1")], sync())
    assert "already exists" in result.loaded[0].reason


def test_a_new_item_is_made_in_its_categories_once(books):
    for number in "12":
        books.run([order(number), order(f"{number}-b", item="Kitchen:Cups:Small")], sync("category: Web"))
    assert set(sold(books).values()) == {"Web:MUG-BLUE", "Kitchen:Cups:Small"}
    assert [made(books, name)["Type"] for name in ("Web", "Kitchen", "Kitchen:Cups")] == ["Category"] * 3
    assert len([one for one in books.documents("Item") if one["Name"] in ("MUG-BLUE", "Small")]) == 2


@pytest.mark.parametrize(("create_as", "kind"), [("non_inventory", "NonInventory"), ("service", "Service")])
def test_a_new_product_is_of_the_kind_that_the_sync_says(books, create_as, kind):
    books.run([order("1")], sync(f"create_as: {create_as}, purchase_account: Cost of Goods Sold"))
    item = made(books, "MUG-BLUE")
    assert (item["Type"], item["IncomeAccountRef"]["name"], item["ExpenseAccountRef"]["name"]) == (
        kind,
        "Sales of Product Income",
        "Cost of Goods Sold",
    )


def test_a_new_product_with_stock_has_its_accounts_its_quantity_and_its_first_day(books):
    books.run([order("1")], sync("create_as: inventory, opening_quantity: 12.5"))
    item = made(books, "MUG-BLUE")
    accounts = [item[name]["name"] for name in ("IncomeAccountRef", "ExpenseAccountRef", "AssetAccountRef")]
    assert accounts == ["Sales of Product Income", "Cost of Goods Sold", "Inventory Asset"]
    assert (item["Type"], item["QtyOnHand"], item["InvStartDate"]) == ("Inventory", Decimal("12.5"), "2026-03-02")
    assert sold(books) == {"1": "MUG-BLUE"}


def test_an_account_of_new_products_that_the_company_lacks_stops_the_sync(books):
    with pytest.raises(CompanyError, match="“Stock”"):
        books.plan([], sync("create_as: inventory, asset_account: Stock"))


def test_a_missing_item_goes_under_the_fallback_which_is_made_once(books):
    books.run([order("1"), order("2", sku="TEE-RED")], sync("when_missing: fallback, fallback: Unknown product"))
    assert sold(books) == {"1": "Unknown product", "2": "Unknown product"}
    assert len([one for one in books.documents("Item") if one["Name"] == "Unknown product"]) == 1


def test_an_inactive_item_is_made_active_again_where_the_sync_says_so(books):
    id_ = in_category(books, "Kitchen:Mug", Sku="MUG-BLUE")
    books.person("deactivate", kind="Item", id=id_)
    result = books.run([order("1")], sync("when_inactive: reactivate"))
    assert result.reasons() == []
    assert (sold(books), made(books, "Kitchen:Mug")["Id"]) == ({"1": "Kitchen:Mug"}, id_)


def test_an_inactive_item_is_waited_for_where_the_sync_says_so(books):
    books.run([order("1")], sync())
    books.person("deactivate", kind="Item", id=made(books, "MUG-BLUE")["Id"])
    result = books.run([order("2")], sync("when_inactive: hold"))
    assert result.planned[0].held[0].code == "item_inactive"


def test_skus_too_long_for_quickbooks_that_begin_alike_are_two_items_and_found_again(books):
    orders = [order(end, sku="A" * 110 + end) for end in "XY"]
    books.run(orders, sync())
    books.run([order(f"{one.number}2", sku=one.sale_lines[0].sku) for one in orders], sync("when_missing: hold"))
    found = sold(books)
    assert found["X"] == found["X2"] != found["Y"] == found["Y2"]


@pytest.mark.parametrize("kind", ["cut_after_commit", "cut_before_commit"])
def test_an_item_in_a_category_whose_creation_got_no_answer_is_there_once(books, kind):
    add(books, "Office", Type="Category")
    in_category(books, "Office:Mug")
    books.fault(kind, count=4, path="/batch", after=1)  # the first batch makes the category
    books.run([order("1", item="Kitchen:Mug")], sync())
    books.sleep(300)
    books.run([order("1", item="Kitchen:Mug")], sync())
    assert sold(books) == {"1": "Kitchen:Mug"}
    assert len([one for one in books.documents("Item") if one["Name"] == "Mug"]) == 2
