"""What existing customers get from an order, where the sync says so: they are made active, their contact is renewed."""

from __future__ import annotations

import logging
from collections.abc import Mapping

from order_sync.customer_settings import CustomerSettings
from order_sync.ledger import ReferenceRow, split_emails
from order_sync.quickbooks import payloads
from order_sync.quickbooks.batches import Answer
from order_sync.quickbooks.claims import Claims
from order_sync.quickbooks.company import Company
from order_sync.quickbooks.list_updates import active_again, update_entries
from order_sync.quickbooks.reference_ids import Json
from order_sync.quickbooks.references import address_print
from order_sync.records.record import Buyer

_logger = logging.getLogger(__name__)
_ADDRESSES = {"billing_address": ("BillAddr", "bill"), "shipping_address": ("ShipAddr", "ship")}


def bring_up_to_date(
    company: Company, settings: CustomerSettings, buyers: Mapping[str, Buyer], found: Mapping[str, str], claims: Claims
) -> dict[str, Answer]:
    """`found`: the customers' ids by the key of a buyer. Why a buyer's documents cannot be made now, by key.

    That is so only for a customer who could not be made active. A contact that could not be renewed costs no order.
    """
    if settings.when_inactive != "reactivate" and not settings.update:
        return {}
    rows = company.ledger.references.by_ids(company.realm, "Customer", found.values())
    changes: dict[str, tuple[ReferenceRow, Json]] = {}
    for key, id_ in found.items():
        row = rows.get(id_)
        if row is None:
            continue
        body = {} if row.active else active_again("Customer", row)
        body |= _renewed(buyers[key], row, settings)
        if body:
            changes[id_] = (row, body)
    answers = update_entries(company, "Customer", changes, claims)
    for id_, answer in answers.items():
        if not answer.confirmed:
            _logger.warning("Customer %s was not updated: %s", changes[id_][0].name, answer.reason)
    asleep = {id_ for id_, (row, _) in changes.items() if not row.active and not answers[id_].confirmed}
    return {key: answers[id_] for key, id_ in found.items() if id_ in asleep}


def _renewed(buyer: Buyer, row: ReferenceRow, settings: CustomerSettings) -> Json:
    """What the order says of the customer otherwise than QuickBooks; a customer of many people gets nothing from one."""
    if not buyer.wish.emails:
        return {}
    body: Json = {}
    if "phone" in settings.update and buyer.phone and buyer.phone != row.details.get("phone"):
        body["PrimaryPhone"] = {"FreeFormNumber": buyer.phone}
    emails = split_emails(str(row.details.get("email", "")))
    if "email" in settings.update and buyer.email and not set(buyer.wish.emails) <= set(emails):
        body["PrimaryEmailAddr"] = {"Address": buyer.email}
    for name, (field, detail) in _ADDRESSES.items():
        address = payloads.address(buyer.bill_to if field == "BillAddr" else buyer.ship_to)
        if name in settings.update and address and address_print(address) != row.details.get(detail):
            body[field] = address
    return body
