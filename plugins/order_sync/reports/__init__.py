"""What a run did, for people."""

from order_sync.reports.order_states import order_rows
from order_sync.reports.page import page
from order_sync.reports.summary import Keeping, Kept, KindTotal, Summary, summarise

__all__ = ["Keeping", "Kept", "KindTotal", "Summary", "order_rows", "page", "summarise"]
