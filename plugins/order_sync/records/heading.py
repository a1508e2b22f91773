"""What rules say of a document as a whole: class, location, terms and the like, each for one kind of record."""

from __future__ import annotations

from order_sync.orders import Order
from order_sync.records import fields
from order_sync.records.fields import Note, cut
from order_sync.records.record import Heading


def heading_of(order: Order, note: Note) -> Heading:
    """The heading by the order as one kind of record books it. Names are not cut: a part of a name names nothing."""
    return Heading(
        class_name=order.class_name,
        location=order.quickbooks_location,
        terms=order.terms_name,
        sales_rep=order.sales_rep,
        customer_message=cut(order.customer_message, fields.CUSTOMER_MESSAGE, "The message to the customer", note),
        custom_fields={
            name: cut(value, fields.CUSTOM_FIELD, f"The custom field “{name}”", note)
            for name, value in order.custom_fields.items()
            if value
        },
        ar_account=order.ar_account,
        tax_code=order.tax_code,
        discount_tax_code=order.discount_tax_code,
    )
