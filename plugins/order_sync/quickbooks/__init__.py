"""QuickBooks Online: one company's books, through its Accounting API. The steps are functions on an open company."""

from order_sync.quickbooks.company import Company, open_company
from order_sync.quickbooks.company_preferences import check_preferences
from order_sync.quickbooks.loading import load
from order_sync.quickbooks.reconciling import reconcile
from order_sync.quickbooks.references import refresh_references
from order_sync.quickbooks.state import read_state, read_state_before_posting

__all__ = [
    "Company",
    "check_preferences",
    "load",
    "open_company",
    "read_state",
    "read_state_before_posting",
    "reconcile",
    "refresh_references",
]
