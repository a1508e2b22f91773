"""Two stores with the same buyers, into one company."""

from __future__ import annotations

import threading
from collections import Counter

from tests.pipeline.conftest import Flow


def test_two_syncs_at_once_make_one_customer_of_each_email_and_one_item_of_each_name(flow: Flow) -> None:
    summaries = []
    threads = [
        threading.Thread(target=lambda name=name: summaries.append(flow.run(name)))  # type: ignore[misc]
        for name in ("shopify", "woocommerce")
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(summaries) == 2
    customers = list(flow.company.company.documents["Customer"].values())
    emails = Counter(one["PrimaryEmailAddr"]["Address"].casefold() for one in customers if "PrimaryEmailAddr" in one)
    assert len(emails) > 10
    assert [email for email, count in emails.items() if count > 1] == []
    names = Counter(one["FullyQualifiedName"].casefold() for one in flow.company.company.documents["Item"].values())
    assert [name for name, count in names.items() if count > 1] == []


def test_one_customer_for_all_orders_of_a_store(flow: Flow) -> None:
    flow.rewrite(
        "syncs/shopify.yaml", "schedule: hourly", "schedule: hourly\ncustomers: {name: [single], single: Web store}"
    )
    flow.run()
    invoices = list(flow.company.company.documents["Invoice"].values())
    assert {one["CustomerRef"]["name"] for one in invoices} == {"Web store"}
    assert len({one["BillAddr"]["Line1"] for one in invoices}) > 1
