"""Long maps as spreadsheets: how they are written, and what is said where they are written wrong."""

from __future__ import annotations

import re
import time
from decimal import Decimal
from pathlib import Path

import pytest

from order_sync.errors import SettingsError
from order_sync.rules import RuleSet, apply, load_rules, parse_rules, to_csv, to_yaml
from order_sync.rules.expressions import Lookup
from order_sync.rules.values import NewLine, Percent
from tests.generators.orders import a_line, a_payment, an_order

MUGS = "sku,map item,map line class\nMUG-OLD,Mug,Kitchen\ncup,Cup,\n00123,,Parts\n"


def fault(text: str, name: str = "skus.csv") -> str:
    with pytest.raises(SettingsError) as caught:
        parse_rules(text, name)
    return str(caught.value)


def rows_of(text: str) -> list[list[object]]:
    (rule,) = parse_rules(text, "skus.csv").rules
    lookups = [do.value for do in rule.do if isinstance(do.value, Lookup)]
    table = lookups[0].table
    return [[key, *(column[row] for column in table.columns)] for row, key in enumerate(table.written)]


def test_a_map_file_is_one_rule_named_as_the_file_and_each_row_says_what_becomes_of_its_key() -> None:
    found = load_rules([("skus.csv", MUGS)])
    assert [rule.name for rule in found.rules] == ["skus"]
    lines = [a_line("1", sku=" mug-old"), a_line("2", sku="CUP"), a_line("3", sku="00123"), a_line("4", sku="123")]
    decision = apply(found, an_order(lines=lines))
    assert [(line.item, line.class_name) for line in decision.order.sale_lines] == [
        ("Mug", "Kitchen"), ("Cup", ""), ("", "Parts"), ("", ""),
    ]  # fmt: skip
    assert {step.rule for step in decision.trace} == {"skus"}


def test_files_of_all_forms_run_in_the_order_in_which_a_sync_names_them() -> None:
    yaml = "rules:\n  - {name: First, when: {sku: A}, do: {map sku: B}}\n"
    grid = "rule name,action,field,comparison,value,conjunction,map to\nLast,hold invoice,item,equals,Bee,,\n"
    found = load_rules([("a.yaml", yaml), ("skus.csv", "sku,map item\nB,Bee\n"), ("last.csv", grid)])
    decision = apply(found, an_order(lines=[a_line("1", sku="A")]))
    assert (decision.order.sale_lines[0].item, decision.invoice_held_by) == ("Bee", "Last")


@pytest.mark.parametrize(
    "text",
    [
        "sku,map item\nA,Apple\n",
        "sku;map item\nA;Apple\n",
        "sku\tmap item\r\nA\tApple\r\n",
        "\ufeffSKU , Map  Item\r\nA,Apple",
        '"sku","map item"\n"A","Apple"\n',
        "sku,map item,,\nA,Apple,,\n,,,\n\n",
        "sku,map item\n\nA,Apple\nA,Apple\n",
    ],
)
def test_delimiters_blank_rows_line_ends_and_the_case_of_names_make_no_difference(text: str) -> None:
    assert rows_of(text) == [["A", "Apple"]]


def test_a_cell_is_read_as_its_action_reads_a_value() -> None:
    text = (
        "channel,add shipping surcharge,map invoice date,hold invoice,match customer by,map shipping price,add line\n"
        'web,10%,2026-01-31,true,Email,2.50,"{item: Gift wrap, amount: 3.50}"\npos,1.50,,no,,,\n'
    )
    (web, pos) = rows_of(text)
    assert web[1:] == [Percent(Decimal(10)), web[2], True, "email", Decimal("2.50"), NewLine("Gift wrap", Decimal("3.50"))]
    assert pos[1:] == [Decimal("1.50"), None, False, None, None, None]
    assert str(web[2]) == "2026-01-31"


def test_the_commercial_models_names_are_understood_in_a_header() -> None:
    found = parse_rules("Payment Method,Map Order Deposit Account\nPayPal,PayPal Bank\n", "accounts.csv")
    payments = [a_payment(1_000, gateway="paypal", label="PayPal")]
    assert apply(found, an_order(payments=payments)).order.payments[0].deposit_account == "PayPal Bank"


@pytest.mark.parametrize(
    ("text", "message", "remedy"),
    [
        ("skuu,map item\nA,B\n", "skus.csv, line 1, rule “skus”: there is no field", "Did you mean “sku”?"),
        ("sku,map itm\nA,B\n", "there is no action “map itm”", "Did you mean “map item”?"),
        ("sku,map order template\nA,B\n", "no place in QuickBooks Online", "choose it in QuickBooks"),
        ("sku,channel,map item\nA,web,B\n", "“channel” is a second field", "as a rule grid, or in YAML"),
        ("sku,map item,map item\nA,B,C\n", "the column “map item” is there twice", "Keep one"),
        ("sku,,map item\nA,B,C\n", "column 2 has no name", "Name its action"),
        ("sku\nA\n", "the map has no action", "such as map item"),
        ("order total,map class\n10,Big\n", "“order total” is amount, and a map looks up texts", "or as a rule grid"),
        ("sku,map item\n", "a header and no rows", "take it out of the sync"),
        ("", "it is empty", "Begin it with a line of column names"),
        ("\n , ,\n", "it is empty", "Begin it with a line of column names"),
        ("sku,map item\nA,B\n,C\n", "line 3, rule “skus”: the row has no key", "first column"),
        ("sku,map item\nA,B,C\n", "skus.csv, line 2: it has 3 cells, and the header names 2", "in quotes"),
        ("sku,map item\nA,B\n\n a ,C\n", "line 4, rule “skus”: “a” is mapped otherwise in line 2.", "Keep one of the two"),
        ("sku,multiply quantity\nA,2\nB,\"1,5\"\n", "line 3, rule “skus”: “1,5” does not fit “multiply quantity”", "12.50"),
        ("sku,map invoice date\nA,1/2/2026\n", "“1/2/2026” does not fit “map invoice date”", "2026-01-31"),
        ("sku,hold invoice\nA,perhaps\n", "“perhaps” does not fit “hold invoice”", "yes or no"),
        ("sku,match customer by\nA,compny\n", "“match customer by” cannot be “compny”", "Did you mean “company”?"),
        (f"sku,map po number\nA,{'9' * 16}\n", "longer than 15 characters", "shorten it"),
        ("sku,map item\nA,{copy: channel}\n", "no plain value, which a map's cells are", "{text:"),
        ("sku,map item\nA,{clear: yes}\n", "no plain value, which a map's cells are", "{text:"),
        ("sku,map item\nA,{x\n", "begins with {", "{text:"),
    ],
)  # fmt: skip
def test_what_is_wrong_in_a_map_is_told_with_file_line_and_remedy(text: str, message: str, remedy: str) -> None:
    said = fault(text)
    assert message in said and remedy in said


def test_all_wrong_rows_are_told_at_once_and_many_are_counted() -> None:
    said = fault("sku,multiply quantity\n" + "".join(f"A{number},x{number}\n" for number in range(3_000)))
    assert said.splitlines()[0].startswith("skus.csv, line 2,") and "more" in said.splitlines()[-1]
    assert len(said.splitlines()) == 21


def test_a_text_that_begins_with_a_brace_is_written_as_such() -> None:
    assert rows_of('sku,map item\nA,"{text: ""{A}""}"\n') == [["A", "{A}"]]


def test_a_map_is_no_yaml() -> None:
    found = parse_rules(MUGS, "skus.csv")
    with pytest.raises(SettingsError, match="a table, which YAML does not hold"):
        to_yaml(found)


def test_a_map_and_other_rules_do_not_go_into_one_table() -> None:
    other = parse_rules("rules:\n  - {name: Hold, when: always, do: hold invoice}\n", "a.yaml")
    both = RuleSet((*parse_rules(MUGS, "skus.csv").rules, *other.rules))
    with pytest.raises(SettingsError, match="The rule “skus” cannot be written as a table: it is a map"):
        to_csv(both)


def test_two_maps_of_one_name_are_refused_as_any_two_rules_are() -> None:
    with pytest.raises(SettingsError, match=r"a rule of this name stands in skus\.csv, line 1"):
        load_rules([("skus.csv", MUGS), ("skus.xlsx", MUGS)])


def test_two_hundred_thousand_rows_load_in_about_a_second() -> None:
    text = "sku,map item\n" + "".join(f"SKU-{number},Item {number}\n" for number in range(200_000))
    began = time.process_time()
    assert len(parse_rules(text, "skus.csv").rules) == 1
    assert time.process_time() - began < 4  # on a busy machine; under one on a quiet one


def test_the_examples_in_the_docs_are_read() -> None:
    docs = (Path(__file__).parents[2] / "docs" / "rules.md").read_text(encoding="utf-8")
    texts = re.findall(r"```csv\n(.*?)```", docs, re.DOTALL)
    found = [parse_rules(text, f"table{number}.csv").rules for number, text in enumerate(texts)]
    assert [[rule.name for rule in rules] for rules in found] == [
        ["table0"], ["Old mugs", "PO of the checkout", "Everything"],
    ]  # fmt: skip
