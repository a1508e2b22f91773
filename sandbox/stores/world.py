"""The world behind both stores: its orders, the time, and all that can happen to them. Hold `lock` while touching it."""

from __future__ import annotations

import random
import threading
from collections.abc import Sequence
from datetime import datetime, timezone

from sandbox.stores.calls import Calls
from sandbox.stores.drafts import Draft
from sandbox.stores.faults import Faults
from sandbox.stores.orders import NotPossible, Order
from sandbox.stores.seeding import STORES, Plan, born, seeded_orders


class World:
    def __init__(self, plan: Plan | None = None) -> None:
        self.lock = threading.RLock()
        self.calls = Calls()
        self.faults = Faults()
        self.mutate_every = 0  # every so many pages of orders one order is touched; 0: never
        self.plan = plan or Plan()
        self.reset()

    def now(self) -> datetime:
        """Real time, or the time of the seeding where that lies ahead."""
        real = datetime.now(timezone.utc)
        return max(real, self.plan.now) if self.plan.now else real

    def reset(self, plan: Plan | None = None) -> None:
        """Everything as it was seeded (`plan` None: as before); faults and counts are gone."""
        self.plan = plan or self.plan
        now = self.plan.now or datetime.now(timezone.utc)
        self._orders = {store: seeded_orders(self.plan, store, now) for store in STORES}
        self._by_id = {order.order_id: order for orders in self._orders.values() for order in orders}
        self._rng = random.Random(f"{self.plan.seed}|changes")
        self._pages = 0
        self.mutate_every = 0
        self.faults.clear()
        self.calls.reset()

    def orders_of(self, store: str) -> Sequence[Order]:
        """Oldest first."""
        return self._orders[store]

    def all_orders(self) -> list[Order]:
        return list(self._by_id.values())

    def find(self, order_id: int) -> Order:
        """Raises NotPossible where there is no such order."""
        if order_id not in self._by_id:
            raise NotPossible(f"there is no order {order_id}")
        return self._by_id[order_id]

    def add(self, draft: Draft, store: str) -> Order:
        """A new order, as its draft says."""
        order = born(draft, store)
        self._orders[store].append(order)
        self._by_id[order.order_id] = order
        return order

    def step(self) -> int:
        """Every order one step along its fate; answers how many changed."""
        now = self.now()
        return sum([order.step(now) for order in self.all_orders()])

    def page_given(self, store: str) -> None:
        """Counts a page of orders; every `mutate_every`-th touches a random order, as other apps do all day."""
        self._pages += 1
        if self.mutate_every and self._pages % self.mutate_every == 0 and self._orders[store]:
            self._rng.choice(self._orders[store]).touch(self.now())
