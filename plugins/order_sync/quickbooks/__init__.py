"""QuickBooks Online: one company's books, through its Accounting API."""

from order_sync.quickbooks.company import Company, open_company
from order_sync.records.outcome import Difference, LoadedOrder, LoadedRecord, RecordOutcome

__all__ = ["Company", "Difference", "LoadedOrder", "LoadedRecord", "RecordOutcome", "open_company"]
