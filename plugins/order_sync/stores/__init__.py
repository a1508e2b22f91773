"""Where orders come from: one way in to every store.

Adding a store is one module with an `open_store(settings, shop, connection, session, now)` and one line in `KINDS`
(docs/add-a-store.md).
"""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from datetime import datetime, timezone
from typing import Protocol

import requests

from order_sync.connections import Connection
from order_sync.errors import SettingsError
from order_sync.orders import Order, UnreadableOrder
from order_sync.stores import shopify, woocommerce
from order_sync.stores.session import StoreSession
from order_sync.syncs import Selection, StoreSettings


class Store(Protocol):
    """A store that orders can be read from. Nothing is ever written to it."""

    @property
    def calls(self) -> int:
        """How many HTTP calls were made so far, repeated ones included."""

    def time_zone(self) -> str:
        """The store's own zone, as IANA names it: the one its business dates are in."""

    def orders(self, selection: Selection) -> Iterator[Order | UnreadableOrder]:
        """Every order that the selection takes, once each, whatever changes in the store meanwhile.

        Filtered at the store as far as it can, and tested again here. Raises TransientError when the store gives no proper
        answer for too long, TerminalError when it refuses; never for a single order.
        """


Opener = Callable[[StoreSettings, str, Connection, StoreSession, Callable[[], datetime]], Store]

KINDS: dict[str, Opener] = {
    "shopify": shopify.open_store,
    "woocommerce": woocommerce.open_store,
}


def utc_now() -> datetime:
    return datetime.now(timezone.utc)


def open_store(
    settings: StoreSettings,
    shop: str,
    connection: Connection,
    *,
    session: requests.Session | None = None,
    sleep: Callable[[float], None] = time.sleep,
    now: Callable[[], datetime] = utc_now,
) -> Store:
    """The store of a sync, ready to be read; makes no call yet. `shop` is its name in every key.

    Raises SettingsError for an unknown kind and CredentialsError for a connection that lacks something.
    """
    opener = KINDS.get(settings.kind)
    if opener is None:
        raise SettingsError(
            f"There is no store of the kind “{settings.kind}”.", remedy=f"Choose one of: {', '.join(sorted(KINDS))}."
        )
    return opener(settings, shop, connection, StoreSession(shop, session or requests.Session(), sleep), now)
