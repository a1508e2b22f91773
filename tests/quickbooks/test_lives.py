"""Lives of orders through the sandbox: to the cent, per order, per account and per tax, after every moment."""

from __future__ import annotations

import os
from collections import defaultdict
from datetime import timedelta
from decimal import Decimal
from random import Random

import pytest

from order_sync.records.takings import NOT_MONEY
from tests.generators.companies import a_sync
from tests.generators.lives import HOURS_OF_A_DEED, a_life

LIVES = int(os.environ.get("ORDER_SYNC_TEST_LIVES", "100"))
DEEDS = 5
INCOME = ("Income", "Other Income")
_RECEIVABLE = "Accounts Receivable"


def sums(books):
    """What the accounts hold in minor units, debits positive: receivables, money, gift cards, tax, income with discounts."""
    company = books.sandbox.company
    found = defaultdict(int)
    for account in company.ledger.accounts():
        row = company.documents["Account"][str(account)]
        found[word_for(row)] += company.ledger.balance(account)
    return found


def word_for(row):
    if row["Name"] == "Gift cards":
        return "gift cards"
    if row["AccountType"] == _RECEIVABLE:
        return "receivables"
    if row["AccountType"] in INCOME:
        return "income"
    return "tax" if "Tax" in row["Name"] else "money" if row["Name"] == "Undeposited Funds" else row["Name"]


def expected(orders):
    """The same from the orders alone, by the store's word."""
    found = defaultdict(int)
    for order in orders:
        tax = sum(line.tax for event in order.events for line in event.lines)
        paid = [payment for payment in order.payments if payment.moves_money]
        money = sum(payment.amount for payment in paid if payment.method not in NOT_MONEY)
        cards = sum(payment.amount for payment in paid if payment.method in NOT_MONEY and payment.amount > 0)
        credit = sum(payment.amount for payment in paid if payment.method in NOT_MONEY and payment.amount < 0)
        found["tax"] -= tax
        found["income"] -= order.totals.current - tax
        found["money"] += money
        found["gift cards"] += cards
        found["receivables"] += order.totals.current - money - cards - credit + credit
    return found


def minor(amount):
    return int(Decimal(str(amount)) * 100)


@pytest.mark.parametrize("records", [["sales_order", "invoice", "payment"], ["sales_receipt"]])
def test_after_every_moment_of_a_hundred_lives_quickbooks_says_what_the_store_says(books, records):
    sync = a_sync(records, "receipts: {when_unpaid: invoice}\n" if "sales_receipt" in records else "")
    start = books.clock().replace(microsecond=0) + timedelta(hours=1)
    random = Random(20261125)
    lives = [a_life(random, str(number), DEEDS, start) for number in range(LIVES)]
    before = sums(books)
    for moment, orders in enumerate(zip(*lives, strict=True), start=1):
        books.sandbox.world.clock.set(start + timedelta(hours=moment * HOURS_OF_A_DEED - 1))
        result = books.run(list(orders), sync)
        assert [row.problems for row in result.planned if row.problems] == []
        assert result.reasons() == []
        waiting = {one.code for row in result.planned for one in row.held}
        assert waiting <= {"waits_for_money_back"}
    assert result.differences == []
    last = [life[-1] for life in lives]
    now = sums(books)
    assert {word: now[word] - before[word] for word in now if now[word] != before[word]} == {
        word: amount for word, amount in expected(last).items() if amount
    }
    assert books.sandbox.company.ledger.drift() == []
    _each_order_is_open_by_what_the_store_says(books, last)
    again = books.run(last, sync)
    assert again.outcomes() == []


def _each_order_is_open_by_what_the_store_says(books, orders):
    balances = defaultdict(int)
    for invoice in books.documents("Invoice"):
        balances[invoice["DocNumber"].partition("-")[0]] += minor(invoice["Balance"])
    for order in orders:
        due = order.totals.current - sum(payment.amount for payment in order.payments)
        assert balances[order.number] == due, order.number
