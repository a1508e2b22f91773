"""The examples of docs/customers-and-products.md, each as it stands there."""

from __future__ import annotations

import re
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
import yaml

from order_sync.orders import Address, Customer
from sandbox.quickbooks import seed
from tests.generators.companies import a_sync
from tests.generators.orders import a_line, an_order, shipping

PAGE = (Path(__file__).parents[2] / "docs/customers-and-products.md").read_text()
EXAMPLES = [
    (re.sub(r"\s+", " ", text)[-60:].strip(), yaml.safe_load(block))
    for text, block in re.findall(r"(.*?)```yaml example\n(.*?)```", PAGE, re.S)
]
NEW = "new, "


def minor(value: object) -> int:
    return int(Decimal(str(value)) * 100)


def order_of(said: dict[str, Any]) -> Any:
    name = said.get("name", "Kit Marsh")
    line = a_line(
        sku=said.get("sku", "SKU-1"),
        title=said.get("title", "Blue mug"),
        quantity=3,
        gross=minor(said.get("gross", 30)),
        discount=minor(said.get("discount", 0)),
    )
    return an_order(
        number=str(said.get("number", "1")),
        currency=said.get("currency", "USD"),
        bill_to=Address(name=name, company=said.get("company", "")),
        customer=Customer(name=name, email=said.get("email", "")),
        lines=(line, *((shipping(minor(said["shipping"])),) if "shipping" in said else ())),
    )


def furnish(books: Any, said: dict[str, Any]) -> None:
    company = books.sandbox.company
    preferences = company.documents["Preferences"]["1"]
    preferences["SalesFormsPrefs"]["CustomTxnNumbers"] = said.get("custom_numbers", True)
    preferences["SalesFormsPrefs"]["AllowShipping"] = False
    preferences["CurrencyPrefs"]["MultiCurrencyEnabled"] = said.get("currencies") == "several"
    for one in said.get("customers", ()):
        fields = {"DisplayName": one["name"], "FullyQualifiedName": one["name"], "Active": True}
        email = {"PrimaryEmailAddr": {"Address": one["email"]}} if "email" in one else {}
        made = company.add("Customer", {**fields, **email, "CurrencyRef": {"value": one.get("currency", "USD")}})
        if one.get("inactive"):
            books.person("deactivate", kind="Customer", id=made["Id"])
    assert set(said.get("vendors", ())) <= {name for _, name in seed.VENDORS}
    for one in said.get("items", ()):
        add_item(company, one)


def add_item(company: Any, said: dict[str, str]) -> str:
    kept = {name: value for name, value in company.find("Item", "11").items() if name not in ("Id", "SyncToken", "MetaData")}
    category, _, leaf = said["name"].rpartition(":")
    more: dict[str, Any] = {"Sku": said["sku"]} if "sku" in said else {}
    if category:
        known = [one["Id"] for one in company.documents["Item"].values() if one["FullyQualifiedName"] == category]
        parent = known[0] if known else add_item(company, {"name": category, "type": "Category"})
        more |= {"SubItem": True, "ParentRef": {"value": parent}}
    fields = {"Name": leaf, "FullyQualifiedName": said["name"], "Type": said.get("type", "NonInventory")}
    return str(company.add("Item", {**kept, **fields, **more})["Id"])


@pytest.mark.parametrize(("about", "example"), EXAMPLES, ids=[about for about, _ in EXAMPLES])
def test_an_example_of_the_page_holds(books: Any, about: str, example: dict[str, Any]) -> None:
    company = books.sandbox.company
    furnish(books, example.get("company", {}))
    there = {kind: set(company.documents[kind]) for kind in ("Customer", "Item")}
    sync = a_sync(["invoice"], more=yaml.safe_dump(example.get("settings", {})) if "settings" in example else "")
    result = books.run([order_of(example["order"])], sync)
    (planned,) = result.planned
    if "quarantined" in example or "waits" in example:
        assert ([one.code for one in planned.problems], [one.code for one in planned.held]) == (
            [example["quarantined"]] if "quarantined" in example else [],
            [example["waits"]] if "waits" in example else [],
        )
        assert books.documents("Invoice") == []
        return
    assert result.reasons() == [], about
    (invoice,) = books.documents("Invoice")
    (record,) = planned.records
    goods = [line for line in invoice["Line"] if line["DetailType"] == "SalesItemLineDetail"]
    found = {
        "customer": shown(company, "Customer", invoice["CustomerRef"], there),
        "item": shown(company, "Item", goods[0]["SalesItemLineDetail"]["ItemRef"], there),
        "number": invoice["DocNumber"] if record.document_number else "QuickBooks' own",
        "memo": record.memo,
        "note": planned.notes[0] if planned.notes else "",
        "lines": [float(line["Amount"]) for line in goods],
        "discount": float(sum(line["Amount"] for line in invoice["Line"] if line["DetailType"] == "DiscountLineDetail")),
        "accounts": {name: balance(company, name) for name in example.get("accounts", ())},
    }
    expected = {name: said for name, said in example.items() if name not in ("settings", "company", "order")}
    assert expected, "it says what comes of it"
    assert {name: found[name] for name in expected} == expected


def shown(company: Any, kind: str, reference: dict[str, str], there: dict[str, set[str]]) -> str:
    found = company.find(kind, reference["value"])
    name = found["FullyQualifiedName"] if kind == "Item" else found["DisplayName"]
    return name if reference["value"] in there[kind] else NEW + name


def balance(company: Any, name: str) -> float:
    (account,) = [one for one in company.documents["Account"].values() if one["Name"] == name]
    return company.ledger.balance(int(account["Id"])) / 100


def test_the_settings_that_the_page_shows_are_those_there_are() -> None:
    """Every name in the page's blocks of settings is one of the sync's, and none of the sync's is left out."""
    blocks = re.findall(r"```yaml\n(.*?)```", PAGE, re.S)
    shown_names = {
        part: set(values) for block in blocks for part, values in yaml.safe_load(block).items() if isinstance(values, dict)
    }
    sync = a_sync()
    for part in ("customers", "numbers", "lines"):
        assert shown_names[part] == set(type(getattr(sync, part)).model_fields)
    in_words = {"handling", "wrapping", "fee", "tip", "duty", "rounding", "adjustment", "gift_card_account", "without_sku"}
    assert shown_names["items"] | in_words == set(type(sync.items).model_fields)
    assert all(name in PAGE for name in in_words)
