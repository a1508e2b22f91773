"""A connection's credentials as one plain value, wherever they come from.

In a task Airflow gives them; in the command line they are read from the same `AIRFLOW_CONN_*` variables.
"""

from __future__ import annotations

import json
import os
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import parse_qsl, unquote, urlsplit

from order_sync.errors import CredentialsError


@dataclass(frozen=True)
class Connection:
    """Where a store or a company is and how to get in. Its secrets never show in `repr`."""

    connection_id: str
    kind: str
    host: str = ""  # an address with scheme and port
    login: str = ""
    password: str = field(default="", repr=False)
    extra: Mapping[str, Any] = field(default_factory=dict, repr=False)

    def need(self, name: str) -> str:
        """A field that this kind of connection cannot do without; a missing one is a CredentialsError that names it."""
        value = {"host": self.host, "login": self.login, "password": self.password}.get(name) or self.extra.get(name)
        if not value:
            raise CredentialsError(
                f"The connection “{self.connection_id}” has no {name.replace('_', ' ')}.",
                remedy="Fill it in under Admin, Connections in Airflow, or in "
                f"AIRFLOW_CONN_{self.connection_id.upper()} for the command line.",
            )
        return str(value)


Connect = Callable[[str], Connection]


def from_environment(connection_id: str, environment: Mapping[str, str] = os.environ) -> Connection:
    """The connection that `AIRFLOW_CONN_<ID>` holds, as JSON or as an address (Airflow reads both forms)."""
    variable = f"AIRFLOW_CONN_{connection_id.upper()}"
    text = environment.get(variable)
    if not text:
        raise CredentialsError(
            f"There is no connection “{connection_id}”.", remedy=f"Set {variable}, or add the connection in Airflow."
        )
    try:
        return _from_json(connection_id, text) if text.lstrip().startswith("{") else _from_address(connection_id, text)
    except (ValueError, TypeError) as error:
        raise CredentialsError(f"{variable} cannot be read.", remedy="Write it as JSON, as the README shows.") from error


def _from_json(connection_id: str, text: str) -> Connection:
    fields = json.loads(text)
    extra = fields.get("extra") or {}
    host = fields.get("host") or ""
    if host and "://" not in host:
        port = f":{fields['port']}" if fields.get("port") else ""
        host = f"{fields.get('schema') or 'https'}://{host}{port}"
    return Connection(
        connection_id,
        str(fields.get("conn_type", "")),
        host,
        fields.get("login") or "",
        fields.get("password") or "",
        json.loads(extra) if isinstance(extra, str) else dict(extra),
    )


def _from_address(connection_id: str, text: str) -> Connection:
    parts = urlsplit(text)
    port = f":{parts.port}" if parts.port else ""
    extra: dict[str, Any] = dict(parse_qsl(parts.query))
    if "__extra__" in extra:
        extra = json.loads(extra["__extra__"])
    return Connection(
        connection_id,
        parts.scheme.replace("-", "_"),
        f"https://{parts.hostname}{port}" if parts.hostname else "",
        unquote(parts.username or ""),
        unquote(parts.password or ""),
        extra,
    )
