"""The command line: the same flow as the DAGs, without Airflow."""

from order_sync.cli import resync_command
from order_sync.cli.commands import main

__all__ = ["main", "resync_command"]
