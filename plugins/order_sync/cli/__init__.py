"""The command line: the same flow as the DAGs, without Airflow."""

from order_sync.cli.commands import main

__all__ = ["main"]
