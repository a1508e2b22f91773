"""What other rules would change, order by order and account by account."""

from __future__ import annotations

from order_sync.orders import Order
from order_sync.records.build import build
from order_sync.records.record import PlannedOrder
from order_sync.reports.accounts import Accounts
from order_sync.reports.comparison import OrderChange, Way, compare
from order_sync.rules import apply, parse_rules
from tests.generators.companies import a_company, a_sync
from tests.generators.orders import SHIPPED, a_line, a_payment, an_order, shipping

ORDER = an_order(
    lines=[a_line(quantity=2, gross=4_000, discount=300, tax=265), shipping()], payments=[a_payment(4_465)], shipped=SHIPPED
)


def planned(*rules: str, order: Order = ORDER) -> PlannedOrder:
    text = "rules:\n" + "".join(f"  - {{name: Rule {number}, {rule}}}\n" for number, rule in enumerate(rules))
    return build(apply(parse_rules(text, "test.yaml"), order), a_sync(), a_company())


def changed(before: PlannedOrder, after: PlannedOrder) -> OrderChange:
    found = compare(before, after, is_posted=False)
    assert found is not None
    return found


def texts(change: OrderChange) -> list[str]:
    return [f"{one.way} {one.record}|{one.field}|{one.before}|{one.after}" for one in change.changes]


def test_rules_that_come_to_the_same_change_nothing() -> None:
    assert compare(planned(), planned(), is_posted=False) is None
    assert compare(planned(), planned("when: always, do: {tag: big}"), is_posted=False) is None


def test_a_document_that_is_no_longer_made_says_why_and_so_does_one_that_is_new() -> None:
    held = planned("when: always, do: hold invoice")
    gone = changed(planned(), held)
    assert texts(gone) == [
        "removed invoice 1001||44.65 USD dated 2026-03-05, Ada Lockwood|Rule “Rule 0” holds it back for now.",
        "removed payment pay-1||44.65 USD dated 2026-03-03, Ada Lockwood|The payment waits for its invoice.",
    ]
    assert gone.rules == ("Rule 0",)
    back = changed(held, planned())
    assert [one.way for one in back.changes] == [Way.added, Way.added]
    assert back.changes[0].before == "Rule “Rule 0” holds it back for now."


def test_every_field_that_differs_is_said_in_words() -> None:
    after = planned(
        "when: {sku: MUG-BLUE}, do: {map sku: MUG-2026}",
        "when: always, do: {map customer: Web, map deposit account: Checking, map order date: 2026-03-04}",
    )
    said = texts(changed(planned(), after))
    assert "changed invoice 1001|customer|Ada Lockwood|Web" in said
    assert "changed invoice 1001|line 1 MUG-BLUE: item|MUG-BLUE|MUG-2026" in said
    assert "changed sales order 1001|date|2026-03-02|2026-03-04" in said
    assert "changed payment pay-1|deposit account|Undeposited Funds|Checking" in said


def test_lines_that_come_or_go_and_amounts_are_said() -> None:
    said = texts(changed(planned(), planned("when: always, do: {add line: {item: Wrap, amount: 3.50}, remove tax: yes}")))
    assert "changed invoice 1001|line 3 Wrap|no line|Wrap for 3.50 USD" in said
    assert "changed invoice 1001|tax|2.65 USD|0.00 USD" in said
    assert "changed invoice 1001|total|44.65 USD|45.50 USD" in said


def test_why_an_order_is_kept_back_can_change_too() -> None:
    skipped, held = planned("when: always, do: do not import"), planned("when: always, do: hold order")
    assert any("do not import" in one.before and "for approval" in one.after for one in changed(skipped, held).changes)
    other = planned("when: {sku: none}, do: stop", "when: always, do: do not import")
    assert texts(changed(skipped, other)) == [
        "changed order|kept back|Rule “Rule 0”: do not import.|Rule “Rule 1”: do not import."
    ]


def test_accounts_balance_under_both_and_show_where_money_moves() -> None:
    accounts = Accounts()
    accounts.add(planned(), planned("when: always, do: {map deposit account: Checking, map item: Mugs}"))
    totals = {row.account: (row.before, row.after) for row in accounts.totals()}
    assert totals == {
        "Checking": (0, 4_465),
        "Undeposited Funds": (4_465, 0),
        "Income: MUG-BLUE": (4_000, 0),
        "Income: Mugs": (0, 4_000),
        "Income: Shipping": (500, 500),
        "Discount: Discounts given": (-300, -300),
        "Sales tax": (265, 265),
    }  # what is receivable was paid: nothing of it is left under either
    for side in (0, 1):
        debits = sum(both[side] for name, both in totals.items() if name in ("Checking", "Undeposited Funds"))
        assert debits == sum(both[side] for name, both in totals.items() if ": " in name or name == "Sales tax")


def test_documents_are_counted_by_kind_and_currency() -> None:
    accounts = Accounts()
    accounts.add(planned(), planned("when: always, do: hold invoice"))
    assert [(str(row.kind), row.before, row.after, row.total_after) for row in accounts.kinds()] == [
        ("sales_order", 1, 1, 4_465),
        ("invoice", 1, 0, 0),
        ("payment", 1, 0, 0),
    ]
