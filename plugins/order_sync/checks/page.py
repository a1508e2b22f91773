"""The checks' report as one HTML page that opens without a network: all text is escaped, nothing is fetched."""

from __future__ import annotations

from collections.abc import Sequence
from html import escape

from order_sync.checks.result import CheckOutcome, CheckResult, Failure

_MOST_ROWS = 500  # of a list on the page: it is for reading

_STYLE = """
body { font: 15px/1.5 system-ui, sans-serif; margin: 2rem auto; max-width: 70rem; padding: 0 1rem }
body { color: #1c2330; background: #fff }
h1 { font-size: 1.5rem; margin-bottom: .2rem } h2 { font-size: 1.1rem; margin-top: 2rem }
p.sub, p.none { color: #5c6675; margin-top: 0 }
table { border-collapse: collapse; width: 100%; margin: .5rem 0 }
th, td { text-align: left; padding: .35rem .6rem; border-bottom: 1px solid #e3e7ee; vertical-align: top }
th { background: #f4f6fa; font-weight: 600 } td.n, th.n { text-align: right; font-variant-numeric: tabular-nums }
.ok { color: #17703a } .bad { color: #b3261e; font-weight: 600 } .warn { color: #8a5a00; font-weight: 600 }
"""


def write_report(results: Sequence[CheckResult], sync: str, run_id: str) -> str:
    """The whole page: each check with its rows passed and failed, then the orders held back and why."""
    title = f"{sync}: checks"
    failures = [failure for result in results for failure in result.failures]
    warnings = [warning for result in results for warning in result.warnings]
    checks = sum(len(result.outcomes) for result in results)
    orders = len({failure.order_id for failure in failures})
    verdict = f"{orders} held back" if orders else "none held back"
    parts = [
        f"<h1>{escape(title)}</h1>",
        f"<p class=sub>{escape(run_id)} · {checks} checks · orders: {verdict}</p>",
        *(_suite(result) for result in results),
        _orders(f"Orders held back ({orders})", failures),
    ]
    if warnings:
        parts.append(_orders("Warnings: shown, nothing is held back", warnings))
    head = f'<!doctype html><html lang="en"><meta charset="utf-8"><title>{escape(title)}</title><style>{_STYLE}</style>'
    return head + "\n".join(parts) + "</html>\n"


def _suite(result: CheckResult) -> str:
    rows = "".join(_outcome(outcome) for outcome in result.outcomes)
    heads = "<tr><th></th><th>Check</th><th>What it catches</th><th class=n>Passed</th><th class=n>Failed</th></tr>"
    return f"<h2>{escape(result.suite.capitalize())}</h2><table>{heads}{rows}</table>"


def _outcome(outcome: CheckOutcome) -> str:
    mark, word = ("ok", "passed") if not outcome.failed else ("bad", "failed") if outcome.blocks else ("warn", "warning")
    return (
        f"<tr><td class={mark}>{word}</td><td>{escape(outcome.check.replace('_', ' '))}</td>"
        f"<td>{escape(outcome.reason)}</td>"
        f"<td class=n>{outcome.rows - outcome.failed:,}</td><td class=n>{outcome.failed:,}</td></tr>"
    )


def _orders(heading: str, failures: Sequence[Failure]) -> str:
    if not failures:
        return f"<h2>{escape(heading)}</h2><p class=none>None.</p>"
    rows = "".join(
        f"<tr><td>{escape(one.order_number or one.order_id)}</td><td>{escape(one.check.replace('_', ' '))}</td>"
        f"<td>{escape(one.reason)}</td><td>{escape(one.remedy)}</td></tr>"
        for one in failures[:_MOST_ROWS]
    )
    more = f"<p class=sub>and {len(failures) - _MOST_ROWS:,} more</p>" if len(failures) > _MOST_ROWS else ""
    heads = "<tr><th>Order</th><th>Check</th><th>Why</th><th>What to do</th></tr>"
    return f"<h2>{escape(heading)}</h2><table>{heads}{rows}</table>{more}"
