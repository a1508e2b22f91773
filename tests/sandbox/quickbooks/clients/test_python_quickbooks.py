"""The library that the loader stands on, against the sandbox: what it sends must be understood, what it gets must fit."""

from decimal import Decimal

import pytest
import requests
from intuitlib.client import AuthClient
from quickbooks import QuickBooks
from quickbooks.batch import batch_create, batch_delete, batch_update
from quickbooks.cdc import change_data_capture
from quickbooks.exceptions import (
    AuthorizationException,
    ObjectNotFoundException,
    QuickbooksException,
    UnsupportedException,
    ValidationException,
)
from quickbooks.objects import Customer, Estimate, Invoice, Item, Payment, SalesItemLine, SalesItemLineDetail
from quickbooks.objects.account import Account
from quickbooks.objects.attachable import Attachable
from quickbooks.objects.base import AttachableRef, Ref
from quickbooks.objects.bill import Bill
from quickbooks.objects.payment import PaymentLine
from quickbooks.objects.salesreceipt import SalesReceipt
from quickbooks.objects.taxcode import TaxCode


class Server:
    """What an app keeps about the company that it is connected to; every client it makes signs in with the newest token."""

    def __init__(self, sandbox):
        self.sandbox, self.refresh_token, self.opened = sandbox, sandbox.refresh_token, []

    def connect(self):
        discovery = f"{self.sandbox.url}/.well-known/openid_configuration"
        credentials = (self.sandbox.client_id, self.sandbox.client_secret, "http://127.0.0.1/back")
        auth = AuthClient(*credentials, environment=discovery)
        made = {"refresh_token": self.refresh_token, "company_id": self.sandbox.realm}
        client = QuickBooks(auth_client=auth, minorversion=75, use_decimal=True, **made)
        client.api_url_v3 = f"{self.sandbox.url}/v3"
        self.refresh_token = auth.refresh_token
        self.opened += [client.session, auth]
        return client


@pytest.fixture
def server(sandbox, monkeypatch):
    monkeypatch.setenv("OAUTHLIB_INSECURE_TRANSPORT", "1")
    server = Server(sandbox)
    yield server
    for session in server.opened:
        session.close()


@pytest.fixture
def client(server):
    return server.connect()


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


def test_an_hour_later_it_signs_in_anew_with_the_token_that_it_got(server, client, sandbox):
    requests.post(f"{sandbox.url}/_sandbox/clock", json={"seconds": 3601}, timeout=5)
    with pytest.raises(AuthorizationException) as refused:
        Customer.all(qb=client)
    assert refused.value.error_code == 401
    assert len(Customer.all(qb=server.connect())) == 5


def test_a_sparse_update_leaves_the_rest_and_a_full_one_does_not(client):
    customer = Customer.get("1", qb=client)
    customer.Notes, customer.GivenName = "rings twice", "Amy"
    full = customer.save(qb=client)
    sparse = Customer.from_json({"Id": "1", "SyncToken": full.SyncToken, "sparse": True, "GivenName": "Amelia"})
    for name in [name for name in vars(sparse) if name not in ("Id", "SyncToken", "sparse", "GivenName")]:
        setattr(sparse, name, None)  # what it would send as empty is not sent at all
    changed = sparse.save(qb=client)
    assert (changed.GivenName, changed.Notes, changed.SyncToken) == ("Amelia", "rings twice", "2")
    changed.Notes = None
    assert not changed.save(qb=client).Notes


@pytest.mark.parametrize("kind", [Invoice, SalesReceipt, Payment])
def test_it_voids_each_kind_that_can_be_voided(client, kind):
    if kind is Payment:
        made = Payment()
        made.CustomerRef, made.TotalAmt = ref("1"), 100
    else:
        made = form(kind, item_line(100))
    made.save(qb=client).void(qb=client)
    empty = kind.get(made.Id, qb=client)
    assert (empty.TotalAmt, empty.PrivateNote, empty.SyncToken) == (0, "Voided", "1")


def test_its_batches_change_and_delete(client):
    made = batch_create([form(Invoice, item_line(number)) for number in range(1, 36)], qb=client).successes
    assert sorted(invoice.TotalAmt for invoice in made) == list(range(1, 36))
    for invoice in made:
        invoice.PrivateNote = f"Note {invoice.Id}"
    changed = batch_update(made, qb=client).successes
    assert {invoice.PrivateNote for invoice in changed} == {f"Note {invoice.Id}" for invoice in made}
    deleted = batch_delete(changed, qb=client)
    assert (len(deleted.successes), deleted.faults, Invoice.count(qb=client)) == (35, [], 0)


def test_change_data_capture_gives_it_objects_and_what_was_deleted(client):
    kept, gone = (form(Invoice, item_line(amount)).save(qb=client) for amount in (10, 20))
    gone.delete(qb=client)
    changes = change_data_capture([Invoice, Customer], "2026-01-01T00:00:00Z", qb=client)
    assert {invoice.Id: getattr(invoice, "status", None) for invoice in changes.Invoice._object_list} == {
        kept.Id: None,
        gone.Id: "Deleted",
    }
    assert len(changes.Customer._object_list) == 5


@pytest.mark.parametrize("name", ["TrialBalance", "ProfitAndLoss", "BalanceSheet", "GeneralLedger", "AgedReceivables"])
def test_it_reads_reports(client, name):
    form(Invoice, item_line(100)).save(qb=client)
    report = client.get_report(name, {"date_macro": "This Fiscal Year"} if name != "AgedReceivables" else {})
    assert report["Header"]["ReportName"] == name
    assert "100.00" in str(report["Rows"])


def test_what_a_query_finds_is_paged_ordered_and_counted(client):
    for name in ("Zinnia", "Aster", "Marigold's"):
        customer = Customer()
        customer.DisplayName = name
        customer.save(qb=client)
    (found,) = Customer.filter(DisplayName="Marigold's", qb=client)
    assert Customer.choose([found.Id, "1"], qb=client)[0].DisplayName in ("Marigold's", "Amy's Bird Sanctuary")
    second = Customer.all(order_by="DisplayName", start_position=2, max_results=2, qb=client)
    assert [customer.DisplayName for customer in second] == ["Aster", "Blue Door Books"]
    assert Customer.count("DisplayName LIKE '%a'", qb=client) == 1


def test_it_uploads_a_file_beside_an_invoice(client):
    invoice = form(Invoice, item_line(100)).save(qb=client)
    file = Attachable()
    file.FileName, file.ContentType, file.Note, file._FileBytes = "slip.txt", "text/plain", "signed", b"\x00Thank you\r\n"
    beside = AttachableRef()
    beside.EntityRef = invoice.to_ref()
    file.AttachableRef.append(beside)
    kept = Attachable.get(file.save(qb=client).Id, qb=client)
    assert (kept.FileName, kept.ContentType, kept.Note, kept.Size) == ("slip.txt", "text/plain", "signed", 12)
    assert kept.AttachableRef[0].EntityRef.value == invoice.Id


def test_it_fetches_a_pdf_and_sends_an_invoice(client):
    invoice = form(Invoice, item_line(100)).save(qb=client)
    assert invoice.download_pdf(qb=client).startswith(b"%PDF")
    assert invoice.send(qb=client, send_to="ada@example.com")["Invoice"]["EmailStatus"] == "EmailSent"


def test_a_page_of_one_tax_code_holds_the_pseudo_codes_too_and_the_switch_ends_that(client, sandbox):
    """Its own live test knows four for a page of one."""
    assert [code.Id for code in TaxCode.all(max_results=1, qb=client)] == ["TAX", "NON", "CustomSalesTax", "2"]
    assert [code.TaxGroup for code in TaxCode.all(qb=client)] == [False, False, True, True, True]
    assert [code.Id for code in TaxCode.all(start_position=2, max_results=5, qb=client)] == ["3"]
    requests.post(f"{sandbox.url}/_sandbox/switches", json={"pseudo_tax_codes_beside_page": False}, timeout=5)
    assert len(TaxCode.all(max_results=1, qb=client)) == 1


def test_what_the_sandbox_does_not_have_is_unsupported(client):
    with pytest.raises(UnsupportedException):
        Bill().save(qb=client)
