"""`make up`: leaves Airflow's UI and the sandbox running until Ctrl-C."""

from __future__ import annotations

import shlex
import time
from pathlib import Path

from local.airflow import Airflow, start_airflow
from local.airflow_settings import USER, new_place
from local.folder import InUse, own_folder
from local.ports import preferred_or_free
from local.processes import PROJECT, ServerFailed, Servers
from local.sandbox import Sandbox, start_sandbox
from order_sync.airflow_adapter.pools import pools_needed
from order_sync.syncs import sync_files

AIRFLOW_PORT = 8080
QUICKBOOKS_PORT = 8801
SHOPIFY_PORT = 8802
WOOCOMMERCE_PORT = 8803


def main() -> None:
    try:
        with own_folder("up") as folder, Servers(folder / "output") as servers:
            print("Starting the sandbox: QuickBooks Online, Shopify, WooCommerce ...")
            sandbox = start_sandbox(
                servers,
                quickbooks_port=_port(QUICKBOOKS_PORT),
                shopify_port=_port(SHOPIFY_PORT),
                woocommerce_port=_port(WOOCOMMERCE_PORT),
            )
            place = new_place(folder / "airflow", port=_port(AIRFLOW_PORT))
            airflow = start_airflow(servers, place, sandbox.connections(), say=lambda what: print(f"Starting {what} ..."))
            airflow.api.create_pools(pools_needed(place.include))
            airflow.api.wait_for_dags(path.stem for path in sync_files(place.include / "syncs"))
            _write_environment(folder / "environment", airflow)
            print(_addresses(airflow, sandbox))
            while True:
                airflow.keep_running()
                airflow.api.create_pools(pools_needed(place.include))  # of syncs that were added meanwhile
                time.sleep(5)
    except KeyboardInterrupt:
        print("\nStopped.")
    except (InUse, ServerFailed) as error:
        raise SystemExit(str(error)) from error


def _port(preferred: int) -> int:
    taken = preferred_or_free(preferred)
    if taken != preferred:
        print(f"Port {preferred} is in use; taking {taken}.")
    return taken


def _write_environment(path: Path, airflow: Airflow) -> None:
    """What `airflow` and `order-sync` need to know in a terminal of their own; readable by this user alone."""
    told = {name: value for name, value in airflow.environment.items() if name.startswith(("AIRFLOW_", "ORDER_SYNC_"))}
    path.touch(mode=0o600)
    path.write_text("".join(f"export {name}={shlex.quote(value)}\n" for name, value in sorted(told.items())))


def _addresses(airflow: Airflow, sandbox: Sandbox) -> str:
    return f"""
Airflow                  {airflow.place.url}   log in as {USER} with {airflow.place.password}
QuickBooks sandbox       {sandbox.quickbooks_url}
Shopify sandbox          {sandbox.shopify_url}
WooCommerce sandbox      {sandbox.woocommerce_url}

Syncs                    {airflow.place.include / "syncs"}
What the servers print   {airflow.place.home.parent / "output"}
For a terminal           source {(airflow.place.home.parent / "environment").relative_to(PROJECT)}

In Airflow switch a DAG on to run it on its schedule, or press Trigger for the form. Ctrl-C stops everything."""


if __name__ == "__main__":
    main()
