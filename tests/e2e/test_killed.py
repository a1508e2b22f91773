"""A load that is killed half-way: Airflow tries it again, and nothing is missing and nothing is there twice."""

import time
from datetime import date, timedelta

import psutil
import requests

from local.books import read_books

SECONDS = 240


def kill_tasks(scheduler):
    """SIGKILL to the processes in which tasks run at this moment: the children of the scheduler's own workers."""
    workers = psutil.Process(scheduler.process.pid).children()
    killed = [task for worker in workers for task in worker.children()]
    for task in killed:
        task.kill()
    return killed


def wait_until(happened, seconds=SECONDS):
    deadline = time.monotonic() + seconds
    while not happened():
        assert time.monotonic() < deadline
        time.sleep(0.05)


def test_a_load_killed_between_two_batches_is_finished_by_the_next_try(airflow, companies, shipped):
    url = companies.urls["killed"]
    # answers so slow that there is time to kill between them
    requests.post(
        f"{url}/_sandbox/faults", json={"kind": "slow", "count": 1000, "seconds": 1, "path": "batch"}, timeout=30
    ).raise_for_status()
    airflow.api.unpause("killed")
    run = airflow.api.trigger("killed", {"placed_from": (date.today() - timedelta(days=31)).isoformat()})
    wait_until(lambda: requests.get(f"{url}/_sandbox/documents", params={"kind": "Estimate"}, timeout=30).json())
    assert kill_tasks(airflow.parts["scheduler"])
    before = read_books(url).documents
    requests.delete(f"{url}/_sandbox/faults", timeout=30).raise_for_status()
    airflow.api.wait_for([run], SECONDS)

    tries = {task["task_id"]: task["try_number"] for task in airflow.api.tasks(run)}
    assert tries["load"] > 1, tries
    books = read_books(url)
    assert books.documents > before
    for order in shipped.orders:
        if order["store"] == "shopify" and order["fate"] in ("paid_then_fulfilled", "fulfilled_at_first_sight"):
            assert books.of(order["number"]).kinds == ["sales_order", "invoice", *["payment"] * order["payments"]]
    for documents in books.by_number.values():
        assert len(documents.estimates) <= 1 and len(documents.invoices) <= 1
