"""The names of QuickBooks things in rules, each with the place of the first rule that uses it."""

from __future__ import annotations

from datetime import date

import pytest

from order_sync.errors import SettingsError
from order_sync.rules import load_rules, names_used, parse_rules
from order_sync.rules.actions import ACTIONS, find_action

TODAY = date(2026, 3, 31)


def used(do: str, *, when: str = "always", more: str = "", sync: str = "") -> list[tuple[str, str]]:
    text = f"rules:\n  - name: Online\n    when: {when}\n    do: {do}\n{more}"
    return [(one.kind, one.name) for one in names_used(load_rules([("main.yaml", text)], sync=sync), TODAY)]


def test_each_kind_of_thing_is_named_with_its_list() -> None:
    assert used(
        "{map class: Web, map line class: Retail, map location: Shop, map terms: Net 15, map a/r account: Debtors,"
        " map deposit account: Bank, map tax code: CA, map line tax code: TAX, map customer type: Trade,"
        " map custom field Crew: red}"
    ) == [
        ("class", "Web"),
        ("line class", "Retail"),
        ("location", "Shop"),
        ("terms", "Net 15"),
        ("receivables account", "Debtors"),
        ("account", "Bank"),
        ("tax code", "CA"),
        ("line tax code", "TAX"),
        ("customer type", "Trade"),
        ("custom field", "crew"),
    ]


def test_a_name_that_is_worked_out_for_each_order_is_blank() -> None:
    assert used("{map class: {copy: tag}, map terms: {clear: yes}}") == [("class", "")]
    assert used("{map class: }", when="{tag: copy}") == [("class", "")]


@pytest.mark.parametrize(
    "more", ["    enabled: no\n", "    syncs: [other]\n", "    valid until: 2026-03-30\n"], ids=["off", "elsewhere", "over"]
)
def test_rules_that_do_not_run_use_nothing(more: str) -> None:
    assert used("{map class: Web}", more=more, sync="shop") == []


def test_what_is_created_when_missing_is_not_among_them() -> None:
    assert used("{map item: Mug, map customer: Ada, map payment method: Card, map sales rep: Eve}") == []


def test_the_first_place_of_a_name_is_told() -> None:
    text = "rules:\n" + "".join(
        f"  - name: Rule {number}\n    when: {{tag: t{number}}}\n    do: {{map class: WEB}}\n" for number in (1, 2)
    )
    (one,) = names_used(parse_rules(text, "main.yaml"), TODAY)
    assert (str(one.where), one.action) == ("main.yaml, line 2, rule “Rule 1”", "map class")


@pytest.mark.parametrize("name", [*ACTIONS, "map custom field Crew"])
def test_only_actions_for_some_documents_can_be_without_a_place_on_others(name: str) -> None:
    action = find_action(name)
    assert action is not None
    assert action.for_documents or not action.nowhere


@pytest.mark.parametrize(
    ("do", "records", "kind"),
    [
        ("{map class: Web}", "[payment]", "payment"),
        ("{map location: Web}", "[invoice, payment]", "payment"),
        ("{map terms: Net 15}", "[sales order]", "sales order"),
        ("{map a/r account: A}", "[sales receipt]", "sales receipt"),
        ("{map custom field Crew: red}", "[payment]", "payment"),
        ("{map invoice date: 2026-01-31}", "[sales order]", "sales order"),
    ],
)
def test_a_rule_for_documents_that_have_no_place_for_its_action_is_refused(do: str, records: str, kind: str) -> None:
    with pytest.raises(SettingsError, match=f"main.yaml, line 2, rule “Online”: a {kind} has no place for"):
        used(do, more=f"    records: {records}\n")


def test_the_transaction_type_is_of_the_whole_order() -> None:
    with pytest.raises(SettingsError, match="about the whole order"):
        used("{map transaction type: invoice}", more="    records: [invoice]\n")


def test_a_map_uses_every_name_in_its_column_each_at_its_first_row() -> None:
    rules = parse_rules("sku,map line class,map item\na,Web,Mug\nb,,Cup\nc,web,Mug\nd,Shop,Mug\n", "skus.csv")
    assert [(one.kind, one.name, str(one.where)) for one in names_used(rules, TODAY)] == [
        ("line class", "Web", "skus.csv, line 2, rule “skus”"),
        ("line class", "Shop", "skus.csv, line 5, rule “skus”"),
    ]
