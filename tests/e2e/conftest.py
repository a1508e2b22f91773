"""One real Airflow and one sandbox for all end-to-end tests; the story's passes run once, and many tests look at them."""

from __future__ import annotations

import shutil
import threading
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
import yaml

from local.airflow import Airflow, start_airflow
from local.airflow_settings import new_place
from local.demo import number_prefixes
from local.processes import PROJECT, Servers
from local.sandbox import Sandbox, Stores, company_connection, start_company, start_sandbox, start_stores
from local.story import Pass, Story, people_work_in_quickbooks, stores_ship_and_are_paid
from order_sync.airflow_adapter.pools import pools_needed

ORDERS, DAYS = 40, 30
SYNCS = {"shopify": "shopify", "woocommerce": "woocommerce"}
BROKEN = "store: {kind: shopify, connection: shopify_sandbox}\ncompany: {connection: quickbooks_sandbox}\ncolour: blue\n"


@pytest.hookimpl(tryfirst=True)
def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """All of them go to one worker, since all share one Airflow."""
    for item in items:
        if Path(__file__).parent in item.path.parents:
            item.add_marker(pytest.mark.e2e)
            item.add_marker(pytest.mark.xdist_group("e2e"))


def write_sync(include: Path, name: str, like: str, **changes: Any) -> None:
    """A sync file like one of the project's, started by hand alone, with changes."""
    content = yaml.safe_load((PROJECT / "include" / "syncs" / f"{like}.yaml").read_text())
    (include / "syncs" / f"{name}.yaml").write_text(yaml.safe_dump({**content, "schedule": None, **changes}))


@pytest.fixture(scope="session")
def home(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("e2e")


@pytest.fixture(scope="session")
def include(home: Path) -> Path:
    """The project's settings, and syncs with others: receipts, no sales orders, on a schedule, a broken file."""
    include = home / "include"
    shutil.copytree(PROJECT / "include", include)
    for store, dag_id in SYNCS.items():
        write_sync(include, dag_id, store)
        write_sync(include, f"{dag_id}_receipts", store, company={"connection": "receipts"}, records=["sales_receipt"])
        write_sync(include, f"{dag_id}_invoices", store, company={"connection": "invoices"}, records=["invoice", "payment"])
    old_shop = {"kind": "woocommerce", "connection": "old_shop", "test_gateways": ["test_gateway"]}
    write_sync(
        include, "every_minute", "woocommerce", store=old_shop, company={"connection": "hourly"}, schedule="* * * * *"
    )
    write_sync(include, "past", "woocommerce", store=old_shop, company={"connection": "past"}, history="monthly")
    write_sync(include, "by_hand", "shopify", company={"connection": "by_hand"})
    write_sync(include, "killed", "shopify", company={"connection": "killed"})
    (include / "syncs" / "broken.yaml").write_text(BROKEN)
    return include


@pytest.fixture(scope="session")
def servers(home: Path) -> Iterator[Servers]:
    with Servers(home / "output") as servers:
        yield servers


@pytest.fixture(scope="session")
def sandbox(servers: Servers) -> Sandbox:
    return start_sandbox(servers, orders=ORDERS, days=DAYS)


@dataclass(frozen=True)
class Companies:
    """Further companies, so that syncs with other settings book the same orders from the beginning."""

    urls: dict[str, str]
    connections: dict[str, str]


@pytest.fixture(scope="session")
def companies(servers: Servers) -> Companies:
    names = ["receipts", "invoices", "hourly", "past", "by_hand", "killed"]
    found = {name: start_company(servers, name, seed=100 + number) for number, name in enumerate(names)}
    return Companies(
        urls={name: company["url"] for name, company in found.items()},
        connections={f"AIRFLOW_CONN_{name.upper()}": company_connection(company) for name, company in found.items()},
    )


@pytest.fixture(scope="session")
def old_shop(servers: Servers) -> Stores:
    """A store with a year of orders."""
    return start_stores(servers, "old-shop", orders=60, days=365, seed=11)


@pytest.fixture(scope="session")
def airflow(
    servers: Servers, sandbox: Sandbox, old_shop: Stores, companies: Companies, include: Path, home: Path
) -> Iterator[Airflow]:
    place = new_place(home / "airflow", include=include)
    connections = {
        **sandbox.connections(),
        **companies.connections,
        "AIRFLOW_CONN_OLD_SHOP": old_shop.woocommerce_connection(),
    }
    airflow = start_airflow(servers, place, connections)
    airflow.api.create_pools(pools_needed(include))
    airflow.api.wait_for_dags(path.stem for path in (include / "syncs").glob("*.yaml"))
    done = threading.Event()

    def supervise() -> None:
        while not done.wait(1):
            airflow.keep_running()

    watch = threading.Thread(target=supervise)
    watch.start()
    yield airflow
    done.set()
    watch.join()


@pytest.fixture(scope="session")
def story(airflow: Airflow, sandbox: Sandbox) -> Story:
    for dag_id in SYNCS.values():
        airflow.api.unpause(dag_id)
    return Story(airflow, sandbox, SYNCS, number_prefixes())


@pytest.fixture(scope="session")
def first_sight(story: Story) -> Pass:
    return story.run_pass("first sight", DAYS + 1)


@pytest.fixture(scope="session")
def shipped(story: Story, first_sight: Pass) -> Pass:
    people_work_in_quickbooks(story.sandbox, story.prefixes)
    stores_ship_and_are_paid(story.sandbox)
    return story.run_pass("shipped and paid", DAYS + 1)


@pytest.fixture(scope="session")
def identical(story: Story, shipped: Pass) -> Pass:
    return story.run_pass("identical", DAYS + 1)
