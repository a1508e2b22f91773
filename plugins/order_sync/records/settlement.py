"""Which cents of what was taken back are booked how: each once.

Money given back takes its cents off the end of a reversal (a refund receipt each), what was not paid takes them off the
beginning (a credit memo on the invoices; another where more becomes due later). So what is posted once stays
right whatever comes later. What is left was paid, and waits until the store gives it back.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from order_sync.orders import Payment
from order_sync.records.reversals import Reversal


@dataclass(frozen=True)
class Span:
    """Cents of one reversal, from `start` up to, not including, `end`. `place`: which of its credit memos, from 1."""

    reversal: Reversal
    start: int
    end: int
    place: int = 1

    @property
    def amount(self) -> int:
        return self.end - self.start


@dataclass(frozen=True)
class GivenBack:
    """Money or store credit given back, and what for. `unexplained`: cents for which nothing was taken off the order."""

    payment: Payment
    spans: tuple[Span, ...]
    unexplained: int

    @property
    def amount(self) -> int:
        return sum(span.amount for span in self.spans) + self.unexplained


@dataclass(frozen=True)
class Settlement:
    given_back: tuple[GivenBack, ...] = ()
    credits: tuple[Span, ...] = ()  # to be taken off what is not paid
    waiting: tuple[Span, ...] = ()  # paid, and not given back yet


@dataclass
class _Open:
    """What is still to be booked of a reversal: from `start` up to `end`."""

    reversal: Reversal
    start: int
    end: int

    def off_the_beginning(self, amount: int, place: int) -> Span:
        taken = min(amount, self.end - self.start)
        self.start += taken
        return Span(self.reversal, self.start - taken, self.start, place)

    def off_the_end(self, wanted: int) -> Span | None:
        taken = min(wanted, self.end - self.start)
        if taken <= 0:
            return None
        self.end -= taken
        return Span(self.reversal, self.end, self.end + taken)


def settled(
    reversals: Sequence[Reversal], out: Sequence[Payment], *, credited: Mapping[str, Sequence[int]], unpaid: int
) -> Settlement:
    """`out`: what was given back, amounts below zero, in the order of time. `credited`: the credit memos in the books, one
    after the other, by the reversal's id. `unpaid`: what is not paid of the order's invoices, those not yet taken off.
    """
    rows: list[_Open] = []
    credits: list[Span] = []
    for reversal in reversals:
        row = _Open(reversal, 0, reversal.value)
        for place, amount in enumerate(credited.get(reversal.source_id, ()), start=1):
            unpaid -= amount
            credits.append(row.off_the_beginning(amount, place))
        rows.append(row)
    given_back = [_given_back(payment, rows) for payment in out]
    waiting = []
    for row in rows:
        taken = max(0, min(row.end - row.start, unpaid))
        unpaid -= taken
        if taken:
            credits.append(row.off_the_beginning(taken, 1 + len(credited.get(row.reversal.source_id, ()))))
        if row.start < row.end:
            waiting.append(Span(row.reversal, row.start, row.end))
    return Settlement(tuple(given_back), tuple(credits), tuple(waiting))


def _given_back(payment: Payment, rows: Sequence[_Open]) -> GivenBack:
    """The reversal that the store names with the money first, then the others in the order of time."""
    left = -payment.amount
    spans = []
    for row in sorted(rows, key=lambda row: not _belongs(payment, row.reversal)):
        span = row.off_the_end(left)
        if span is not None:
            spans.append(span)
            left -= span.amount
    return GivenBack(payment, tuple(spans), left)


def _belongs(payment: Payment, reversal: Reversal) -> bool:
    return payment.refund_id is not None and payment.refund_id == reversal.refund_id
