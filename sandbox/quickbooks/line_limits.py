"""How many lines a transaction may have (reference section 2.1); QuickBooks' words for too many are not known."""

from __future__ import annotations

from collections.abc import Sized

from sandbox.quickbooks.errors import business

MOST = 10_000  # and as many linked transactions
MOST_TAXED = 750  # of an invoice or an estimate that is taxed


def check_lines(lines: Sized) -> None:
    """Raises 6000."""
    if len(lines) > MOST:
        raise business(f"A transaction has at most {MOST:,} lines; this one has {len(lines):,}.")


def check_taxed_lines(kind: str, lines: Sized) -> None:
    """Raises 6000."""
    if kind in ("Invoice", "Estimate") and len(lines) > MOST_TAXED:
        raise business(f"A taxable transaction has at most {MOST_TAXED} lines; this one has {len(lines)}.")
