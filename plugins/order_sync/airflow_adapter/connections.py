"""An Airflow connection becomes the plain value that stores and companies are opened with."""

from __future__ import annotations

from typing import TYPE_CHECKING

from order_sync.connections import Connection
from order_sync.errors import CredentialsError

if TYPE_CHECKING:
    from airflow.sdk import Connection as AirflowConnection


def connect(connection_id: str) -> Connection:
    """The connection of that id, from wherever Airflow keeps it; a missing or unreadable one is a CredentialsError."""
    from airflow.sdk import BaseHook
    from airflow.sdk.exceptions import AirflowNotFoundException

    try:
        return plain(BaseHook.get_connection(connection_id))
    except AirflowNotFoundException as error:
        raise CredentialsError(
            f"There is no connection “{connection_id}”.",
            remedy=f"Add it in Airflow under Admin, Connections, or set AIRFLOW_CONN_{connection_id.upper()}.",
        ) from error
    except ValueError as error:
        # the cause is not chained: its text may quote the connection's fields
        raise CredentialsError(
            f"The connection “{connection_id}” cannot be read ({type(error).__name__}).",
            remedy="Open it in Airflow under Admin, Connections, and enter its fields anew.",
        ) from None


def plain(connection: AirflowConnection) -> Connection:
    """An Airflow connection's fields as ours: `host` becomes an address with scheme and port."""
    host = (connection.host or "").rstrip("/")
    if host and "://" not in host:
        port = f":{connection.port}" if connection.port else ""
        host = f"{connection.schema or 'https'}://{host}{port}"
    return Connection(
        connection_id=connection.conn_id,
        kind=connection.conn_type or "",
        host=host,
        login=connection.login or "",
        password=connection.password or "",
        extra=connection.extra_dejson,
    )
