"""A selection as WooCommerce's query parameters (reference section 2.2). Pure."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta, timezone

from order_sync.stores.moments import SECOND, naive_text, whole_second
from order_sync.syncs import Selection, Span

_FIRST = datetime(2000, 1, 1, tzinfo=timezone.utc)


@dataclass(frozen=True)
class Walk:
    """A way through the orders by one of their times: what it is called in the filters, the sorting and the rows."""

    span: Span
    after: str
    before: str
    orderby: str
    field: str

    @property
    def first_anchor(self) -> datetime:
        """The filters leave their own bound out, so a second earlier."""
        return whole_second(self.span.start) - SECOND

    def params(self, anchor: datetime, *, until: datetime | None = None) -> dict[str, str]:
        """Orders after the anchor. Naive UTC: a value with Z would be shifted by the site's zone (reference section 2.2)."""
        end = until or whole_second(self.span.end, up=True) + SECOND
        return {
            self.after: naive_text(anchor),
            self.before: naive_text(end),
            "dates_are_gmt": "true",
            "orderby": self.orderby,
            "order": "asc",
        }


def walk_of(selection: Selection, now: datetime) -> Walk:
    """By time of update where the selection has one, else by the time placed; all of them where it has neither."""
    if selection.updated:
        return Walk(selection.updated, "modified_after", "modified_before", "modified", "date_modified_gmt")
    span = selection.placed or Span(_FIRST, now + timedelta(days=1))
    return Walk(span, "after", "before", "date", "date_created_gmt")


def further_params(selection: Selection) -> dict[str, str]:
    """The time placed, where the walk goes by time of update."""
    if selection.updated is None or selection.placed is None:
        return {}
    start, end = whole_second(selection.placed.start) - SECOND, whole_second(selection.placed.end, up=True) + SECOND
    return {"after": naive_text(start), "before": naive_text(end)}
