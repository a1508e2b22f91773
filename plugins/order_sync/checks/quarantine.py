"""What a failed check does: it holds back every record of its order that is not posted yet, and nothing else."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence

import msgspec

from order_sync.checks.result import Failure
from order_sync.orders import Problem
from order_sync.records.record import PlannedOrder


def quarantine(planned: Sequence[PlannedOrder], failures: Iterable[Failure]) -> list[PlannedOrder]:
    """The planned orders; one with a failure has no records left, and its reason, or keeps an earlier one."""
    by_order: dict[str, list[Problem]] = defaultdict(list)
    for failure in failures:
        by_order[failure.order_id].append(Problem(code=failure.check, reason=failure.reason, remedy=failure.remedy))
    return [_held_back(row, by_order[row.order_id]) if row.order_id in by_order else row for row in planned]


def _held_back(row: PlannedOrder, problems: Sequence[Problem]) -> PlannedOrder:
    return msgspec.structs.replace(
        row, records=(), revised=(), agreeing=(), closings=(), applications=(), problems=row.problems or tuple(problems)
    )
