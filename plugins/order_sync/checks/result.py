"""What a check found: per expectation how many rows it looked at and refused, per refused row the order and the reason."""

from __future__ import annotations

from collections.abc import Iterable

import msgspec


class Failure(msgspec.Struct, frozen=True, kw_only=True):
    """One order that one check refuses."""

    order_id: str
    order_number: str
    check: str
    reason: str
    remedy: str


class CheckOutcome(msgspec.Struct, frozen=True, kw_only=True):
    """One expectation over all rows it has seen. `blocks` False: its failures are shown and hold nothing back."""

    check: str
    reason: str
    blocks: bool
    rows: int
    failed: int


class CheckResult(msgspec.Struct, frozen=True, kw_only=True):
    """One suite over one frame, or over several added up."""

    suite: str
    outcomes: tuple[CheckOutcome, ...] = ()
    failures: tuple[Failure, ...] = ()  # of checks that block
    warnings: tuple[Failure, ...] = ()  # of checks that do not


def add_up(results: Iterable[CheckResult]) -> tuple[CheckResult, ...]:
    """The results of all chunks as one result a suite, in the order in which the suites came."""
    sums: dict[str, CheckResult] = {}
    for result in results:
        before = sums.get(result.suite)
        sums[result.suite] = result if before is None else _sum(before, result)
    return tuple(sums.values())


def _sum(first: CheckResult, second: CheckResult) -> CheckResult:
    outcomes = {outcome.check: outcome for outcome in first.outcomes}
    for outcome in second.outcomes:
        before = outcomes[outcome.check]
        outcomes[outcome.check] = msgspec.structs.replace(
            outcome, rows=before.rows + outcome.rows, failed=before.failed + outcome.failed
        )
    return CheckResult(
        suite=first.suite,
        outcomes=tuple(outcomes.values()),
        failures=(*first.failures, *second.failures),
        warnings=(*first.warnings, *second.warnings),
    )
