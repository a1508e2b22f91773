"""QuickBooks Online: one company's books, through its Accounting API. The steps are functions on an open company."""

from order_sync.quickbooks.company import Company, open_company
from order_sync.quickbooks.company_preferences import check_preferences
from order_sync.quickbooks.comparing import compare
from order_sync.quickbooks.loading import load
from order_sync.quickbooks.nameable import Nameable, nameable
from order_sync.quickbooks.reconciling import reconcile
from order_sync.quickbooks.references import read_settings, refresh_references
from order_sync.quickbooks.resyncing import resync, settle_all
from order_sync.quickbooks.revising import with_revisions
from order_sync.quickbooks.state import read_state, read_state_before_posting

__all__ = [
    "Company",
    "Nameable",
    "check_preferences",
    "compare",
    "load",
    "nameable",
    "open_company",
    "read_settings",
    "read_state",
    "read_state_before_posting",
    "reconcile",
    "refresh_references",
    "resync",
    "settle_all",
    "with_revisions",
]
