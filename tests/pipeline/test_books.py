"""A run held against the books: the company's reports say to the cent what the stores' own orders add up to."""

from collections import Counter
from datetime import timedelta
from decimal import Decimal

import pytest
import requests

from tests.pipeline.store_figures import figures

INCOME = ("Sales of Product Income", "Shipping Income", "Discounts given")


class Reports:
    """The company's reports over HTTP, as any client reads them."""

    def __init__(self, company):
        """With an app of its own: the refresh token of the first is the product's."""
        self.url, self.realm = company.url, company.realm
        *_, app = requests.post(f"{self.url}/_sandbox/apps", json={"name": "An accountant"}, timeout=30).json()
        credentials = (app["client_id"], app["client_secret"])
        form = {"grant_type": "refresh_token", "refresh_token": app["refresh_tokens"][self.realm]}
        tokens = requests.post(f"{self.url}/oauth2/v1/tokens/bearer", auth=credentials, data=form, timeout=30).json()
        self.headers = {"Authorization": f"Bearer {tokens['access_token']}"}

    def rows(self, name, **parameters):
        """The cells of every row and of every section's sum."""
        address = f"{self.url}/v3/company/{self.realm}/reports/{name}"
        answer = requests.get(address, params=parameters, headers=self.headers, timeout=30)
        assert answer.status_code == 200, answer.text
        return list(cells_of(answer.json()["Rows"].get("Row", [])))


def cells_of(rows):
    for row in rows:
        if "ColData" in row:
            yield [cell["value"] for cell in row["ColData"]]
        yield from cells_of(row.get("Rows", {}).get("Row", []))
        if "Summary" in row:
            yield [cell["value"] for cell in row["Summary"]["ColData"]]


def amount(text):
    return Decimal(text or 0)


def hold_against_the_stores(flow, reports):
    """Every report against the stores' sums."""
    expected = figures(flow.stores)
    *accounts, total = reports.rows("TrialBalance")
    assert {name: amount(debit) - amount(credit) for name, debit, credit in accounts} == expected.accounts
    assert amount(total[1]) == amount(total[2]) == sum(value for value in expected.accounts.values() if value > 0)

    earned = {name: amount(value) for name, value in reports.rows("ProfitAndLoss")}
    assert {name: earned.get(name, 0) for name in INCOME} == {name: -expected.accounts[name] for name in INCOME}
    assert earned["Net Income"] == -sum(expected.accounts[name] for name in INCOME)

    receivable = expected.accounts["Accounts Receivable (A/R)"]
    *customers, total = reports.rows("CustomerBalance")
    assert Counter({name: amount(owed) for name, owed in customers}) == expected.owed
    assert amount(total[1]) == receivable

    today = flow.company.company.clock.today()
    for day, all_late in ((today, False), (today + timedelta(days=55), True)):  # due 30 days after at most 20 days ago
        *customers, total = reports.rows("AgedReceivables", report_date=day.isoformat())
        assert Counter({row[0]: amount(row[-1]) for row in customers}) == expected.owed
        assert amount(total[-1]) == receivable
        assert amount(total[1]) == (0 if all_late else receivable)
    return expected


@pytest.fixture
def reports(flow):
    return Reports(flow.company)


def test_the_reports_say_what_the_stores_add_up_to_at_first_sight_when_shipped_and_paid_and_after_another_run(flow, reports):
    for store in ("shopify", "woocommerce"):
        flow.run(store)
    first = hold_against_the_stores(flow, reports)

    flow.change_store("step")
    for store in ("shopify", "woocommerce"):
        flow.run(store)
    second = hold_against_the_stores(flow, reports)
    assert second.accounts != first.accounts and second.accounts["Checking"] > first.accounts["Checking"]

    for store in ("shopify", "woocommerce"):
        assert flow.run(store).calls.get("writes", 0) == 0
    assert hold_against_the_stores(flow, reports) == second
