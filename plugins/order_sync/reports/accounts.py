"""What documents come to on each account, under the present rules and under new ones."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterator

import msgspec

from order_sync.orders import LineKind
from order_sync.records.record import PlannedOrder, Record
from order_sync.syncs import RecordKind

RECEIVABLES = "Accounts receivable"
SALES_TAX = "Sales tax"
_SIDES = {
    RecordKind.invoice: 1,
    RecordKind.sales_receipt: 1,
    RecordKind.credit_memo: -1,
    RecordKind.refund_receipt: -1,
}
_OF_MONEY = (RecordKind.sales_receipt, RecordKind.refund_receipt)


class AccountTotal(msgspec.Struct, frozen=True, kw_only=True):
    """What is added to one account, in minor units; income by item, since each item knows its own income account."""

    account: str
    currency: str
    before: int
    after: int


class KindCount(msgspec.Struct, frozen=True, kw_only=True):
    """How many documents of one kind there are, and what they come to in minor units."""

    kind: RecordKind
    currency: str
    before: int
    after: int
    total_before: int
    total_after: int


class Accounts:
    """Adds up the documents of two plans, order by order."""

    def __init__(self) -> None:
        self._sums: dict[tuple[str, str], list[int]] = defaultdict(lambda: [0, 0])
        self._counts: Counter[tuple[RecordKind, str, int]] = Counter()
        self._totals: Counter[tuple[RecordKind, str, int]] = Counter()

    def add(self, before: PlannedOrder, after: PlannedOrder) -> None:
        for side, row in enumerate((before, after)):
            for record in row.records:
                kind = record.kind, record.currency, side
                self._counts[kind] += 1
                self._totals[kind] += record.total
                for account, amount in postings(record):
                    self._sums[account, record.currency][side] += amount

    def totals(self) -> tuple[AccountTotal, ...]:
        """By currency and account; what is nothing under both is left out."""
        found = sorted(self._sums.items(), key=lambda item: (item[0][1], item[0][0]))
        return tuple(
            AccountTotal(account=account, currency=currency, before=before, after=after)
            for (account, currency), (before, after) in found
            if before or after
        )

    def kinds(self) -> tuple[KindCount, ...]:
        order = list(RecordKind)
        pairs = sorted(
            {(kind, currency) for kind, currency, _ in self._counts}, key=lambda pair: (order.index(pair[0]), pair[1])
        )
        return tuple(
            KindCount(
                kind=kind,
                currency=currency,
                before=self._counts[kind, currency, 0],
                after=self._counts[kind, currency, 1],
                total_before=self._totals[kind, currency, 0],
                total_after=self._totals[kind, currency, 1],
            )
            for kind, currency in pairs
        )


def postings(record: Record) -> Iterator[tuple[str, int]]:
    """The accounts that a document moves, and by how much; a sales order moves none."""
    side = _SIDES.get(record.kind)
    if side is not None:
        of_money = record.kind in _OF_MONEY
        yield (record.deposit_account or "Undeposited Funds") if of_money else RECEIVABLES, side * record.total
        for line in record.lines:
            owed = line.kind is LineKind.gift_card_sold  # a card sold is owed, not earned
            yield f"{'Gift cards' if owed else 'Income'}: {line.item}", side * line.amount
        if record.discount:
            yield f"Discount: {record.discount_account}", -side * record.discount
        if record.tax:
            yield SALES_TAX, side * record.tax
    elif record.kind is RecordKind.payment and record.total:
        yield record.deposit_account or "Undeposited Funds", record.total
        yield RECEIVABLES, -record.total
