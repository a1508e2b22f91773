"""Sending a form by e-mail, which is not sent: only the form's status says so (reference section 4.3)."""

from __future__ import annotations

from sandbox.quickbooks.company import Company, Document
from sandbox.quickbooks.errors import not_found, refusal, unsupported_operation
from sandbox.quickbooks.fields import SALES_FORMS, checked_id
from sandbox.quickbooks.readers import email

SENDABLE = (*SALES_FORMS, "Payment")


def send(company: Company, kind: str, id: str, to: str) -> Document:
    """Sets EmailStatus, DeliveryInfo and BillEmail; without any address, 6420. That SyncToken rises is an assumption."""
    if kind not in SENDABLE:
        raise unsupported_operation(f"send {kind}")
    before = company.find(kind, checked_id(id))
    if before is None:
        raise not_found()
    customer = company.documents["Customer"].get(before.get("CustomerRef", {}).get("value", ""), {})
    usual = before.get("BillEmail") or (customer.get("PrimaryEmailAddr") if kind == "Payment" else None)
    address = email({"Address": to}, "sendTo") if to else usual
    if not address:
        raise refusal("6420", "Email address needed to send : neither sendTo nor BillEmail names one", "BillEmail")
    delivered = {"DeliveryType": "Email", "DeliveryTime": company.clock.stamp()}
    with company.atomic():
        sent = {**before, "EmailStatus": "EmailSent", "BillEmail": address, "DeliveryInfo": delivered}
        return company.shown(kind, company.replace(kind, before, sent))


def with_invoice_link(invoice: Document) -> Document:
    """The page where the customer pays, given for an invoice that has an address and takes payments online."""
    online = invoice.get("AllowOnlineCreditCardPayment") or invoice.get("AllowOnlineACHPayment")
    if not online or "BillEmail" not in invoice:
        return invoice
    return {**invoice, "InvoiceLink": f"https://connect.intuit.example/portal/invoice-{invoice['Id']}"}
