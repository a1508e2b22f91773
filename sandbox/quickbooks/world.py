"""Everything that one sandbox holds: the company, its tokens, its counters and the faults that wait."""

from __future__ import annotations

from sandbox.quickbooks import seed as seeded
from sandbox.quickbooks.calls import Calls
from sandbox.quickbooks.clock import Clock
from sandbox.quickbooks.company import Company
from sandbox.quickbooks.faults import Faults
from sandbox.quickbooks.oauth import OAuth
from sandbox.quickbooks.replay import Replay
from sandbox.quickbooks.switches import Switches
from sandbox.quickbooks.throttle import Throttle


class World:
    """One company and the app that is connected to it; every use holds `lock`."""

    def __init__(self, seed: int = 1) -> None:
        self.seed = seed
        self.clock = Clock()
        self.company = Company(realm=str(9_341_450_000_000_000 + seed), clock=self.clock)
        self.lock = self.company.lock
        self.oauth = OAuth(self.company.realm, seed, self.clock, self.company.switches)
        self.calls = Calls()
        self.faults = Faults()
        self.replay = Replay(self.company)
        self.throttle = Throttle(self.clock)
        seeded.fill(self.company)

    def reset(self) -> None:
        """As freshly started: books, tokens, clock, switches, counts."""
        self.clock.ahead = 0.0
        self.company.switches.change(Switches().shown())
        seeded.fill(self.company)
        self.oauth.reset()
        self.calls.reset()
        self.faults.clear()
        self.replay.clear()
        self.throttle.clear()
