"""What a load does beside posting records: what is in the books is updated, closed, applied; and what came of that."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from order_sync.ledger import Outcome
from order_sync.quickbooks.batches import Answer
from order_sync.quickbooks.revising import Revised
from order_sync.records.outcome import LoadedRecord, RecordOutcome
from order_sync.records.record import PlannedOrder
from order_sync.syncs import RecordKind

_OUTCOMES = {Outcome.refused: RecordOutcome.refused, Outcome.unclear: RecordOutcome.unclear}


@dataclass(frozen=True)
class Others:
    """The answers, by record key."""

    revised: Revised
    closed: Mapping[str, Answer]
    applied: Mapping[str, Answer]

    def obstacle(self, row: PlannedOrder) -> Answer | None:
        """Why something of an order's is not done."""
        closings = (self.closed.get(one.key) for one in row.closings)
        applications = (self.applied.get(one.key) for one in row.applications)
        answers = (answer for answer in (*closings, *applications) if answer is not None)
        return next((answer for answer in answers if not answer.confirmed), None)

    def loaded(self, row: PlannedOrder, otherwise: Answer) -> Iterator[LoadedRecord]:
        """What became of each document; `otherwise`: why nothing was tried. One that said all already is left out."""
        for record in (*row.revised, *row.agreeing):
            answer = self.revised.updated.get(record.key) or self.revised.not_updated.get(record.key)
            if answer is not None:
                number = record.document_number
                yield _loaded(row, record.key, record.kind, RecordOutcome.updated, answer, number, record.total)
        for closing in row.closings:
            answer = self.closed.get(closing.key, otherwise)
            number = closing.document_number
            yield _loaded(row, closing.key, RecordKind.sales_order, RecordOutcome.closed, answer, number, closing.total)
        for one in row.applications:
            answer = self.applied.get(one.key, otherwise)
            yield _loaded(row, one.key, RecordKind.payment, RecordOutcome.applied, answer, None, one.total)


def _loaded(
    row: PlannedOrder, key: str, kind: RecordKind, done: RecordOutcome, answer: Answer, number: str | None, total: int
) -> LoadedRecord:
    return LoadedRecord(
        key=key,
        kind=kind,
        outcome=done if answer.confirmed else _OUTCOMES.get(answer.outcome or Outcome.confirmed, RecordOutcome.waiting),
        document_number=number,
        currency=row.currency,
        store_total=row.store_total if kind is RecordKind.sales_order else total,
        total=total,
        reason=answer.reason,
        remedy=answer.remedy,
        code=answer.code,
    )
