"""What the network and Intuit's servers do to a loader now and then: nothing is lost and nothing is there twice."""

import threading

import pytest

from order_sync import quickbooks
from order_sync.errors import CompanyError, CredentialsError, OrderSyncError, RecordRefused
from order_sync.quickbooks.client import Client
from tests.generators.companies import a_sync
from tests.generators.orders import SHIPPED, a_payment, an_order
from tests.quickbooks.conftest import killed_at

COUNT = 40


def orders(count=COUNT):
    return [an_order(number=str(n), shipped=SHIPPED, payments=[a_payment(4_765, f"pay-{n}")]) for n in range(count)]


def test_nothing_is_doubled_when_every_answer_of_a_batch_is_lost_after_it_was_done(books):
    quickbooks.refresh_references(books.open())
    books.fault("cut_after_commit", count=3, path="/batch", after=1)
    result = books.run(orders())
    assert (books.counts(), result.reasons()) == ((COUNT,) * 3, [])


@pytest.mark.parametrize("after", range(1, 7))
def test_a_batch_whose_answer_never_comes_is_settled_by_the_next_run(books, after):
    quickbooks.refresh_references(books.open())
    books.fault("504", count=4, path="/batch", after=after)
    result = books.run(orders())
    assert len(result.reasons()) > 0
    for _ in range(2):
        result = books.run(orders())
    assert (books.counts(), result.reasons()) == ((COUNT,) * 3, [])


@pytest.mark.parametrize("kind", ["429", "500", "503", "html", "401", "cut_before_commit", "shuffle"])
def test_passing_trouble_costs_time_and_nothing_else(books, kind):
    books.fault(kind, count=1, path="/batch", after=2)
    result = books.run(orders())
    assert (books.counts(), result.reasons(), result.differences) == ((COUNT,) * 3, [], [])


def test_a_throttled_loader_waits_a_minute(books):
    books.fault("429", path="/batch", after=1)
    books.run(orders(1))
    assert 59 < sum(books.slept) < 65


@pytest.mark.parametrize("after", range(1, 7))
def test_a_batch_that_was_always_cut_in_half_on_the_way_is_finished_without_doubles(books, after):
    quickbooks.refresh_references(books.open())
    books.fault("cut_mid_batch", count=4, path="/batch", after=after)
    for _ in range(3):
        result = books.run(orders())
    assert (books.counts(), result.reasons()) == ((COUNT,) * 3, [])


def test_quickbooks_being_silent_for_long_is_not_asked_again_for_every_batch(books):
    books.run(orders(1))
    planned = books.plan(orders(200))
    books.forget_calls()
    books.fault("503", count=1_000, path="/batch")
    loaded = quickbooks.load(books.open(), a_sync(), planned)
    assert {row.code for row in loaded} == {"unclear", "no_answer"}
    assert books.calls()["faults"] < 15
    books.sandbox.world.faults.clear()
    for _ in range(2):
        books.run(orders(200))
    assert books.counts() == (200, 200, 200)


@pytest.mark.parametrize("kind", ["cut_after_commit", "cut_mid_batch", "429"])
def test_batches_sent_side_by_side_lose_and_double_nothing_either(books, kind):
    books.side_by_side = 4
    books.fault(kind, count=9, path="/batch", after=3)
    for _ in range(3):
        result = books.run(orders(100))
    assert (books.counts(), result.reasons()) == ((100, 100, 100), [])


def test_a_token_that_ends_while_four_batches_are_on_their_way_is_renewed_once(books):
    books.side_by_side = 4
    planned = books.plan(orders(120))
    company = books.open()
    quickbooks.refresh_references(company)
    books.sandbox.world.oauth._access.clear()
    books.forget_calls()
    loaded = quickbooks.load(company, a_sync(), planned)
    assert [row.reason for row in loaded if row.reason] == []
    assert books.calls()["refreshes"] == 1


def test_an_item_missing_from_the_answer_is_looked_for_and_found(books):
    quickbooks.refresh_references(books.open())
    books.fault("lost_item", item=3, path="/batch", after=1)
    books.run(orders())
    result = books.run(orders())
    assert (books.counts(), result.reasons()) == ((COUNT,) * 3, [])


@pytest.mark.parametrize("place", range(6))
def test_a_process_that_dies_between_storing_and_sending_leaves_nothing_behind(books, place):
    with killed_at("deliver", place):
        books.run(orders())
    for _ in range(2):
        result = books.run(orders())
    assert (books.counts(), result.reasons()) == ((COUNT,) * 3, [])


def test_a_process_that_dies_after_sending_is_known_by_its_marks(books):
    with killed_at("finish", 4):
        books.run(orders())
    for _ in range(2):
        result = books.run(orders())
    assert (books.counts(), result.reasons()) == ((COUNT,) * 3, [])


def test_a_batch_that_is_refused_whole_is_sent_in_halves_until_the_culprit_is_alone(books, monkeypatch):
    books.run(orders(1))
    send = Client.batch

    def refuse_order_seven(client, content, request_id):
        if b'"DocNumber":"7"' in content:
            raise RecordRefused("The request cannot be read.", remedy="Look at it.", code="2010")
        return send(client, content, request_id)

    monkeypatch.setattr(Client, "batch", refuse_order_seven)
    result = books.run(orders())
    assert books.counts() == (COUNT - 1,) * 3
    assert [row.order_number for row in result.loaded if row.reason] == ["7"]
    monkeypatch.undo()
    books.run(orders())
    assert books.counts() == (COUNT,) * 3


def test_two_loaders_on_one_company_make_every_order_once(books):
    quickbooks.refresh_references(books.open())
    problems = []

    def load():
        try:
            books.run(orders())
        except OrderSyncError as error:
            problems.append(error)

    threads = [threading.Thread(target=load) for _ in range(2)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    books.run(orders())
    assert (books.counts(), problems) == ((COUNT,) * 3, [])


def test_an_ended_subscription_stops_the_run_and_nothing_is_lost(books):
    quickbooks.refresh_references(books.open())
    books.sandbox.company.switches.subscription_ended = True
    with pytest.raises(CompanyError, match="subscription"):
        books.run(orders())
    books.sandbox.company.switches.subscription_ended = False
    for _ in range(2):
        result = books.run(orders())
    assert (books.counts(), result.reasons()) == ((COUNT,) * 3, [])


def test_a_disconnected_company_says_what_to_do(books):
    books.sandbox.world.oauth.disconnect()
    with pytest.raises(CredentialsError, match="Connect the company again"):
        books.run(orders(1))


def test_without_custom_numbers_a_used_number_is_looked_up_first(books):
    preferences = books.sandbox.company.documents["Preferences"]["1"]
    preferences["SalesFormsPrefs"]["CustomTxnNumbers"] = False
    books.run(orders(2), a_sync(["sales_order"]))
    books.person("invoice_estimate", doc_number="0", invoice_number="1")
    result = books.run(orders(2), a_sync(["invoice"]))
    assert "is used in QuickBooks" in " ".join(result.reasons())
