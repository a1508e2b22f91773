"""One company as the API sees it: its books and clock, its counts, what it answered, and what it shares with the others."""

from __future__ import annotations

import threading
from typing import Any

from sandbox.quickbooks import seed as seeded
from sandbox.quickbooks.calls import Calls
from sandbox.quickbooks.clock import Clock
from sandbox.quickbooks.company import Change, Company
from sandbox.quickbooks.faults import Faults
from sandbox.quickbooks.oauth import OAuth
from sandbox.quickbooks.replay import Replay
from sandbox.quickbooks.switches import Switches
from sandbox.quickbooks.throttle import Throttle


class World:
    """One company; every use holds `lock`, which all companies of a sandbox share with tokens, faults and limits."""

    def __init__(self, realm: str, sample: str, clock: Clock, shared: Shared) -> None:
        """`sample` names what fills the company (seed.SAMPLES)."""
        self.sample = sample
        self.clock = clock
        self.company = Company(realm=realm, clock=clock)
        self.company.fresh = []
        self.calls = Calls()
        self.replay = Replay(self.company)
        self.lock = shared.lock
        self.oauth = shared.oauth
        self.faults = shared.faults
        self.throttle = shared.throttle
        self.shared = shared
        seeded.fill(self.company, sample)
        self.company.switches.change(dict(shared.switches))
        self._generation = 0
        self.written()

    @property
    def realm(self) -> str:
        return self.company.realm

    def written(self) -> list[Change]:
        """What was written since the last time; nothing where all was replaced, for that is no news of single documents."""
        company = self.company
        changes, company.fresh = company.fresh or [], []
        if self._generation != company.generation:
            self._generation, changes = company.generation, []
        return changes

    def admits(self, app: str, batch: bool, metered: bool) -> bool:
        """Whether Intuit's limits, and the month's quota of metered calls, let a request in."""
        switches = self.company.switches
        if metered and switches.metered_calls_most and self.calls.count("metered") >= switches.metered_calls_most:
            return False
        counts = switches.batch_counts_as_request
        return not switches.throttles or self.throttle.admits(self.realm, app, batch, self.clock.seconds(), counts)

    def reset(self) -> None:
        """As freshly started: books, clock, switches, counts, answers. Tokens, faults and the other companies stay."""
        self.clock.ahead = 0.0
        self.company.switches.change(Switches().shown())
        seeded.fill(self.company, self.sample)
        self.company.switches.change(dict(self.shared.switches))
        self.calls.reset()
        self.replay.clear()
        self.throttle.clear(self.realm)


class Shared:
    """What the companies of one sandbox have in common."""

    def __init__(self, oauth: OAuth) -> None:
        self.lock = threading.RLock()
        self.oauth = oauth
        self.faults = Faults()
        self.switches: dict[str, Any] = {}  # with which every company starts, and starts again
        self.throttle = Throttle()
