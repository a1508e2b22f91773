"""The apps that are registered with Intuit, and where each may have a browser sent back to."""

from __future__ import annotations

import ipaddress
from dataclasses import dataclass, field
from urllib.parse import urlsplit


@dataclass
class App:
    """What is registered with Intuit; without `redirect_uris` any address on this machine will do."""

    client_id: str
    client_secret: str = field(repr=False)
    name: str
    redirect_uris: list[str] = field(default_factory=list)

    def allows(self, redirect_uri: str) -> bool:
        return redirect_uri in self.redirect_uris if self.redirect_uris else is_loopback(redirect_uri)


def is_loopback(address: str) -> bool:
    """Whether an http(s) address lies on this machine."""
    try:
        parts = urlsplit(address)
        host = parts.hostname or ""
        return parts.scheme in ("http", "https") and (host == "localhost" or ipaddress.ip_address(host).is_loopback)
    except ValueError:
        return False
