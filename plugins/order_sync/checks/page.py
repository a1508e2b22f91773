"""The checks' report as one HTML page."""

from __future__ import annotations

from collections.abc import Sequence

from order_sync.checks.result import CheckOutcome, CheckResult, Failure
from order_sync.offline_page import document, heading, note, table

_MOST_ROWS = 500  # of a list on the page: it is for reading


def write_report(results: Sequence[CheckResult], sync: str, run_id: str) -> str:
    """The whole page: each check with its rows passed and failed, then the orders held back and why."""
    failures = [failure for result in results for failure in result.failures]
    warnings = [warning for result in results for warning in result.warnings]
    checks = sum(len(result.outcomes) for result in results)
    orders = len({failure.order_id for failure in failures})
    verdict = f"{orders} held back" if orders else "none held back"
    parts = [
        *(part for result in results for part in (heading(result.suite.capitalize()), _outcomes(result.outcomes))),
        *_orders(f"Orders held back ({orders})", failures),
        *(_orders("Warnings: shown, nothing is held back", warnings) if warnings else []),
    ]
    return document(f"{sync}: checks", f"{run_id} · {checks} checks · orders: {verdict}", parts)


def _outcomes(outcomes: Sequence[CheckOutcome]) -> str:
    verdicts = [
        ("ok", "passed") if not one.failed else ("bad", "failed") if one.blocks else ("warn", "warning") for one in outcomes
    ]
    rows = [
        (word, one.check.replace("_", " "), one.reason, f"{one.rows - one.failed:,}", f"{one.failed:,}")
        for one, (_, word) in zip(outcomes, verdicts, strict=True)
    ]
    heads = ["", "Check", "What it catches", "Passed", "Failed"]
    return table(heads, rows, numbers={3, 4}, marks=[mark for mark, _ in verdicts])


def _orders(title: str, failures: Sequence[Failure]) -> list[str]:
    rows = [
        (one.order_number or one.order_id, one.check.replace("_", " "), one.reason, one.remedy)
        for one in failures[:_MOST_ROWS]
    ]
    more = [note(f"and {len(failures) - _MOST_ROWS:,} more")] if len(failures) > _MOST_ROWS else []
    return [heading(title), table(["Order", "Check", "Why", "What to do"], rows), *more]
