"""The library that the loader stands on, against the sandbox: what it sends must be understood, what it gets must fit."""

from decimal import Decimal

import pytest
from intuitlib.client import AuthClient
from quickbooks import QuickBooks
from quickbooks.batch import batch_create
from quickbooks.exceptions import ObjectNotFoundException, QuickbooksException, ValidationException
from quickbooks.objects import Customer, Estimate, Invoice, Item, Payment, SalesItemLine, SalesItemLineDetail
from quickbooks.objects.account import Account
from quickbooks.objects.base import Ref
from quickbooks.objects.payment import PaymentLine


@pytest.fixture
def client(sandbox, monkeypatch):
    monkeypatch.setenv("OAUTHLIB_INSECURE_TRANSPORT", "1")
    discovery = f"{sandbox.url}/.well-known/openid_configuration"
    auth = AuthClient(sandbox.client_id, sandbox.client_secret, "http://127.0.0.1/back", environment=discovery)
    client = QuickBooks(
        auth_client=auth, refresh_token=sandbox.refresh_token, company_id=sandbox.realm, minorversion=75, use_decimal=True
    )
    client.api_url_v3 = f"{sandbox.url}/v3"
    yield client
    client.session.close()
    auth.close()


def ref(value):
    found = Ref()
    found.value = value
    return found


def item_line(amount, quantity=0, price=0):
    line = SalesItemLine()
    line.Amount = amount
    line.SalesItemLineDetail = SalesItemLineDetail()
    line.SalesItemLineDetail.ItemRef = ref("10")
    line.SalesItemLineDetail.Qty = quantity
    line.SalesItemLineDetail.UnitPrice = price
    return line


def form(kind, line):
    made = kind()
    made.CustomerRef = ref("1")
    made.Line.append(line)
    return made


def test_a_customer_is_made_found_and_changed(client):
    customer = Customer()
    customer.DisplayName = "Ada's Looms"
    customer.save(qb=client)
    (found,) = Customer.filter(DisplayName="Ada's Looms", qb=client)
    found.Notes = "changed"
    assert found.save(qb=client).SyncToken == "1"


def test_an_item_is_made(client):
    item = Item()
    item.Name, item.Type, item.Sku = "Lamp", "NonInventory", "L-1"
    item.IncomeAccountRef = ref("79")
    item.save(qb=client)
    assert Item.get(item.Id, qb=client).Sku == "L-1"
    assert len(Item.all(qb=client)) == 6


def test_an_estimate_becomes_a_paid_invoice(client):
    estimate = form(Estimate, item_line(Decimal("10.10"), 2, Decimal("5.05")))
    estimate.save(qb=client)
    invoice = form(Invoice, item_line(100))
    invoice.LinkedTxn.append(estimate.to_linked_txn())
    invoice = invoice.save(qb=client)
    assert Estimate.get(estimate.Id, qb=client).TxnStatus == "Closed"

    payment = Payment()
    payment.CustomerRef = ref("1")
    payment.TotalAmt = 100
    applied = PaymentLine()
    applied.Amount = 100
    applied.LinkedTxn.append(invoice.to_linked_txn())
    payment.Line.append(applied)
    payment.save(qb=client)
    assert Invoice.get(invoice.Id, qb=client).Balance == 0
    payment.SyncToken = "0"
    payment.void(qb=client)
    assert Invoice.get(invoice.Id, qb=client).Balance == 100


def test_an_invoice_that_was_read_can_be_saved_again(client):
    invoice = form(Invoice, item_line(100)).save(qb=client)
    again = Invoice.get(invoice.Id, qb=client)
    again.PrivateNote = "seen"
    saved = again.save(qb=client)
    assert (saved.PrivateNote, saved.TotalAmt, saved.SyncToken) == ("seen", 100, "1")
    saved.delete(qb=client)
    with pytest.raises(ObjectNotFoundException):
        Invoice.get(invoice.Id, qb=client)


def test_its_batches_are_understood(client):
    customers = [Customer() for _ in range(3)]
    for number, customer in enumerate(customers):
        customer.DisplayName = f"Customer {min(number, 1)}"
    answer = batch_create(customers, qb=client)
    assert len(answer.successes) == 2
    assert answer.faults[0].Error[0].code == "6240"


def test_refusals_become_its_exceptions(client):
    with pytest.raises(ValidationException):
        client.query("select nonsense")
    with pytest.raises(QuickbooksException) as refused:
        form(Invoice, item_line(1, 3, 3)).save(qb=client)
    assert refused.value.error_code == 6070


def test_accounts_are_counted(client):
    assert Account.count(qb=client) == len(Account.all(qb=client))
