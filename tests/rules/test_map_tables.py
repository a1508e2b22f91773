"""Long maps: one rule, of which each row says what becomes of one key."""

from __future__ import annotations

from decimal import Decimal

from order_sync.orders import PaymentMethod
from order_sync.rules import RuleSet, apply
from order_sync.rules.actions import ACTIONS
from order_sync.rules.comparisons import IN_MAP
from order_sync.rules.conditions import Compare
from order_sync.rules.decision import Decision
from order_sync.rules.engine import apply_one_by_one
from order_sync.rules.expressions import Lookup
from order_sync.rules.fields import FIELDS
from order_sync.rules.map_table import MapTable
from order_sync.rules.rule import Do, Rule
from order_sync.rules.values import Value, plain
from tests.generators.orders import a_line, a_payment, an_order


def a_map(field: str, rows: dict[str, list[Value | None]], *actions: str, name: str = "Map") -> Rule:
    columns = list(zip(*rows.values(), strict=True))
    table = MapTable(map(plain, rows), tuple(rows), columns)
    do = tuple(Do(ACTIONS[action], Lookup(FIELDS[field], table, column)) for column, action in enumerate(actions))
    return Rule(name, Compare(FIELDS[field], IN_MAP, (table,), ("map.csv",)), do)


def decide(*rules: Rule, **order: object) -> Decision:
    found = RuleSet(rules)
    decision = apply(found, an_order(**order))
    assert decision == apply_one_by_one(found, an_order(**order))
    return decision


def items(decision: Decision) -> list[tuple[str | None, str]]:
    return [(line.sku, line.item) for line in decision.order.sale_lines]


LINES = [a_line("1", sku=" mug-old "), a_line("2", sku="CUP"), a_line("3", sku=None)]


def test_each_line_takes_what_its_own_row_says() -> None:
    decision = decide(a_map("sku", {"MUG-OLD": ["Mug"], "cup": ["Cup"]}, "map item"), lines=LINES)
    assert items(decision) == [(" mug-old ", "Mug"), ("CUP", "Cup"), (None, "")]


def test_a_row_says_several_things_and_a_blank_cell_nothing() -> None:
    decision = decide(
        a_map("sku", {"mug-old": ["MUG-2026", None], "cup": [None, "Cup"]}, "map sku", "map item"), lines=LINES
    )
    assert items(decision) == [("MUG-2026", ""), ("CUP", "Cup"), (None, "")]


def test_no_row_sees_what_another_row_of_the_map_did_and_the_next_map_sees_all() -> None:
    swap = a_map("sku", {"mug-old": ["cup"], "cup": ["mug-old"]}, "map sku")
    then = a_map("sku", {"cup": ["Cup"], "mug-old": ["Mug"]}, "map item", name="Then")
    assert items(decide(swap, then, lines=LINES)) == [("cup", "Cup"), ("mug-old", "Mug"), (None, "")]


def test_an_amount_may_differ_from_row_to_row() -> None:
    rule = a_map("sku", {"mug-old": [Decimal(2)], "cup": [Decimal(3)]}, "multiply quantity and amount")
    assert [line.quantity for line in decide(rule, lines=LINES).order.sale_lines] == [2, 3, 1]


def test_an_action_on_the_order_takes_the_row_of_the_first_line_that_has_one() -> None:
    decision = decide(a_map("sku", {"cup": ["Cups"], "mug-old": ["Mugs"]}, "map class"), lines=LINES)
    assert decision.order.class_name == "Mugs"


def test_a_row_can_raise_a_flag_take_it_back_or_leave_it() -> None:
    rows: dict[str, list[Value | None]] = {"web": [True], "pos": [None], "fair": [False]}
    hold = a_map("channel", rows, "hold invoice")
    first = a_map("channel", {"pos": [True], "fair": [True]}, "hold invoice", name="First")
    held = {channel: decide(first, hold, channel=channel).invoice_held_by for channel in ("web", "pos", "fair", "other")}
    assert held == {"web": "Map", "pos": "First", "fair": None, "other": None}


def test_of_several_values_of_the_field_the_first_that_has_a_row_counts() -> None:
    rule = a_map("tag", {"vip": ["Gold"], "wholesale": ["Trade"]}, "map customer type")
    assert decide(rule, tags=("new", "Wholesale", "vip")).order.customer_type == "Trade"


def test_payments_are_mapped_each_by_its_own_method() -> None:
    payments = [a_payment(1_000), a_payment(500, "pp", gateway="paypal", label="PayPal", method=PaymentMethod.wallet)]
    decision = decide(a_map("payment method", {"PAYPAL": ["PayPal Bank"]}, "map deposit account"), payments=payments)
    assert [payment.deposit_account for payment in decision.order.payments] == ["", "PayPal Bank"]
