"""GET /v3/company/REALM/reports/NAME: Intuit's report JSON, made of the general ledger (reference section 4.6)."""

from sandbox.quickbooks.reports.answering import REPORTS, answer

__all__ = ["REPORTS", "answer"]
